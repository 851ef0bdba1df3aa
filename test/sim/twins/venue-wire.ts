/**
 * The wire between the bot's transport and the venue: every byte goes over the world's network.
 */
import type { HttpResponse, HttpSend } from '../../../lambda/adapters/market/node-http.ts';
import type { BinanceVenue } from '../../venue/binance-venue.ts';
import { untilAborted } from '../../venue/direct-answers.ts';
import { ConnectionReset, type Network } from '../world/network.ts';
import type { WorldTime } from '../world/world-time.ts';

export interface VenueWire {
  readonly time: WorldTime;
  readonly network: Network;
  readonly venue: BinanceVenue;
  readonly note: (words: string) => void;
}

export function sendTo({ time, network, venue, note }: VenueWire): HttpSend {
  return async (address, request) => {
    const { machine } = time;
    if (machine === undefined) throw new Error('the venue is asked where no machine runs');
    const { pathname, searchParams } = new URL(address);
    const aborted = untilAborted(request.signal);
    // Whoever has got an answer is not told of the deadline.
    aborted.catch(() => {});
    const passage = { edge: 'venue', what: `${request.method} ${pathname}`, machine } as const;
    const answer = await Promise.race([
      network.carry(passage, () => {
        const given = venue.answerOf(address, request);
        note(
          `${machine.name} venue ${passage.what} ${subjectOf(searchParams, request.body)}: ${wordsOf(given)}`,
        );
        return given;
      }),
      aborted,
    ]);
    if (answer === 'silence') return aborted;
    if (answer === 'reset') throw new ConnectionReset('read ECONNRESET');
    return answer;
  };
}

const SUBJECTS = ['symbol', 'side', 'type', 'newClientOrderId', 'clientAlgoId', 'origClientOrderId'];

/** What a request is about: its market, and the order that it names. */
function subjectOf(query: URLSearchParams, body = ''): string {
  const form = body === '' ? undefined : new URLSearchParams(body);
  return SUBJECTS.flatMap((name) => query.get(name) ?? form?.get(name) ?? []).join(' ');
}

function wordsOf(given: HttpResponse | 'silence' | 'reset'): string {
  return typeof given === 'string' ? given : String(given.status);
}
