/**
 * Does the bot do the same whatever keeps its ledger?
 *
 * The same candles through the same handler, with the ledger in memory and with another: the same rows, the same final
 * state, to the last digit.
 */
import { expect } from 'vitest';
import type { ChosenMarket } from '../../../infra/market/market-source.ts';
import { runOnPaper } from '../../../infra/local/paper-run.ts';
import { LOCAL_BOT } from '../../../infra/local/run-record.ts';
import { MemoryLedger } from '../../../lambda/adapters/memory-ledger.ts';
import { parseParameters } from '../../../lambda/config.ts';
import type { Alert } from '../../../lambda/core/alerts/alert.ts';
import type { LedgerStore } from '../../../lambda/ports.ts';
import { auditLedger } from '../../harness/ledger-audit.ts';

/** The market's first so many minutes. */
export function firstMinutes(market: ChosenMarket, minutes: number): ChosenMarket {
  const symbols = market.symbols.map(({ symbol, candles }) => ({
    symbol,
    candles: { ...candles, length: Math.min(minutes, candles.length) },
  }));
  return { ...market, symbols };
}

async function runWith(market: ChosenMarket, store: LedgerStore) {
  const alerts: Alert[] = [];
  const { signal } = new AbortController();
  const result = await runOnPaper({
    market,
    parameters: parseParameters({}),
    store,
    ambiguousCandle: 'stop-first',
    signal,
    onAlert: (alert) => alerts.push(alert),
  });
  const { rows, state } = await auditLedger(store, LOCAL_BOT);
  return { result, alerts, rows, state };
}

/** Runs the market with the ledger in memory and in `store`, and expects the same of both. */
export async function expectSameAsInMemory(market: ChosenMarket, store: LedgerStore): Promise<void> {
  const inMemory = await runWith(market, new MemoryLedger());
  expect(inMemory.result.trades.length).toBeGreaterThan(3);
  expect(await runWith(market, store)).toStrictEqual(inMemory);
}
