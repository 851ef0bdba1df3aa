/**
 * The handler on paper, on a short synthetic market, tick by tick, with whatever store a test gives it.
 *
 * A tick may fail, and the next one goes on, as the schedule does it.
 */
import { randomUUID } from 'node:crypto';
import type { Context } from 'aws-lambda';
import { scheduledEvent } from '../../../infra/local/paper-run.ts';
import { ReplayMarket } from '../../../infra/market/candle-replay.ts';
import { synthesiseMarket } from '../../../infra/market/synthetic-market.ts';
import { PaperExchange } from '../../../lambda/adapters/paper-exchange.ts';
import { parseParameters, type BotParameters } from '../../../lambda/config.ts';
import type { Alert } from '../../../lambda/core/alerts/alert.ts';
import type { SymbolCandles } from '../../../lambda/core/market.ts';
import { endingEarly } from '../../../lambda/adapters/aws/early-end.ts';
import { createHandler } from '../../../lambda/handler.ts';
import type { LedgerStore } from '../../../lambda/ports.ts';
import { validParameters, fakeAlerts } from '../../harness/port-wrapper.ts';
import { BUSY } from '../../harness/builders.ts';

export const PAPER_BOT = 'paper';

/** The first minutes of a synthetic day. */
export function minutesOfMarket(
  minutes: number,
  symbols: readonly string[] = ['BTCUSDT', 'ETHUSDT'],
  seed = 1,
): readonly SymbolCandles[] {
  const market = synthesiseMarket({ symbols, seed, days: 1, startMs: Date.UTC(2025, 0, 6) });
  return market.map(({ symbol, candles }) => ({ symbol, candles: { ...candles, length: minutes } }));
}

/** Of older runtimes; nobody calls them. */
const CALLBACKS = { done: () => {}, fail: () => {}, succeed: () => {} };

/** What the platform tells a function; here it has a minute for each tick. */
const CONTEXT: Context = {
  callbackWaitsForEmptyEventLoop: false,
  functionName: 'test',
  functionVersion: '$LATEST',
  invokedFunctionArn: 'arn:aws:lambda:local:000000000000:function:test',
  memoryLimitInMB: '512',
  awsRequestId: 'test',
  logGroupName: 'test',
  logStreamName: 'test',
  getRemainingTimeInMillis: () => 60_000,
  ...CALLBACKS,
};

/** A store that is another one from one tick to the next. */
export class ChangingStore implements LedgerStore {
  now: LedgerStore;
  constructor(first: LedgerStore) {
    this.now = first;
  }
  load: LedgerStore['load'] = (...args) => this.now.load(...args);
  commit: LedgerStore['commit'] = (...args) => this.now.commit(...args);
  append: LedgerStore['append'] = (...args) => this.now.append(...args);
  lastEpoch: LedgerStore['lastEpoch'] = (...args) => this.now.lastEpoch(...args);
  rows: LedgerStore['rows'] = (...args) => this.now.rows(...args);
  issue: LedgerStore['issue'] = (...args) => this.now.issue(...args);
  discard: LedgerStore['discard'] = (...args) => this.now.discard(...args);
}

export class PaperHarness {
  private readonly market: ReplayMarket;
  private readonly handler: ReturnType<typeof createHandler>;
  /** Everything that was logged. */
  readonly lines: string[] = [];
  readonly alerts: Alert[] = [];

  /** @param isOfNow commands are dated by the clock of the market, as they are where it is no recorded one. */
  constructor(
    store: LedgerStore,
    symbols: readonly SymbolCandles[],
    parameters: BotParameters = parseParameters(BUSY),
    isOfNow = false,
  ) {
    const market = new ReplayMarket(symbols);
    this.market = market;
    this.handler = createHandler({
      ending: endingEarly,
      bot: { id: PAPER_BOT, symbols: symbols.map(({ symbol }) => symbol) },
      ports: {
        clock: isOfNow ? { nowMs: () => market.nowMs() } : market,
        store,
        parameterSource: validParameters(parameters),
        exchange: new PaperExchange(this.market),
        alerts: fakeAlerts(this.alerts),
      },
      log: (line) => void this.lines.push(line),
      newInvocationId: randomUUID,
    });
  }

  /** Goes on to the next minute; false after the last one. */
  advance(): boolean {
    return this.market.advance();
  }

  /** The tick of this minute. */
  async tick() {
    return this.handler(scheduledEvent(this.market.nowMs()), CONTEXT);
  }

  /** So many minutes, or to the end, each with its tick. */
  async run(minutes = Infinity): Promise<void> {
    for (let k = 0; k < minutes && this.advance(); k += 1) await this.tick();
  }
}
