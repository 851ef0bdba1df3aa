/**
 * What does the bot do on given candles?
 *
 * Invariant: the bot runs its real tick, once for every minute that the candles have.
 */
import { ReplayMarket } from '../../infra/market/candle-replay.ts';
import { MemoryLedger } from '../../lambda/adapters/memory-ledger.ts';
import { PaperExchange } from '../../lambda/adapters/paper-exchange.ts';
import type { TickReport } from '../../lambda/tick-report.ts';
import { runTick } from '../../lambda/agent.ts';
import type { Ports } from '../../lambda/ports.ts';
import { parseParameters, type BotParameters } from '../../lambda/config.ts';
import type { Alert } from '../../lambda/core/alerts/alert.ts';
import type { AmbiguousCandle } from '../../lambda/core/fill-model.ts';
import type { RecordedFunding } from '../../lambda/core/paper/funding-due.ts';
import { firstFrom, type SymbolCandles } from '../../lambda/core/market.ts';
import { MINUTE_MS } from '../../lambda/core/units.ts';
import { fakeAlerts, validParameters } from './port-wrapper.ts';
import { positionInDollars, tradeInDollars, type MarketsBySymbol } from './oracle-comparison.ts';
import { BOT_ID, rowsIn, stateIn } from './stored-bot.ts';

export interface ReplayOptions {
  readonly parameters?: BotParameters;
  readonly markets?: MarketsBySymbol;
  readonly ambiguousCandle?: AmbiguousCandle;
  readonly recordedFunding?: ReadonlyMap<string, RecordedFunding>;
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
    parameterSource: validParameters(parameters),
    exchange: new PaperExchange(market, options.ambiguousCandle, options.recordedFunding),
    alerts: fakeAlerts(alerts),
  };
  const ports = options.wrap?.(plain, store) ?? plain;
  const bot = { id: BOT_ID, symbols: symbols.map(({ symbol }) => symbol) };
  let invocations = 0;
  /** One tick at the minute that the market is at. */
  const tick = (changes: { readonly ports?: Ports; readonly symbols?: readonly string[] } = {}) => {
    invocations += 1;
    const invocation = { id: String(invocations), deadlineMs: market.nowMs() + MINUTE_MS };
    return runTick({ ...bot, symbols: changes.symbols ?? bot.symbols }, changes.ports ?? ports, invocation);
  };
  return { market, store, alerts, ports, tick };
}

/** Runs the bot over all minutes of the candles; tells what it did in the oracle's words, in dollars. */
export async function replay(symbols: readonly SymbolCandles[], options: ReplayOptions = {}) {
  const { market, store, tick } = paperBot(symbols, options);
  const [denied, held]: [string[], string[]] = [[], []];
  // A closed market may be told to be closed without a price.
  const isPriced = (wanted: string) => {
    const candles = symbols.find(({ symbol }) => symbol === wanted)?.candles;
    if (candles === undefined) return false;
    return (
      candles.openTimeMs[firstFrom(candles.openTimeMs, candles.length, market.nowMs())] === market.nowMs()
    );
  };
  while (market.advance()) {
    const report = await tick();
    for (const verdict of report.verdicts) {
      if (verdict.kind === 'denied') denied.push(verdict.code);
      else if (verdict.kind === 'held' && isPriced(verdict.symbol)) held.push(verdict.reason);
    }
    await options.onTick?.(report, market.nowMs());
  }
  const [state, rows] = [await stateIn(store), await rowsIn(store)];
  const trades = rows.flatMap(({ event }) => (event.kind === 'closed' ? [tradeInDollars(event.trade)] : []));
  return {
    trades,
    denied: countOf(denied),
    /** Minutes of symbols with a price and without a signal. */
    held: countOf(held),
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
