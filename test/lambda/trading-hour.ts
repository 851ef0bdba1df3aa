/**
 * The function as a deployment would ship it, once for each file of tests, and a market that moves for it: candles of a
 * synthetic day, and prices that follow them.
 */
import { synthesiseMarket } from '../../infra/market/synthetic-market.ts';
import { rebuild, type Rebuild } from '../../lambda/core/audit/rebuild.ts';
import { HOUR_MS, MINUTE_MS, minuteStartMs } from '../../lambda/core/units.ts';
import type { LedgerRow } from '../../lambda/core/ledger/ledger-events.ts';
import { rowsIn, stateIn } from '../harness/stored-bot.ts';
import { BOT, FunctionHarness, LAG_MS, type HarnessOptions } from './function-harness.ts';
import { BUSY } from '../harness/builders.ts';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { bundle } from '../../infra/bundle/bundle.ts';

export const SYMBOLS = ['BTCUSDT', 'ETHUSDT'];
const DAY_MS = Date.UTC(2026, 0, 5);

/** The first minute that is traded: candles enough lie before it. */
export const BEGIN_MS = DAY_MS + 10 * HOUR_MS;

/** The function's clock goes on as ours does: watching would take its time. */
const PARAMETERS = { ...BUSY, watchIntervalSeconds: 0 };

/** Half of what lies between bid and ask, as a fraction of the price. */
const HALF_SPREAD = 0.000_01;

/** Makes the venue's market move, and the bot eager. */
export function beginTrading(harness: FunctionHarness): void {
  const market = new Map(
    synthesiseMarket({ symbols: SYMBOLS, seed: 1, days: 1, startMs: DAY_MS }).map((entry) => [
      entry.symbol,
      entry.candles,
    ]),
  );
  harness.venue.barOf = (symbol, minuteMs) => {
    const candles = market.get(symbol);
    const at = (minuteMs - DAY_MS) / MINUTE_MS;
    if (candles === undefined || at < 0 || at >= candles.length) return undefined;
    return {
      open: candles.open[at]!,
      high: candles.high[at]!,
      low: candles.low[at]!,
      close: candles.close[at]!,
      volume: candles.volume[at]!,
    };
  };
  // So far it has only opened.
  harness.venue.formingOf = (symbol) => {
    const price = harness.venue.bar(symbol, minuteStartMs(harness.venue.timeMs))?.open ?? Number.NaN;
    return { open: price, high: price, low: price, close: price, volume: 1 };
  };
  harness.setParameters(PARAMETERS);
}

/** The tick of that minute after the beginning, at the price at which it opens. */
export async function tickAt(harness: FunctionHarness, minute: number) {
  const minuteMs = BEGIN_MS + minute * MINUTE_MS;
  for (const symbol of SYMBOLS) {
    const price = harness.venue.bar(symbol, minuteMs)?.open ?? Number.NaN;
    harness.venue.quote(symbol, {
      bid: price * (1 - HALF_SPREAD),
      ask: price * (1 + HALF_SPREAD),
      timeMs: minuteMs + LAG_MS - 50,
    });
  }
  return harness.tick(minuteMs);
}

export interface StoredLedger {
  readonly version: number;
  readonly rows: readonly LedgerRow[];
  readonly rebuilt: Rebuild;
}

/** What the table holds, and whether it is consistent. */
export async function storedLedger({ ledger }: FunctionHarness): Promise<StoredLedger> {
  const state = await stateIn(ledger, BOT);
  const rows = await rowsIn(ledger, state.ledger.epoch, BOT);
  return { version: state.version, rows, rebuilt: rebuild(state, rows) };
}

/** Trades in the order in which they were opened: each must be there once. */
export function openedTrades({ rows }: StoredLedger): readonly number[] {
  return rows.flatMap(({ event }) => (event.kind === 'opened' ? [event.position.tradeId] : []));
}

export class BuiltFunction {
  private parent: string | undefined;

  constructor() {
    beforeAll(async () => {
      this.parent = await mkdtemp(join(tmpdir(), 'kallisti-function-'));
      await bundle('binanceusdm', this.folder);
    });
    afterAll(async () => {
      if (this.parent !== undefined) await rm(this.parent, { recursive: true });
    });
  }

  get folder(): string {
    if (this.parent === undefined) throw new Error('the function is built before the tests');
    return join(this.parent, 'binanceusdm');
  }

  /** A harness around it, gone when the test has finished; nothing runs in it yet. */
  async harness(options: Omit<HarnessOptions, 'folder'>): Promise<FunctionHarness> {
    const harness = await FunctionHarness.open({ ...options, folder: this.folder });
    onTestFinished(() => harness.close());
    return harness;
  }
}
