/**
 * A network on which nobody waits for an answer that will not come.
 *
 * What the venue leaves without an answer is given up as soon as everybody else has one, after the time that it would
 * have taken: the venue's clock runs on, the test's is not asked.
 */
import type { HttpSend } from '../../lambda/adapters/market/node-http.ts';
import { REQUEST_MS } from '../../lambda/adapters/market/venue-requests.ts';
import type { BinanceVenue } from '../venue/binance-venue.ts';

/** How far a request is. */
type Stage = 'asked' | 'begun';

/** @param isOnWire whether an answer that stalls has begun: without a connection it does not. */
export function impatient(venue: BinanceVenue, send: HttpSend, isOnWire: boolean): HttpSend {
  const underWay = new Map<AbortController, Stage>();
  /** Of those, how many wait in vain, by how far they get. */
  const vain = { asked: 0, begun: 0 };
  const inStage = (stage: Stage) => [...underWay.values()].filter((one) => one === stage).length;
  const look = () => {
    if (vain.asked + vain.begun === 0) return;
    if (inStage('asked') !== vain.asked || inStage('begun') !== vain.begun) return;
    Object.assign(vain, { asked: 0, begun: 0 });
    venue.timeMs += REQUEST_MS;
    for (const cut of underWay.keys()) cut.abort();
  };
  // When all that is sent together has been sent.
  const lookSoon = () => void setImmediate(look);
  venue.onFault = ({ fault }) => {
    if (fault.kind !== 'silence' && fault.kind !== 'stall') return;
    vain[fault.kind === 'stall' && isOnWire ? 'begun' : 'asked'] += 1;
    lookSoon();
  };
  return async (url, request) => {
    const cut = new AbortController();
    const done = () => {
      underWay.delete(cut);
      lookSoon();
    };
    underWay.set(cut, 'asked');
    try {
      const answer = await send(url, { ...request, signal: AbortSignal.any([request.signal, cut.signal]) });
      underWay.set(cut, 'begun');
      lookSoon();
      return { ...answer, text: () => answer.text().finally(done) };
    } catch (error) {
      done();
      throw error;
    }
  };
}
