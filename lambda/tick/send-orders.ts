/**
 * Steps 4 to 6 of a tick: commit the intended orders, send them, book the outcomes, until no order is left to send.
 *
 * - Each round has its own commit and its own deadline for sending.
 * - A round that cannot be finished before the invocation ends is not begun.
 * - An order that could not be sent leaves the state: it is decided anew.
 * - Where the store takes no item of this size, stops and closes are sent uncommitted: they can only reduce.
 */
import { modeOf, type BotState } from '../core/bot-state.ts';
import type { TickView } from '../core/decide.ts';
import { SEND_WITHIN_MS, type Outcome, type Request } from '../core/order.ts';
import { bookOutcome } from '../core/orders/outcome-booking.ts';
import {
  committedStops,
  intendProtection,
  isDue,
  nextRequests,
  withSendDeadline,
  withoutUnsent,
  type RequestSequence,
} from '../core/orders/order-plan.ts';
import { isReducing, withCommittedNumbers } from '../core/orders/uncommitted-closes.ts';
import { SECOND_MS } from '../core/units.ts';
import type { Invocation } from '../invocation.ts';
import type { Clock, Exchange, Reply } from '../ports.ts';
import type { Draft } from './draft.ts';

/** Rounds of orders a tick may need: exits, entries, protection and cancels take one or two each. */
const ROUNDS_MAX = 6;

/** With real money entries are sent one by one, each with its protection. */
const LIVE_ROUNDS_MAX = 24;

/** How long a round of orders may take, with its two commits. */
const ROUND_TIME_MS = 3 * SECOND_MS;

export interface SendPorts {
  readonly exchange: Exchange;
  readonly clock: Clock;
  readonly invocation: Invocation;
}

/**
 * Sends the stops that do not rest yet and whose intent the store holds already, before anything is committed: they
 * can only reduce, and wait for no store.
 */
export async function sendCommittedStops(draft: Draft, tick: TickView, ports: SendPorts): Promise<void> {
  const { clock, invocation } = ports;
  const { deadlineMs, signal } = invocation;
  const requests = committedStops(draft.state, draft.heldState, draft.stalled);
  if (requests.length === 0) return;
  const maySend = () => clock.nowMs() < deadlineMs && signal?.aborted !== true;
  const sequences = requests.map((request) => [request]);
  await sendRequests(draft, ports, sequences, { ...tick, maySend });
}

export async function sendOrders(draft: Draft, tick: TickView, ports: SendPorts): Promise<void> {
  const { clock, invocation } = ports;
  const { deadlineMs, signal } = invocation;
  const isGivenUp = () => signal?.aborted === true;
  const roundsMax = modeOf(draft.state) === 'live' ? LIVE_ROUNDS_MAX : ROUNDS_MAX;
  for (let round = 0; round < roundsMax; round += 1) {
    draft.state = intendProtection(draft.state, tick, draft.stalled);
    if (nextRequests(draft.state, draft.stalled).length === 0) break;
    // The next tick finds such a round undone, not half done.
    if (deadlineMs - clock.nowMs() < ROUND_TIME_MS) break;
    const roundEndMs = clock.nowMs() + SEND_WITHIN_MS;
    draft.state = withSendDeadline(draft.state, roundEndMs, deadlineMs);
    await draft.commit();
    const mayCommit = draft.commitFailure === undefined;
    if (!mayCommit) draft.state = withCommittedNumbers(draft.state, draft.heldState);
    // A function that was frozen in between may wake up much later.
    const maySend = ({ kind, order }: Request) => {
      // That of a stop is the end of the invocation.
      const untilMs = kind === 'place' ? (order.sendBeforeMs ?? -Infinity) : roundEndMs;
      return clock.nowMs() <= untilMs && !isGivenUp();
    };
    // The commit may have discarded orders that must not be sent.
    const sequences = nextRequests(draft.state, draft.stalled).filter(
      (sequence) => mayCommit || isReducing(sequence),
    );
    if (sequences.length === 0) break;
    await sendRequests(draft, ports, sequences, { ...tick, maySend });
    if (isGivenUp()) return;
    // An entry is too old now; an order that protects or closes is not.
    if (clock.nowMs() > roundEndMs) draft.state = withoutUnsent(draft.state, ({ leg }) => leg === 'entry');
  }
  draft.state = withoutUnsent(draft.state);
}

interface SendOptions extends Pick<TickView, 'tickMs' | 'views' | 'parameters'> {
  /** Whether it is still early enough. An order that is not sent stays intended; the next tick finds it. */
  readonly maySend: (request: Request) => boolean;
}

/**
 * Sends all sequences, and notes in the draft what became of each request. A sequence ends at the first outcome other
 * than success, but for that of a cancel that failed before.
 */
async function sendRequests(
  draft: Draft,
  { exchange, clock, invocation: { deadlineMs } }: SendPorts,
  sequences: readonly RequestSequence[],
  { tickMs, views, parameters, maySend }: SendOptions,
): Promise<void> {
  for (const sequence of sequences) {
    for (const [at, request] of sequence.entries()) {
      if (!maySend(request)) return;
      if (!isDue(draft.state, request)) continue;
      const { symbol, tradeId } = request.order;
      const market = views.find((view) => view.market.symbol === symbol)?.market;
      const context = { views, account: draft.state.account, parameters, deadlineMs };
      const { account, ...reply } = await exchange.send(request, context);
      const before = { ...draft.state, account };
      const acceptedAtMs = acceptedAt({ account, ...reply }, clock);
      draft.state = bookOutcome(
        before,
        request,
        { ...reply, acceptedAtMs, atMs: tickMs },
        market,
        parameters,
      );
      if (request.order.leg === 'entry') draft.noteEntry(request.order, reply.outcome);
      const outcome = failureIn(reply);
      if (outcome === undefined) continue;
      // A close can only reduce: a take-profit that will not be cancelled does not hold it up.
      const isCloseNext = request.kind === 'cancel' && sequence[at + 1]?.kind === 'place';
      if (isCloseNext && outcome.status !== 'gone' && draft.hasFailed(tradeId)) continue;
      // The outcome itself may have decided what follows.
      if (outcome.status !== 'gone' && !hasFreshExit(draft.state, tradeId))
        draft.noteFailure({ tradeId, outcome });
      break;
    }
  }
}

/** A simulated account accepts as soon as it is asked; nothing is measured where time is simulated, too. */
function acceptedAt({ account, acceptedAtMs }: Reply, clock: Clock): number | undefined {
  if (clock.isSimulated) return undefined;
  return account === undefined ? acceptedAtMs : clock.nowMs();
}

/** The outcome that did not succeed, of an order or of the stop that went out with it. */
function failureIn({ outcome, protection }: Pick<Reply, 'outcome' | 'protection'>): Outcome | undefined {
  if (!isSuccess(outcome)) return outcome;
  const stop = protection?.stop;
  return stop === undefined || isSuccess(stop) ? undefined : stop;
}

function isSuccess({ status }: Outcome): boolean {
  return status === 'filled' || status === 'resting' || status === 'cancelled';
}

/** An exit that the outcome itself has called for. */
function hasFreshExit({ orders }: BotState, tradeId: number): boolean {
  return orders.some((order) => {
    const { leg, status, sendBeforeMs } = order;
    return order.tradeId === tradeId && leg === 'exit' && status === 'intended' && sendBeforeMs === undefined;
  });
}
