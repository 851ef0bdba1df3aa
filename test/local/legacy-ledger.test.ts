/**
 * Is the old bot's file read as it was written, refused where it was not, and is our ledger written in its shape?
 */
import { describe, expect, it } from 'vitest';
import { InputError } from '../../infra/input-error.ts';
import {
  LEGACY_NOTE,
  legacyLedgerOf,
  OLD_POSITIONS_MAX,
  parseOldLedger,
} from '../../infra/local/legacy-ledger.ts';
import { newPaperBot, recordEvent } from '../../lambda/core/bot-state.ts';
import type { LedgerEvent } from '../../lambda/core/ledger/ledger-events.ts';
import { usd } from '../../lambda/core/units.ts';
import { NOON, at, entryOrder, position, trade } from '../harness/builders.ts';
import { OLD_KEYS, OLD_POSITION_KEYS, oldLedger, oldTrade } from './legacy-ledgers.ts';

const OPEN = oldTrade({
  status: 'open',
  exitPrice: undefined,
  exitTime: undefined,
  pnl: undefined,
  reason: undefined,
});

describe('a file of the old bot', () => {
  it('a file of the old bot is read, closed and open positions', () => {
    const { positions, balance, initialBalance } = parseOldLedger(oldLedger([oldTrade(), OPEN]), 'old.json');
    expect(positions.map(({ status }) => status)).toEqual(['closed', 'open']);
    expect([balance, initialBalance]).toEqual([2000.12, 2000]);
  });

  it('a file of the old bot may have keys that we do not know, and lack those that we do not need', () => {
    const { stopLoss, ...lean } = oldTrade();
    expect(stopLoss).toBe(99.82);
    const text = oldLedger([{ ...lean, mood: 'good' }], { version: 3, pausedUntil: undefined });
    expect(parseOldLedger(text, 'old.json').positions).toHaveLength(1);
  });

  it.each<[string, string, readonly string[]]>([
    ['is not JSON', '{"balance": ', ['old.json: line 1, column 13: a value is missing']],
    ['is something else', '[]', ['the file: expected object; found []']],
    ['has no balance', oldLedger([], { balance: undefined }), ['balance: expected number; found nothing']],
    [
      'has a price that is none',
      oldLedger([oldTrade(), oldTrade({ exitPrice: '64,895.43' })]),
      ['positions[1].exitPrice: expected number; found "64,895.43"'],
    ],
    [
      'has a price of nothing',
      oldLedger([oldTrade({ entryPrice: 0 })]),
      ['positions[0].entryPrice: Too small', 'found 0'],
    ],
    [
      'has no profit',
      oldLedger([oldTrade({ pnl: null })]),
      ['positions[0].pnl: expected number; found null'],
    ],
    [
      'has a third side',
      oldLedger([oldTrade({ side: 'long' })]),
      ['positions[0].side: ', '"Short"|"Long"; found "long"'],
    ],
    [
      'has a position in no known state',
      oldLedger([oldTrade({ status: 'lost' })]),
      ['positions[0].status: expected a position whose status is "open" or "closed"; found "lost"'],
    ],
    [
      'has a time before all time',
      oldLedger([oldTrade({ exitTime: -1 })]),
      ['positions[0].exitTime: ', 'found -1'],
    ],
    [
      'has times in seconds',
      oldLedger([oldTrade({ entryTime: 1_746_372_780 })]),
      [
        'positions[0].entryTime: expected a time between 2009 and 2100 in milliseconds since 1970, not in seconds',
      ],
    ],
    [
      'has times in microseconds',
      oldLedger([oldTrade({ exitTime: 1_746_372_780_000_000 })]),
      ['positions[0].exitTime: ', 'not in microseconds; found 1746372780000000'],
    ],
    [
      'ends a trade before it begins',
      oldLedger([oldTrade({ entryTime: 1_746_372_780_000, exitTime: 1_746_372_779_999 })]),
      ['positions[0].exitTime: expected a time that is not before the entry; found 1746372779999'],
    ],
    [
      'has a trade twice',
      oldLedger([oldTrade({ id: 'a' }), oldTrade({ id: 'b' }), oldTrade({ id: 'a' })]),
      ['old.json has a trade twice', 'positions[2].id: that of positions[0], "a"'],
    ],
    [
      'has a position that nobody could pay',
      oldLedger([oldTrade({ collateral: 1e9 })]),
      [
        'positions[0].collateral: worth more than 10 million, which cannot be counted exactly; found 1000000000',
      ],
    ],
  ])('a file of the old bot that %s is refused with its place', (_, text, words) => {
    const error = errorOf(() => parseOldLedger(text, 'old.json'));
    expect(error).toBeInstanceOf(InputError);
    for (const word of ['old.json', ...words]) expect(error.message).toContain(word);
  });

  it('a file of the old bot with many faults names the first five, and how many there are', () => {
    const { message } = errorOf(() =>
      parseOldLedger(oldLedger(Array.from({ length: 8 }, () => oldTrade({ pnl: 'a' }))), 'a'),
    );
    expect(message.split('\n')).toHaveLength(7);
    expect(message).toContain('\n  and 3 more');
  });

  it('a file of the old bot with very many positions is refused before they are looked at', () => {
    const text = JSON.stringify({ positions: Array.from({ length: OLD_POSITIONS_MAX + 1 }, () => 0) });
    expect(errorOf(() => parseOldLedger(text, 'old.json')).message).toBe(
      'old.json has 50001 positions, and `import` reads at most 50000',
    );
  });
});

function errorOf(run: () => unknown): Error {
  try {
    run();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('was not refused');
}

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
    expect(parseOldLedger(JSON.stringify(legacy), 'ours').positions).toHaveLength(2);
  });
});
