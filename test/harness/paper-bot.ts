/**
 * What does the bot do on given candles, and is it what the oracle does?
 *
 * Invariant: the bot runs its real turn, once for every minute that the candles have.
 */
import { expect } from 'vitest';
import { ReplayMarket } from '../../infra/market/candle-replay.ts';
import { randomStream } from '../../infra/market/synthetic-processes.ts';
import { MemoryLedger } from '../../lambda/adapters/memory-ledger.ts';
import { PaperExchange } from '../../lambda/adapters/paper-exchange.ts';
import type { TickReport } from '../../lambda/tick-report.ts';
import { runTick, type Ports } from '../../lambda/agent.ts';
import { parseParameters, type BotParameters } from '../../lambda/config.ts';
import type { Alert } from '../../lambda/core/alerts/alert.ts';
import type { BotState } from '../../lambda/core/bot-state.ts';
import type { AmbiguousCandle } from '../../lambda/core/fill-model.ts';
import type { LedgerRow } from '../../lambda/core/ledger/ledger-events.ts';
import type { ClosedTrade } from '../../lambda/core/ledger/closed-trade.ts';
import type { Market, SymbolCandles } from '../../lambda/core/market.ts';
import type { Request } from '../../lambda/core/order.ts';
import type { Position } from '../../lambda/core/ledger/position.ts';
import { MINUTE_MS, toDollars } from '../../lambda/core/units.ts';
import type { OracleMarket, OracleOpenPosition, OracleResult, OracleTrade } from '../oracle/bar-model.ts';

export const BOT_ID = 'bot';
/** What rounding each amount of a trade to 1e-8 dollars may make of it. */
const TOLERANCE_USD = 1e-7;

export type MarketsBySymbol = ReadonlyMap<string, Market>;

export interface ReplayOptions {
  readonly parameters?: BotParameters;
  readonly markets?: MarketsBySymbol;
  readonly barOrder?: AmbiguousCandle;
  /** Puts something between the bot and its ports. */
  readonly wrap?: (ports: Ports, store: MemoryLedger) => Ports;
  readonly onTick?: (report: TickReport, minuteMs: number) => void | Promise<void>;
}

/** A bot that trades these candles on paper, and everything it is made of. */
export function paperBot(symbols: readonly SymbolCandles[], options: ReplayOptions = {}) {
  const { parameters = parseParameters({}) } = options;
  const market = new ReplayMarket(symbols, options.markets);
  const store = new MemoryLedger();
  const alerts: Alert[] = [];
  const plain: Ports = {
    clock: market,
    store,
    parameterSource: { load: () => Promise.resolve({ status: 'valid', parameters }) },
    exchange: new PaperExchange(market, options.barOrder),
    alerts: {
      publish: (alert) => {
        alerts.push(alert);
        return Promise.resolve();
      },
    },
  };
  const ports = options.wrap?.(plain, store) ?? plain;
  const bot = { id: BOT_ID, symbols: symbols.map(({ symbol }) => symbol) };
  let invocations = 0;
  /** One turn at the minute that the market is at. */
  const tick = (changes: { readonly ports?: Ports; readonly symbols?: readonly string[] } = {}) => {
    invocations += 1;
    const invocation = { id: String(invocations), deadlineMs: market.nowMs() + MINUTE_MS };
    return runTick({ ...bot, symbols: changes.symbols ?? bot.symbols }, changes.ports ?? ports, invocation);
  };
  return { market, store, alerts, ports, tick };
}

/** An awaited call of a turn to one of its ports. */
export type Call =
  | { readonly step: 'load' | 'append' | 'discard' | 'observe' | 'publish' }
  | { readonly step: 'commit'; readonly next: BotState }
  | { readonly step: 'send'; readonly request: Request };

/** Puts `around` between the bot and its ports. */
export function wrapPorts(
  { store, exchange, alerts, ...others }: Ports,
  around: <T>(call: Call, effect: () => Promise<T>) => Promise<T>,
): Ports {
  return {
    ...others,
    store: {
      load: (botId) => around({ step: 'load' }, () => store.load(botId)),
      commit: (next, ...args) => around({ step: 'commit', next }, () => store.commit(next, ...args)),
      append: (...args) => around({ step: 'append' }, () => store.append(...args)),
      rows: (...args) => store.rows(...args),
      issue: (...args) => store.issue(...args),
      discard: (...args) => around({ step: 'discard' }, () => store.discard(...args)),
    },
    exchange: {
      observe: (...args) => around({ step: 'observe' }, () => exchange.observe(...args)),
      observePrices: (...args) => around({ step: 'observe' }, () => exchange.observePrices(...args)),
      syncAccount: (...args) => exchange.syncAccount(...args),
      send: (request, context) => around({ step: 'send', request }, () => exchange.send(request, context)),
    },
    alerts: { publish: (alert) => around({ step: 'publish' }, () => alerts.publish(alert)) },
  };
}

export async function stateIn(store: MemoryLedger): Promise<BotState> {
  const { state } = await store.load(BOT_ID);
  if (state === undefined) throw new Error('the bot has not committed anything yet');
  return state;
}

export async function rowsIn(store: MemoryLedger): Promise<readonly LedgerRow[]> {
  const rows: LedgerRow[] = [];
  for await (const row of store.rows(BOT_ID, 1)) rows.push(row);
  return rows;
}

/** Runs the bot over all minutes of the candles; tells what it did in the oracle's words, in dollars. */
export async function replay(symbols: readonly SymbolCandles[], options: ReplayOptions = {}) {
  const { market, store, tick } = paperBot(symbols, options);
  const denied: string[] = [];
  while (market.advance()) {
    const report = await tick();
    for (const verdict of report.verdicts) if (verdict.kind === 'denied') denied.push(verdict.code);
    await options.onTick?.(report, market.nowMs());
  }
  const [state, rows] = [await stateIn(store), await rowsIn(store)];
  const trades = rows.flatMap(({ event }) => (event.kind === 'closed' ? [tradeInDollars(event.trade)] : []));
  return {
    trades,
    denied: countOf(denied),
    exits: countOf(trades.map(({ reason }) => reason)),
    dailyStops: rows.filter(({ event }) => event.kind === 'stopped').length,
    open: state.ledger.positions.map(positionInDollars),
    rows,
    state,
  };
}

export type Replayed = Awaited<ReturnType<typeof replay>>;

function countOf(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}

/** Expects the bot to have done what the oracle did, trade by trade, but for rounding money to 1e-8 dollars. */
export function expectSame({ trades, denied, dailyStops, open }: Replayed, oracle: OracleResult): void {
  const [meantTrades, meantOpen] = [oracle.trades.map(nearly), oracle.open.map(nearly)];
  expect({ denied, dailyStops }).toEqual({ denied: oracle.denied, dailyStops: oracle.dailyStops });
  expect({ trades, open }).toEqual({ trades: meantTrades, open: meantOpen });
}

/** Matches the same values, and about the same amounts. */
function nearly(meant: OracleTrade | OracleOpenPosition): object {
  const digits = -Math.log10(2 * TOLERANCE_USD);
  return Object.fromEntries(
    Object.entries(meant).map(([key, value]: [string, unknown]) =>
      key.endsWith('Usd') ? [key, expect.closeTo(Number(value), digits)] : [key, value],
    ),
  );
}

function tradeInDollars(trade: ClosedTrade): OracleTrade {
  const { symbol, side, entryPrice, exitPrice, quantity, reason, ambiguous } = trade;
  return {
    symbol,
    side,
    entryTime: trade.entryTimeMs,
    entryPrice,
    exitTime: trade.exitTimeMs,
    exitPrice,
    quantity,
    reason,
    ambiguous,
    grossUsd: toDollars(trade.grossUsd),
    feesUsd: toDollars(trade.feesUsd),
    fundingUsd: toDollars(trade.fundingUsd),
    netUsd: toDollars(trade.netUsd),
  };
}

function positionInDollars(position: Position): OracleOpenPosition {
  const { symbol, side, entryPrice, quantity, stopPrice, takeProfitPrice } = position;
  return {
    symbol,
    side,
    entryTime: position.filledAtMs,
    entryPrice,
    quantity,
    stopPrice,
    takeProfitPrice,
    recoverySince: position.recoverySinceMs ?? null,
    entryFeeUsd: toDollars(position.entryFeeUsd),
    fundingUsd: toDollars(position.fundingUsd),
  };
}

/** The same candles as the oracle takes them. */
export function oracleMarkets(symbols: readonly SymbolCandles[], markets?: MarketsBySymbol): OracleMarket[] {
  return symbols.map(({ symbol, candles: { length, openTimeMs, open, high, low, close, volume } }) => ({
    symbol,
    candles: Array.from({ length }, (_, k) => ({
      ts: openTimeMs[k]!,
      open: open[k]!,
      high: high[k]!,
      low: low[k]!,
      close: close[k]!,
      volume: volume[k]!,
    })),
    ...markets?.get(symbol),
  }));
}

/** Open time, open, high, low, close, volume. */
export type CandleRow = readonly number[];

export function candlesOf(symbol: string, rows: readonly CandleRow[]): SymbolCandles {
  const column = (index: number) => Float64Array.from(rows, (row) => row[index]!);
  const prices = { open: column(1), high: column(2), low: column(3), close: column(4) };
  return { symbol, candles: { length: rows.length, openTimeMs: column(0), ...prices, volume: column(5) } };
}

export interface RandomWalks {
  readonly seed: number;
  readonly symbolCount: number;
  readonly minutes: number;
  readonly volatilityBps: number;
  /** Minutes that open elsewhere than the last one closed. */
  readonly gapShare: number;
  readonly missingShare: number;
}

/** Candles that walk from 100, of S0, S1, … */
export function randomWalks(walks: RandomWalks, startMs: number): readonly SymbolCandles[] {
  return Array.from({ length: walks.symbolCount }, (_, index) => {
    const random = randomStream(walks.seed, `S${index}`);
    const moved = (from: number, times: number) =>
      from * Math.max(0.5, 1 + ((times * walks.volatilityBps) / 10_000) * random.normal());
    const rows: CandleRow[] = [];
    let price = 100;
    for (let minute = 0; minute < walks.minutes; minute += 1) {
      if (random.happens(walks.gapShare)) price = moved(price, random.happens(0.1) ? 30 : 2);
      const path = [price, moved(price, 1), moved(price, 1.5)];
      price = path[2]!;
      if (random.happens(walks.missingShare)) continue;
      rows.push([startMs + minute * MINUTE_MS, path[0]!, Math.max(...path), Math.min(...path), price, 1]);
    }
    return candlesOf(`S${index}`, rows);
  });
}
