/**
 * A network on which nobody waits for an answer that will not come.
 *
 * What the venue leaves without an answer is given up as soon as it has done so, after the time that it would have
 * taken: the venue's clock runs on, the test's does not.
 */
import type { HttpSend } from '../../lambda/adapters/market/node-http.ts';
import { ACCOUNT_REQUEST_MS } from '../../lambda/adapters/market/venue-requests.ts';
import type { BinanceVenue } from '../venue/binance-venue.ts';

/** For the first bytes of what is cut off to arrive. */
const CUT_AFTER_MS = 20;

export function impatient(venue: BinanceVenue): HttpSend {
  const underWay = new Set<AbortController>();
  venue.onFault = ({ fault }) => {
    if (fault.kind !== 'silence' && fault.kind !== 'stall') return;
    setTimeout(() => {
      venue.timeMs += ACCOUNT_REQUEST_MS;
      for (const cut of underWay) cut.abort();
    }, CUT_AFTER_MS);
  };
  return async (url, request) => {
    const cut = new AbortController();
    underWay.add(cut);
    const done = () => underWay.delete(cut);
    try {
      const answer = await venue.send(url, {
        ...request,
        signal: AbortSignal.any([request.signal, cut.signal]),
      });
      return { ...answer, text: () => answer.text().finally(done) };
    } catch (error) {
      done();
      throw error;
    }
  };
}
