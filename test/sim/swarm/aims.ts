/**
 * Happenings aimed at a state of the bot's orders.
 *
 * What is drawn for any time meets the orders mostly where they are longest: idle or protected. An entry, an exit or a doubt
 * lasts for a few requests. So some are drawn for a class and a state, each as likely as the next, and wait for it. Something
 * more may happen that brings the bot there, or keeps it there.
 */
import { MINUTE_MS } from '../../../lambda/core/units.ts';
import type { OrderState } from '../order-states.ts';
import type { Chance } from '../world/random-streams.ts';
import { drawnOfClass } from './drawers.ts';
import { symbolOf, type Span } from './drawing.ts';
import type { Happening } from './happening.ts';

/** From which part of the faults' time on it waits: a bot that is halted, or has lost enough for a day, trades no more. */
const WAITS_FROM: Readonly<Partial<Record<OrderState, readonly [number, number]>>> = {
  halted: [0.65, 0.85],
  'closed-day': [0.85, 0.95],
};
const EARLY = [0, 0.6] as const;

export function aimed(fault: string, during: OrderState, chance: Chance, span: Span): readonly Happening[] {
  const [from, to] = WAITS_FROM[during] ?? EARLY;
  const at = (part: number) => Math.floor(span.fromMs + part * (span.toMs - span.fromMs));
  const happening = drawnOfClass(fault, chance, { ...span, fromMs: at(from), toMs: at(to) + 1 });
  const companions = companionsOf(happening, during, chance, span);
  return [...companions, { ...lasting(happening, chance, span), during }];
}

/** The fault alone, from the beginning of the span on. */
export function aimedAt(fault: string, during: OrderState, chance: Chance, span: Span): Happening {
  const happening = { ...drawnOfClass(fault, chance, span), atMs: span.fromMs };
  return { ...lasting(happening, chance, span), during };
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
    case 'commands-unread':
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

/** What is met by the requests of any tick, also the first ones of the next. */
const OF_TICKS: readonly Happening['kind'][] = [
  'way',
  'slow',
  'refused',
  'venue-fault',
  'candles',
  'delivery',
  'clock',
  'slow-start',
  'commands-unread',
];

function companionsOf(one: Happening, during: OrderState, chance: Chance, span: Span): readonly Happening[] {
  const { atMs, kind } = one;
  const where = { atMs, symbol: symbolOf(chance, span) };
  const order = kind === 'venue-fault' ? one.script.order : undefined;
  const isLeftBehind = PASSING.includes(during) && OF_TICKS.includes(kind) && order === undefined;
  if (isLeftBehind && chance.happens(0.7)) return [death(atMs, during, chance)];
  if (kind === 'clock' || kind === 'slow-start')
    return [{ kind: 'reclaimed', atMs, during }, ...bringing(during, where, chance)];
  return chance.happens(0.7) ? bringing(during, where, chance) : [];
}

function bringing(
  during: OrderState,
  { atMs, symbol }: { readonly atMs: number; readonly symbol: string },
  chance: Chance,
): readonly Happening[] {
  switch (during) {
    case 'in-doubt':
      return [doubt(atMs, chance)];
    case 'halted':
      return [{ kind: 'owner-trades', atMs, symbol, share: 1, side: 'along' }];
    case 'closed-day':
      return [{ kind: 'parameters', atMs, forMs: 30 * MINUTE_MS, document: '{"dailyLossUsd":0.5}' }];
    case 'exiting':
      return [{ kind: 'command', atMs, command: 'flatten' }];
    case 'naked':
      return [{ kind: 'stop-ends', atMs, symbol, status: 'EXPIRED' }];
    case 'idle':
    case 'entering':
    case 'protected':
      return [];
  }
}

function death(atMs: number, during: OrderState, chance: Chance): Happening {
  return { kind: 'doom', atMs, during, call: chance.integer(1, 4), phase: chance.pick(['before', 'after']) };
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
