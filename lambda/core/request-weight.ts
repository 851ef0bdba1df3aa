/**
 * How much of an exchange's limit on requests does a bot take, and how much may it?
 *
 * An exchange gives every request a weight, and each address so much weight a minute. An address that asks for more is
 * sent away, with its stops.
 *
 * Invariants:
 * - A plan is that of the busiest minute in which nothing fails.
 * - Plans leave a part of the limit over, for what nobody plans: second looks, unknown orders, another try.
 * - A bot at an address that it shares with strangers leaves them half of that.
 */
import type { BotParameters } from '../config.ts';

/** What an exchange takes for the requests of a bot. */
export interface RequestWeights {
  /** What one address may ask for in a minute. */
  readonly addressMax: number;
  /** Latest candles of one market. */
  readonly candles: number;
  /** Best bid and ask: of one market, and of all in one request. */
  readonly quote: number;
  readonly allQuotes: number;
  /** Money and positions, of all markets. */
  readonly account: number;
  /** Open orders of one kind, ordinary or conditional: in one market, and in all. */
  readonly openOrders: number;
  readonly allOpenOrders: number;
  /** One order, looked up or cancelled. */
  readonly order: number;
  /** The fills of one order. */
  readonly trades: number;
  /** Movements of money. */
  readonly movements: number;
}

/** The part of a bot that its weight depends on. */
export interface RequestTerms extends Pick<BotParameters, 'watchIntervalSeconds' | 'maxPositions'> {
  /** Number of the markets that it trades. */
  readonly markets: number;
  readonly isLive: boolean;
}

/** Weight in a minute. */
export interface MinuteWeight {
  readonly tick: number;
  /** All watch steps of the minute. */
  readonly watch: number;
  /** What an hour has once, and the orders of positions that open and close in this minute. */
  readonly other: number;
  readonly total: number;
}

const SECONDS_PER_MINUTE = 60;

const KINDS_OF_ORDERS = 2;

/** Whether the open orders of so many markets are cheaper in one list of all. */
export function isCheaperInOneList(
  markets: number,
  { openOrders, allOpenOrders }: Pick<RequestWeights, 'openOrders' | 'allOpenOrders'>,
): boolean {
  return markets * openOrders >= allOpenOrders;
}

/** The weight of the busiest minute of a bot, with every position that it may hold open. */
export function minuteWeight(terms: RequestTerms, weights: RequestWeights): MinuteWeight {
  const { markets, isLive, watchIntervalSeconds, maxPositions } = terms;
  const positions = Math.min(markets, maxPositions);
  // One is at the turn of the minute, where the tick may come at any second of it.
  const steps = watchIntervalSeconds === 0 ? 0 : Math.ceil(SECONDS_PER_MINUTE / watchIntervalSeconds);
  const look = (of: number) => quotes(of, weights) + (isLive ? account(of, weights) : 0);
  const tick = markets * weights.candles + look(markets);
  // The step at the turn reads the candles that have closed, for whoever comes after it does not know them.
  const watch = steps === 0 ? 0 : steps * look(positions) + positions * weights.candles;
  const other = isLive ? onceAnHour(weights) + positions * ofTrade(weights) : 0;
  return { tick, watch, other, total: tick + watch + other };
}

function quotes(markets: number, { quote, allQuotes }: RequestWeights): number {
  return Math.min(markets * quote, allQuotes);
}

function account(markets: number, weights: RequestWeights): number {
  const ofKind = isCheaperInOneList(markets, weights) ? weights.allOpenOrders : markets * weights.openOrders;
  return weights.account + KINDS_OF_ORDERS * ofKind;
}

/** The open orders of all markets, and the funding. */
function onceAnHour({ allOpenOrders, movements }: RequestWeights): number {
  return KINDS_OF_ORDERS * allOpenOrders + movements;
}

/** Entry and exit looked up with their fills, and two protective orders cancelled. Sending an order weighs nothing. */
function ofTrade({ order, trades }: RequestWeights): number {
  return 2 * (order + trades) + 2 * order;
}

const PLANNED_PART = 0.8;
const PART_AMONG_STRANGERS = 0.5;

/** What all bots behind one address may plan with, when nobody else is behind it. */
export function plannedWeightMax({ addressMax }: RequestWeights): number {
  return Math.floor(addressMax * PLANNED_PART);
}

/** What a bot may plan with at an address that changes, behind which there are strangers. */
export function weightMaxAmongStrangers(weights: RequestWeights): number {
  return Math.floor(plannedWeightMax(weights) * PART_AMONG_STRANGERS);
}

const WATCH_INTERVAL_SECONDS_MAX = 30;

/** The shortest whole watch interval with which a bot stays within `weightMax`; `undefined` when none does. */
export function shortestWatchSeconds(
  terms: RequestTerms,
  weights: RequestWeights,
  weightMax: number,
): number | undefined {
  for (let seconds = 1; seconds <= WATCH_INTERVAL_SECONDS_MAX; seconds += 1) {
    const { total } = minuteWeight({ ...terms, watchIntervalSeconds: seconds }, weights);
    if (total <= weightMax) return seconds;
  }
  return undefined;
}

/** The rest of a minute's watch. */
export interface WatchAhead {
  /** Watch steps that are left at the interval of the parameters. */
  readonly steps: number;
  /** Weight that the address may still use in this minute, and what it used between the last two steps. */
  readonly weightLeft: number | undefined;
  readonly weightOfStep: number | undefined;
}

/**
 * Of the watch steps that are left in this minute, every how many-th fits in the weight that is left; `undefined` when
 * none does. 1 while the exchange does not say what was used.
 */
export function watchStride({ steps, weightLeft, weightOfStep = 0 }: WatchAhead): number | undefined {
  if (weightLeft === undefined) return 1;
  if (weightLeft <= 0) return undefined;
  if (weightOfStep * steps <= weightLeft) return 1;
  const affordable = Math.floor(weightLeft / weightOfStep);
  return affordable < 1 ? undefined : Math.ceil(steps / affordable);
}
