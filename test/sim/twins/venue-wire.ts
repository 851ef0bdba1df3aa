/**
 * The wire between the bot's transport and the venue: every byte goes over the world's network.
 *
 * It keeps what each machine has asked for, and when it was told to wait: as the machine knows it, whatever is on the way.
 */
import type { HttpResponse, HttpSend } from '../../../lambda/adapters/market/node-http.ts';
import type { BinanceVenue } from '../../venue/binance-venue.ts';
import { untilAborted } from '../../venue/direct-answers.ts';
import { orderKindOf, type OrderKind } from '../../venue/orders/order-kind.ts';
import { WireParams } from '../../venue/wire/wire-params.ts';
import { ConnectionReset, type Network } from '../world/network.ts';
import type { WorldTime } from '../world/world-time.ts';

export interface WireTerms {
  readonly time: WorldTime;
  readonly network: Network;
  readonly venue: BinanceVenue;
  readonly note: (words: string) => void;
}

/** What a machine has done or heard, by its name. */
export type WireEvent = { readonly machine: string; readonly atMs: number } & (
  | { readonly kind: 'asked'; readonly what: string; readonly order: OrderKind | undefined }
  | { readonly kind: 'told-to-wait'; readonly status: 418 | 429; readonly retryAfterSeconds: number }
);

export class VenueWire {
  private readonly terms: WireTerms;
  /** In the order in which it happened. */
  readonly events: WireEvent[] = [];

  constructor(terms: WireTerms) {
    this.terms = terms;
  }

  readonly send: HttpSend = async (address, request) => {
    const { time, network, venue, note } = this.terms;
    const { machine } = time;
    if (machine === undefined) throw new Error('the venue is asked where no machine runs');
    const { pathname, searchParams, search } = new URL(address);
    const aborted = untilAborted(request.signal);
    // Whoever has got an answer is not told of the deadline.
    aborted.catch(() => {});
    const passage = { edge: 'venue', what: `${request.method} ${pathname}`, machine } as const;
    const { what } = passage;
    const order = orderKindOf(request.method, pathname, new WireParams(search, request.body ?? ''));
    this.events.push({ machine: machine.name, atMs: time.nowMs(), kind: 'asked', what, order });
    const answer = await Promise.race([
      network.carry(passage, () => {
        const given = venue.answerOf(address, request);
        note(`${machine.name} venue ${what} ${subjectOf(searchParams, request.body)}: ${wordsOf(given)}`);
        return given;
      }),
      aborted,
    ]);
    if (answer === 'silence') return aborted;
    if (answer === 'reset') throw new ConnectionReset('read ECONNRESET');
    this.hear(machine.name, answer);
    return answer;
  };

  private hear(machine: string, { status, headers }: HttpResponse): void {
    const retryAfterSeconds = Number(headers.get('retry-after') ?? 0);
    if (status !== 418 && status !== 429) return;
    const atMs = this.terms.time.nowMs();
    this.events.push({ machine, atMs, kind: 'told-to-wait', status, retryAfterSeconds });
  }
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
