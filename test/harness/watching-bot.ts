/**
 * A bot that watches its positions between two ticks, in simulated time, on trades that a test writes down.
 */
import { TradeReplay, candlesOfTrades, type SymbolTrades } from '../../infra/market/trade-replay.ts';
import { localContext } from '../../infra/local/lambda-context.ts';
import { scheduledEvent } from '../../infra/local/paper-run.ts';
import { MemoryLedger } from '../../lambda/adapters/memory-ledger.ts';
import { PaperExchange } from '../../lambda/adapters/paper-exchange.ts';
import type { Ports } from '../../lambda/ports.ts';
import { parseParameters, type BotParameters } from '../../lambda/config.ts';
import type { Alert } from '../../lambda/core/alerts/alert.ts';
import { MINUTE_MS, SECOND_MS } from '../../lambda/core/units.ts';
import { endingEarly } from '../../lambda/adapters/aws/early-end.ts';
import { createHandler } from '../../lambda/handler.ts';
import type { TickReport } from '../../lambda/tick-report.ts';
import { BOT_ID } from './stored-bot.ts';
import { validParameters, fakeAlerts } from './port-wrapper.ts';
import { EAGER, NOON } from './builders.ts';

/** Second after noon, and the price traded then. */
export type Path = readonly (readonly [second: number, price: number])[];

export function detailOf(symbol: string, path: Path): SymbolTrades {
  const column = (values: readonly number[]) => Float64Array.from(values);
  const trades = {
    length: path.length,
    timeMs: column(path.map(([second]) => NOON + second * SECOND_MS)),
    price: column(path.map(([, price]) => price)),
    quantity: column(path.map(() => 1)),
  };
  return { symbol, trades, touches: undefined };
}

/** Three quiet minutes and the rise that is a signal for 12:04; then `path`, whose seconds count from there. */
export function afterSignal(path: Path): Path {
  const quiet = [0, 30, 60, 90, 120, 150].map((second) => [second, 100] as const);
  const rise = [
    [180, 100],
    [239, 100.1],
  ] as const;
  return [...quiet, ...rise, ...path.map(([second, price]) => [second + 240, price] as const)];
}

/** A price that stays the same from one second to another, traded every five. */
export function steady(price: number, fromSecond: number, toSecond: number): Path {
  const count = Math.floor((toSecond - fromSecond) / 5) + 1;
  return Array.from({ length: count }, (_, k) => [fromSecond + k * 5, price] as const);
}

export interface WatchOptions {
  readonly parameters?: Partial<BotParameters>;
  readonly wrap?: (ports: Ports) => Ports;
  /** What the platform gives an invocation. */
  readonly remainingMs?: number;
  /** How long after the minute an invocation begins. */
  readonly lateMs?: number;
  /** How much longer than asked a sleep takes. */
  readonly oversleepMs?: number;
  readonly details?: readonly SymbolTrades[];
  /** Whether the process is gone: then nothing waits any more. */
  readonly isDead?: () => boolean;
}

/** A bot over these trades; `run` invokes it once a minute, and `invoke` once. */
export function watchingBot(path: Path, options: WatchOptions = {}) {
  const { wrap = (ports) => ports, remainingMs = MINUTE_MS, lateMs = 0 } = options;
  const { oversleepMs = 0, isDead = () => false } = options;
  const details = options.details ?? [detailOf('BTC', path)];
  const symbols = details.map(({ symbol }) => symbol);
  const candles = details.map(({ symbol, trades }) => ({ symbol, candles: candlesOfTrades(trades) }));
  const market = new TradeReplay(details, candles);
  const store = new MemoryLedger();
  const parameters = { ...parseParameters(EAGER), ...options.parameters };
  const alerts: Alert[] = [];
  const reports: TickReport[] = [];
  const lines: string[] = [];
  const sleeps: number[] = [];
  const executionIds: string[] = [];
  const ports = wrap({
    clock: market,
    store,
    parameterSource: validParameters(parameters),
    exchange: new PaperExchange(market),
    alerts: fakeAlerts(alerts),
  });
  const handler = createHandler({
    ending: endingEarly,
    bot: { id: BOT_ID, symbols },
    ports,
    log: (line) => lines.push(line),
    newInvocationId: () => {
      executionIds.push(`execution ${executionIds.length + 1}`);
      return executionIds.at(-1)!;
    },
    onTick: (report) => reports.push(report),
    sleep: (durationMs) => {
      if (isDead()) return Promise.resolve(false);
      sleeps.push(durationMs);
      return market.sleep(durationMs + oversleepMs);
    },
  });
  const invoke = () => {
    const event = scheduledEvent(market.nowMs());
    return handler(
      event,
      localContext(() => remainingMs),
    );
  };
  const run = async (untilMs = Infinity) => {
    while (market.advance() && market.nowMs() < untilMs) {
      if (lateMs > 0) await market.sleep(lateMs);
      await invoke();
    }
  };
  return { market, store, ports, alerts, reports, lines, sleeps, executionIds, invoke, run };
}

/** `12:04:30` of each watch step. */
export function stepTimes(reports: readonly TickReport[]): readonly string[] {
  return reports
    .filter(({ kind }) => kind === 'watch-step')
    .map(({ tickMs }) => new Date(tickMs).toISOString().slice(11, 19));
}

/** `12:04:30.000 target 100.25` of each trade. */
export function closedIn(reports: readonly TickReport[]): readonly string[] {
  return reports.flatMap(({ rows }) =>
    rows.flatMap(({ event }) => {
      if (event.kind !== 'closed') return [];
      const { exitTimeMs, reason, exitPrice } = event.trade;
      return [`${new Date(exitTimeMs).toISOString().slice(11, 23)} ${reason} ${exitPrice.toFixed(3)}`];
    }),
  );
}
