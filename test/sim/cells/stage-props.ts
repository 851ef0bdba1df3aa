/**
 * What brings a bot into a state, or keeps it there: what recipes are made of.
 */
import { MINUTE_MS, SECOND_MS } from '../../../lambda/core/units.ts';
import type { Fault } from '../../venue/faults.ts';
import type { OrderState } from '../order-states.ts';
import type { Happening } from '../swarm/happening.ts';
import type { Chance } from '../world/random-streams.ts';

/** A part of a run in which one cell is to be met. */
export interface Slot {
  readonly fromMs: number;
  readonly toMs: number;
  /** Of the bot's markets, in their order: entries go out in it. */
  readonly symbols: readonly string[];
  readonly first: string;
  readonly second: string;
  /** When in a minute the bot decides, in ms. */
  readonly decidesAtMs: number;
}

type Parameters = Readonly<Record<string, number | string>>;

/** What is set up before the fault of the cell. */
export interface Props {
  /** Of the parameters, beside those with which a bot trades all day. */
  readonly parameters?: Parameters;
  readonly companions?: readonly Happening[];
  /** Where the fault strikes, if it is one of a market. */
  readonly symbol?: string;
}

export type Recipe = (slot: Slot, chance: Chance) => Props;

/** Until the bot trades by the parameters of the slot. */
const SETTLED_MS = 2 * MINUTE_MS;

export function settledMs({ fromMs }: Slot): number {
  return fromMs + SETTLED_MS;
}

/** Until everything that may be open is. */
export function openMs(slot: Slot): number {
  return settledMs(slot) + 3 * MINUTE_MS;
}

type Order = 'entry' | 'exit' | 'stop' | 'take-profit' | 'cancel';
type Script = Extract<Happening, { readonly kind: 'venue-fault' }>['script'];

export const RESET: Fault = { kind: 'reset' };
/** A passing trouble, by which nothing is known of the order itself. */
export const UNAVAILABLE: Fault = { kind: 'refusal', code: -1008 };
export const REFUSED: Fault = { kind: 'refusal', code: -1013 };
const TOO_EARLY: Fault = { kind: 'refusal', code: -2022 };
export const WOULD_TRIGGER: Fault = { kind: 'refusal', code: -2021 };

export function failing(
  slot: Slot,
  order: Order,
  fault: Fault,
  { during, ...script }: Partial<Script> & { readonly during?: OrderState } = {},
): Happening {
  const aim = during === undefined ? {} : { during };
  return {
    kind: 'venue-fault',
    atMs: settledMs(slot),
    ...aim,
    script: { when: 'before', ...script, order, fault },
  };
}

/** What became of an order of that market is not shown for so long. */
export function unshown(slot: Slot, symbol: string, ofLastMs: number): Happening {
  const atMs = settledMs(slot);
  const script = {
    method: 'GET',
    path: '/fapi/v1/order',
    symbol,
    fault: { kind: 'unaware', ofLastMs } as const,
  };
  return { kind: 'venue-fault', atMs, script: { ...script, when: 'before', forMs: slot.toMs - atMs } };
}

export function stopEnds(slot: Slot, symbol: string, during: OrderState): Happening {
  return { kind: 'stop-ends', atMs: settledMs(slot), during, symbol, status: 'EXPIRED' };
}

export function limitEnds(slot: Slot, symbol: string, during: OrderState): Happening {
  return { kind: 'limit-ends', atMs: settledMs(slot), during, symbol };
}

/** The account is not what the ledger says, and what is open stays open. */
export function ownerTrades(slot: Slot, symbol: string, during: OrderState): Happening {
  return { kind: 'owner-trades', atMs: settledMs(slot), during, symbol, share: 0.5, side: 'along' };
}

export function command(slot: Slot, kind: 'pause' | 'resume' | 'flatten', during: OrderState): Happening {
  return { kind: 'command', atMs: settledMs(slot), during, command: kind };
}

/** A function that has sent an entry goes on when the next one has decided. */
export function frozenEntry(slot: Slot, frozenMs: number): Happening {
  const what = 'POST /fapi/v1/order';
  return { kind: 'doom', atMs: settledMs(slot), during: 'entering', what, call: 1, phase: 'after', frozenMs };
}

/**
 * The same while it waits before it sends a stop again that came too early. Of that one it is told that the price is beyond it,
 * so that it closes.
 */
export function frozenBetweenStops(
  slot: Slot,
  during: 'entering' | 'naked',
  meanwhile: OrderState,
  frozenMs: number,
): readonly Happening[] {
  const what = 'GET /fapi/v1/order';
  return [
    failing(slot, 'stop', TOO_EARLY, { during }),
    { kind: 'doom', atMs: settledMs(slot), during, what, call: 1, phase: 'after', frozenMs },
    failing(slot, 'stop', WOULD_TRIGGER, { during: meanwhile }),
  ];
}

export function slow(slot: Slot, during: OrderState, thereMs: number, times: number): Happening {
  const atMs = settledMs(slot);
  const passage = {
    edge: 'venue',
    what: 'POST /fapi/v1/order',
    share: 1,
    times,
    thereMs,
    backMs: 0,
  } as const;
  return { kind: 'slow', atMs, forMs: slot.toMs - atMs, during, ...passage };
}

/** The cancel of a stop fails beside its close, so that it is asked for again. */
export function stopNotTakenBack(slot: Slot): Happening {
  return failing(slot, 'cancel', UNAVAILABLE, { path: '/fapi/v1/algoOrder', during: 'exiting', times: 6 });
}

/** Of money that comes without a trade the operator is told, once of each name. */
const MOVEMENTS = [
  'TRANSFER',
  'WELCOME_BONUS',
  'REFERRAL_KICKBACK',
  'COMMISSION_REBATE',
  'NEW_NAME',
] as const;
/** From so long before a decision until so long after it the topic is there. */
const TOLD_MS = [1_400, 2_200] as const;
const TOLD_MINUTES = 9;

/**
 * What has to be told waits until shortly before the decision of a minute, and then takes its time: the first answers are lost,
 * and the others are slow.
 */
export function toldSlowly(slot: Slot): readonly Happening[] {
  const [beforeMs, afterMs] = TOLD_MS;
  const edge = 'sns';
  const firstMs = Math.ceil(settledMs(slot) / MINUTE_MS) * MINUTE_MS + slot.decidesAtMs;
  const between = Array.from({ length: TOLD_MINUTES }, (_, k): readonly Happening[] => {
    const decidedMs = firstMs + k * MINUTE_MS;
    const fromMs = k === 0 ? slot.fromMs : decidedMs - MINUTE_MS + afterMs;
    const forMs = decidedMs - beforeMs - fromMs;
    return [
      { kind: 'refused', atMs: fromMs, forMs, edge, by: 'gone', share: 1 },
      { kind: 'way', atMs: decidedMs - beforeMs, forMs: beforeMs, edge, share: 1, back: 'lost' },
      { kind: 'way', atMs: decidedMs, forMs: afterMs, edge, share: 0.5, back: 'lost' },
    ];
  });
  const money = MOVEMENTS.map((type, k): Happening => {
    const event = { kind: 'income', type, amount: 3 } as const;
    return { kind: 'venue-event', atMs: slot.fromMs + k * 10 * SECOND_MS, event };
  });
  const forMs = TOLD_MINUTES * MINUTE_MS;
  const slowly: Happening = { kind: 'slow', atMs: firstMs, forMs, edge, share: 1, thereMs: 0, backMs: 300 };
  return [...between.flat(), ...money, slowly];
}

/** The day has lost too much as soon as something is open. */
export function dayLost(slot: Slot, during: OrderState, others: Parameters = {}): Happening {
  const atMs = settledMs(slot);
  return parameters({ ...slot, fromMs: atMs }, { ...ALL_DAY, ...others, dailyLossUsd: 0.1 }, during);
}

/** Positions that stay. */
export const LONG = {
  quickExitSeconds: 600,
  maxHoldSeconds: 900,
  targetPct: 4,
  leverage: 5,
  recoverySeconds: 900,
  recoveryStopPct: 4,
} as const;

/** Nothing that it loses stops it, and it trades without end. */
export const ALL_DAY = {
  mode: 'live',
  collateralUsd: 30,
  maxPositions: 3,
  maxOpenCollateralUsd: 90,
  maxTradesPerHour: 600,
  lossStreak: 50,
  dailyLossUsd: 1_000,
  dailyLossPct: 90,
  entryStyle: 'taker',
  watchIntervalSeconds: 10,
  quickExitSeconds: 60,
  maxHoldSeconds: 120,
  targetPct: 0.4,
} as const;

export function parameters({ fromMs, toMs }: Slot, document: Parameters, during?: OrderState): Happening {
  const forMs = toMs - fromMs - SECOND_MS;
  const aim = during === undefined ? {} : { during };
  return { kind: 'parameters', atMs: fromMs, forMs, ...aim, document: JSON.stringify(document) };
}
