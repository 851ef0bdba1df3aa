/**
 * Happenings aimed at a state of the bot's orders.
 *
 * What is drawn for any time meets the orders mostly where they are longest: idle or protected. An entry, an exit or a doubt
 * lasts for a few requests. So a part of what is drawn waits for a state, each as likely as the next, and something more may
 * happen that brings the bot there or keeps it there.
 */
import { SECOND_MS } from '../../../lambda/core/units.ts';
import { ORDER_STATES, type OrderState } from '../order-states.ts';
import { whyImpossible } from '../impossible-cells.ts';
import type { Chance } from '../world/random-streams.ts';
import type { Span } from './drawing.ts';
import { classOf, type Happening } from './happening.ts';

const AIMED_SHARE = 0.5;
const COMPANION_SHARE = 0.7;

/** @returns itself, or the same aimed, and what goes with it. */
export function perhapsAimed(happening: Happening, chance: Chance, span: Span): readonly Happening[] {
  if (!chance.happens(AIMED_SHARE)) return [happening];
  const fault = classOf(happening);
  const [first, ...more] = ORDER_STATES.filter((state) => whyImpossible(fault, state) === undefined);
  if (first === undefined) return [happening];
  const during = chance.pick([first, ...more]);
  const one = { ...lasting(happening, chance, span), during };
  const companion = chance.happens(COMPANION_SHARE) ? companionOf(one, during, chance) : undefined;
  return companion === undefined ? [one] : [companion, one];
}

/** A state is short and comes late: what is aimed lasts until it has been met a few times. */
function lasting(happening: Happening, chance: Chance, { toMs }: Span): Happening {
  const forMs = toMs - happening.atMs;
  switch (happening.kind) {
    case 'way':
    case 'slow':
    case 'refused':
      return { ...happening, forMs, share: 1, times: chance.integer(1, 4) };
    case 'clock':
    case 'slow-start':
    case 'candles':
      return { ...happening, forMs };
    case 'doom':
      return { ...happening, call: chance.integer(1, happening.what === undefined ? 6 : 2) };
    case 'venue-fault': {
      const { forMs: _, nth: __, ...script } = happening.script;
      return { ...happening, script: { ...script, times: chance.integer(1, 4) } };
    }
    default:
      return happening;
  }
}

/** States that end with the requests of one execution: they are left behind where it dies. */
const PASSING: readonly OrderState[] = ['entering', 'naked', 'exiting'];

function companionOf(one: Happening, during: OrderState, chance: Chance): Happening | undefined {
  const { atMs } = one;
  const order = one.kind === 'venue-fault' ? one.script.order : undefined;
  if (order !== undefined && chance.happens(0.5)) return late(order, atMs, chance);
  if (during === 'in-doubt') return doubt(atMs, chance);
  const needsStart = one.kind === 'clock' || one.kind === 'slow-start';
  if (PASSING.includes(during) && (needsStart || isOfRequests(one)))
    return {
      kind: 'doom',
      atMs,
      during,
      call: chance.integer(1, 4),
      phase: chance.pick(['before', 'after']),
    };
  if (needsStart) return { kind: 'reclaimed', atMs, during };
  const isOfOne = one.kind === 'takeover' || one.kind === 'stop-ends' || one.kind === 'limit-met';
  if (isOfOne && !PASSING.includes(during) && during !== 'protected')
    return { kind: 'owner-trades', atMs, during, symbol: one.symbol, share: 1, side: 'along' };
  return undefined;
}

function isOfRequests({ kind }: Happening): boolean {
  return ['way', 'slow', 'refused', 'venue-fault', 'candles', 'delivery'].includes(kind);
}

/** An order of which nobody knows what became of it. */
function doubt(atMs: number, chance: Chance): Happening {
  const script = {
    order: chance.pick<'entry' | 'exit' | 'stop'>(['entry', 'exit', 'stop']),
    fault: { kind: chance.pick<'silence' | 'reset' | 'stall'>(['silence', 'reset', 'stall']) },
    when: chance.pick<'before' | 'after'>(['before', 'after']),
    times: chance.integer(1, 3),
  };
  return { kind: 'venue-fault', atMs, script };
}

/** Where an order is sent, and in which state. */
const SENT = {
  entry: { what: 'POST /fapi/v1/order', during: 'entering' },
  exit: { what: 'POST /fapi/v1/order', during: 'exiting' },
  stop: { what: 'POST /fapi/v1/algoOrder', during: 'naked' },
  'take-profit': { what: 'POST /fapi/v1/order', during: 'protected' },
  cancel: { what: 'DELETE', during: 'exiting' },
} as const satisfies Readonly<Record<string, { readonly what: string; readonly during: OrderState }>>;

/** It is sent by a machine that was frozen meanwhile: the orders are others by then. */
function late(order: keyof typeof SENT, atMs: number, chance: Chance): Happening {
  const frozenMs = Math.round(chance.between(SECOND_MS, 120 * SECOND_MS));
  return { kind: 'doom', atMs, ...SENT[order], call: 1, phase: 'before', frozenMs };
}
