/**
 * Is our ledger written in the shape of the old bot's file?
 */
import { describe, expect, it } from 'vitest';
import { readLedger } from '../../infra/imported/read-ledger.ts';
import { LEGACY_NOTE, legacyLedgerOf } from '../../infra/local/legacy-ledger.ts';
import { newPaperBot, recordEvent } from '../../lambda/core/bot-state.ts';
import type { LedgerEvent } from '../../lambda/core/ledger/ledger-events.ts';
import { usd } from '../../lambda/core/units.ts';
import { NOON, at, entryOrder, position, trade } from '../harness/builders.ts';
import { OLD_KEYS, OLD_POSITION_KEYS } from './legacy-ledgers.ts';

describe("our ledger in the old bot's shape", () => {
  const { decision } = entryOrder();
  const second = position({
    tradeId: 2,
    symbol: 'ETH',
    side: 'short',
    decidedAtMs: at('12:06'),
    filledAtMs: at('12:06'),
  });
  const events: readonly LedgerEvent[] = [
    { kind: 'opened', atMs: NOON, position: position(), decision, fills: [] },
    {
      kind: 'closed',
      atMs: at('12:05'),
      trade: trade(-1.2, { reason: 'hard-stop', feesUsd: usd(0.6) }),
      fills: [],
    },
    { kind: 'paused', atMs: at('12:05'), untilMs: at('12:25'), lossesInARow: 1 },
    { kind: 'opened', atMs: at('12:06'), position: second, decision, fills: [] },
  ];
  const bot = {
    ...events.reduce(recordEvent, newPaperBot('bot', 1, usd(2000), at('11:00'))),
    tickMs: at('12:10'),
  };
  const legacy = legacyLedgerOf(bot, bot.outbox.rows);

  it("our ledger in the old bot's shape has the old keys and a note, which comes first", () => {
    expect(Object.keys(legacy)).toEqual(['note', ...OLD_KEYS]);
    expect(Object.keys(legacy.positions[0]!)).toEqual(OLD_POSITION_KEYS);
    expect(legacy.note).toBe(LEGACY_NOTE);
    expect(LEGACY_NOTE).toContain('pnl and dailyPnl are net here');
  });

  it("our ledger in the old bot's shape says what the ledger says, in dollars and ms", () => {
    expect(legacy).toMatchObject({
      balance: 1998.8,
      initialBalance: 2000,
      dailyStartBalance: 2000,
      dailyPnl: -1.2,
      consecutiveLosses: 0,
      lastReset: at('00:00'),
      tradesThisHour: 2,
      lastHourReset: at('11:10'),
      pausedUntil: at('12:25'),
    });
    expect(legacy.positions[0]).toEqual({
      id: `pos-${NOON}-BTC-1`,
      side: 'Long',
      entryPrice: 100,
      entryTime: NOON,
      collateral: 30,
      leverage: 20,
      stopLoss: 99.75,
      takeProfit: 100.15,
      minProfitTarget: 30,
      maxProfitTarget: 70,
      status: 'closed',
      exitPrice: 99.8,
      exitTime: NOON,
      pnl: -1.2,
      reason: 'stop-loss',
    });
  });

  it("our ledger in the old bot's shape leaves out the end of a position that is open", () => {
    const open = legacy.positions[1]!;
    expect(Object.keys(open)).toEqual(OLD_POSITION_KEYS.slice(0, -4));
    expect(open).toMatchObject({ id: `pos-${at('12:06')}-ETH-2`, side: 'Short', status: 'open' });
  });

  it("our ledger in the old bot's shape is a file of the old bot", () => {
    expect(readLedger(JSON.stringify(legacy), 'ours')).toMatchObject({
      trades: [{ recordedUsd: -1.2 }],
      openTrades: 1,
    });
  });
});
