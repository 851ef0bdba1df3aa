/**
 * Positions, candles, orders, ledgers and bot states for the core's tests: one readable line each.
 *
 * Every default is the simplest case: a long of 6 BTC entered at 100 at noon of `TODAY`, without fees. Costs are free
 * unless a test names them, so that the expected numbers can be done by hand.
 */
import { parseParameters, type BotParameters } from '../../lambda/config.ts';
import { EMPTY_OUTBOX, newPaperBot, type BotState } from '../../lambda/core/bot-state.ts';
import type { ClosedTrade } from '../../lambda/core/ledger/closed-trade.ts';
import { initialLedger, type LedgerState } from '../../lambda/core/ledger/ledger-state.ts';
import type { Candles, Market, Quote, MarketView } from '../../lambda/core/market.ts';
import type { Fill } from '../../lambda/core/ledger/fills.ts';
import type { EntryOrder, ExitOrder, StopOrder, TakeProfitOrder } from '../../lambda/core/order.ts';
import { termsOf, type Position, type PositionTerms } from '../../lambda/core/ledger/position.ts';
import { ZERO_USD, usd, type Usd } from '../../lambda/core/units.ts';

/** A day like any other; noon is no funding time. */
export const TODAY = '2026-01-05';

/**
 * `at('12:03')` is a minute of `TODAY`, `at('2026-01-06T00:00')` one of another day, `at('12:03:59.999')` within it.
 */
export function at(time: string): number {
  const timeMs = Date.parse(`${time.includes('T') ? time : `${TODAY}T${time}`}Z`);
  if (Number.isNaN(timeMs)) throw new Error(`${time} is not a time`);
  return timeMs;
}

export const NOON = at('12:00');

/** Of whoever begins an epoch in a test that asks for no two of them. */
export const BEGINNER_ID = 'one-invocation';

/** The cells of a small text table, row by row; cells are separated by `|` or by two spaces. */
export function rowsOf(table: string): readonly (readonly string[])[] {
  const lines = table.split('\n').map((line) => line.trim());
  return lines.filter((line) => line !== '').map((line) => line.split(/\s*\|\s*|\s{2,}/));
}

/** The strategy's defaults with changes, which are not checked against each other. */
export function parameters(changes: Partial<BotParameters> = {}): BotParameters {
  return { ...parseParameters({}), ...changes };
}

/** One move of the last minute is a signal, on any volume. */
export const EAGER = {
  momentumCandles: 1,
  volumeLookback: 2,
  volumeRatio: 0,
  volatilityCandles: 2,
  volatilityPct: 0,
} as const;

/** Trades nearly every minute, so that a short market shows everything. */
export const BUSY = {
  ...EAGER,
  momentumPct: 0.02,
  maxTradesPerHour: 600,
  maxHoldSeconds: 180,
  lossStreak: 50,
  dailyLossUsd: 1_000,
  dailyLossPct: 90,
} as const;

export const FREE = { takerFeePct: 0, makerFeePct: 0, slippageBps: 0, fundingPct: 0 } as const;

/** 0.05 % taker, 0.02 % maker, half a basis point of slippage, 0.01 % funding. */
export const DEFAULT_COST = {
  takerFeePct: 0.05,
  makerFeePct: 0.02,
  slippageBps: 0.5,
  fundingPct: 0.01,
} as const;

export function terms(changes: Partial<PositionTerms> = {}): PositionTerms {
  return { ...termsOf(parameters()), ...changes };
}

type PositionChanges = Partial<Omit<Position, 'terms'>> & { readonly terms?: Partial<PositionTerms> };

/** A long (or short) of 6 units at 100, decided and filled at noon; stop at 0.25 %, take-profit at 0.15 %. */
export function position({ terms: changedTerms, ...changes }: PositionChanges = {}): Position {
  const long = changes.side !== 'short';
  return {
    tradeId: 1,
    symbol: 'BTC',
    side: 'long',
    quantity: 6,
    entryPrice: 100,
    entryFeeUsd: ZERO_USD,
    fundingUsd: ZERO_USD,
    decidedAtMs: NOON,
    filledAtMs: NOON,
    recoverySinceMs: undefined,
    stopPrice: long ? 99.75 : 100.25,
    takeProfitPrice: long ? 100.15 : 99.85,
    terms: terms(changedTerms),
    ...changes,
  };
}

/** Candles from a table of `time  open  high  low  close  volume`, one minute a line. */
export function candles(table = ''): Candles {
  const lines = table.split('\n').map((line) => line.trim());
  const cells = lines.filter((line) => line !== '').map((line) => line.split(/\s+/));
  const column = (k: number) => Float64Array.from(cells, (row) => Number(row[k]));
  return {
    length: cells.length,
    openTimeMs: Float64Array.from(cells, ([time]) => at(time!)),
    open: column(1),
    high: column(2),
    low: column(3),
    close: column(4),
    volume: column(5),
  };
}

export function quote(price: number | readonly [bid: number, ask: number], timeMs: number = NOON): Quote {
  const [bid, ask] = typeof price === 'number' ? [price, price] : price;
  return { bid, ask, timeMs };
}

interface ViewChanges {
  readonly symbol?: string;
  readonly market?: Partial<Market>;
  readonly candles?: Candles;
  readonly last?: number;
  readonly quote?: Quote | undefined;
}

/** A symbol as the venue shows it: without candles and without a price unless they are given. */
export function view(changes: ViewChanges = {}): MarketView {
  const shown = changes.candles ?? candles();
  return {
    market: { symbol: changes.symbol ?? 'BTC', ...changes.market },
    candles: shown,
    last: changes.last ?? shown.length - 1,
    quote: changes.quote,
  };
}

/** 2,000 USD since midnight, nothing open, nothing traded. */
export function ledger(changes: Partial<LedgerState> = {}): LedgerState {
  return {
    ...initialLedger(1),
    rowCount: 1,
    balanceUsd: usd(2000),
    dayMs: at('00:00'),
    dayStartBalanceUsd: usd(2000),
    ...changes,
  };
}

type StateChanges = Partial<Omit<BotState, 'ledger'>> & { readonly ledger?: Partial<LedgerState> };

/** A paper bot called `bot`, committed a minute before noon. */
export function botState({ ledger: changedLedger, ...changes }: StateChanges = {}): BotState {
  return {
    ...newPaperBot('bot', 1, usd(2000), NOON),
    version: 7,
    tickMs: at('11:59'),
    ledger: ledger(changedLedger),
    orderCount: 10,
    outbox: EMPTY_OUTBOX,
    ...changes,
  };
}

const ORDER = { tradeId: 1, symbol: 'BTC', side: 'long', quantity: 6, status: 'intended' } as const;

export function entryOrder(changes: Partial<EntryOrder> = {}): EntryOrder {
  const signal = { momentum: 0.001, volumeRatio: 2, range: 0.002 };
  const decision = { price: 100, tickMs: NOON, signal };
  return { ...ORDER, clientOrderId: 'bot-1-1-e', leg: 'entry', terms: terms(), decision, ...changes };
}

export function exitOrder(changes: Partial<ExitOrder> = {}): ExitOrder {
  const decision = { price: 100, tickMs: NOON };
  return { ...ORDER, clientOrderId: 'bot-1-4-x', leg: 'exit', reason: 'max-hold', decision, ...changes };
}

export function stopOrder(changes: Partial<StopOrder> = {}): StopOrder {
  const price = changes.side === 'short' ? 100.25 : 99.75;
  return { ...ORDER, clientOrderId: 'bot-1-2-s', leg: 'stop', status: 'resting', price, ...changes };
}

export function takeProfitOrder(changes: Partial<TakeProfitOrder> = {}): TakeProfitOrder {
  const price = changes.side === 'short' ? 99.85 : 100.15;
  return { ...ORDER, clientOrderId: 'bot-1-3-t', leg: 'take-profit', status: 'resting', price, ...changes };
}

export function fillOf(
  { clientOrderId }: { readonly clientOrderId: string },
  changes: Partial<Fill> = {},
): Fill {
  return {
    clientOrderId,
    price: 100,
    quantity: 6,
    feeUsd: ZERO_USD,
    liquidity: 'taker',
    timeMs: NOON,
    ...changes,
  };
}

/** A trade of 6 units from 100 that left `net` dollars, closed at noon. */
export function trade(net: number, changes: Partial<ClosedTrade> = {}): ClosedTrade {
  const netUsd: Usd = usd(net);
  return {
    tradeId: 1,
    symbol: 'BTC',
    side: 'long',
    quantity: 6,
    entryPrice: 100,
    entryTimeMs: at('11:55'),
    exitPrice: 100 + net / 6,
    exitTimeMs: NOON,
    reason: 'max-hold',
    grossUsd: netUsd,
    feesUsd: ZERO_USD,
    fundingUsd: ZERO_USD,
    netUsd,
    ambiguous: false,
    ...changes,
  };
}

/**
 * 21 minutes up to `NOON` at 100 with a volume of 10 each, but for the last one: it closes at `close`, on a
 * volume of 20. Every candle spans 99 to 101. `close` 101 is a long, 99 a short, 100 no momentum.
 */
export function signalCandles(close: number): Candles {
  const minutes = Array.from({ length: 21 }, (_, k) => NOON - (21 - k) * 60_000);
  const row = (quiet: number, loud: number) => Float64Array.from(minutes, (_, k) => (k < 20 ? quiet : loud));
  return {
    length: 21,
    openTimeMs: Float64Array.from(minutes),
    open: row(100, 100),
    high: row(101, 101),
    low: row(99, 99),
    close: row(100, close),
    volume: row(10, 20),
  };
}
