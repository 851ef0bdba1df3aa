/**
 * Is the old bot's file read as it was written, and refused where it was not?
 */
import { describe, expect, it } from 'vitest';
import { InputError } from '../../infra/input-error.ts';
import { readLedger } from '../../infra/imported/read-ledger.ts';
import { TRADES_MAX } from '../../infra/imported/trade-checks.ts';
import { oldLedger, oldTrade } from '../local/legacy-ledgers.ts';
import { errorOf } from './ledger-texts.ts';

const OPEN = oldTrade({
  status: 'open',
  exitPrice: undefined,
  exitTime: undefined,
  pnl: undefined,
  reason: undefined,
});

describe('a file of the old bot', () => {
  it('a file of the old bot is read, closed and open positions', () => {
    expect(readLedger(oldLedger([oldTrade({ id: 'a' }), OPEN]), 'old.json')).toEqual({
      origin: 'the old bot',
      recordedIs: 'gross',
      amountStepUsd: 0,
      quantityStep: 0,
      openTrades: 1,
      balance: { initialUsd: 2000, finalUsd: 2000.12 },
      assumed: [],
      trades: [
        {
          id: 'a',
          side: 'long',
          quantity: 6,
          entryPrice: 100,
          exitPrice: 100.15,
          entryTimeMs: Date.parse('2026-02-06T02:10Z'),
          exitTimeMs: Date.parse('2026-02-06T02:12Z'),
          reason: 'take-profit',
          recordedUsd: 0.9,
        },
      ],
    });
  });

  it('a file of the old bot may have keys that we do not know, and lack those that we do not need', () => {
    const { stopLoss, ...lean } = oldTrade();
    expect(stopLoss).toBe(99.82);
    const text = oldLedger([{ ...lean, mood: 'good' }], { version: 3, pausedUntil: undefined });
    expect(readLedger(text, 'old.json').trades).toHaveLength(1);
  });

  it.each<[string, string, readonly string[]]>([
    ['is not JSON', '{"balance": ', ['old.json: line 1, column 13: a value is missing']],
    ['has no balance', oldLedger([], { balance: undefined }), ['balance: expected number; found nothing']],
    [
      'has a price that is none',
      oldLedger([oldTrade(), oldTrade({ exitPrice: '64,895.43' })]),
      [
        'positions[1].exitPrice: expected a number with a decimal point, no thousands separators and no unit: 64895.43; found "64,895.43"',
      ],
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
      ['old.json has a trade twice', 'positions[2].id: that of positions[0].id; found "a"'],
    ],
    [
      'has a position that nobody could pay',
      oldLedger([oldTrade({ collateral: 1e9 })]),
      [
        'positions[0].collateral: worth more than 10 million, which cannot be counted exactly; found 1000000000',
      ],
    ],
  ])('a file of the old bot that %s is refused with its place', (_, text, words) => {
    const error = errorOf(() => readLedger(text, 'old.json'));
    expect(error).toBeInstanceOf(InputError);
    for (const word of ['old.json', ...words]) expect(error.message).toContain(word);
  });

  it('a file of the old bot with many faults names the first five, and how many there are', () => {
    const { message } = errorOf(() =>
      readLedger(oldLedger(Array.from({ length: 8 }, () => oldTrade({ pnl: 'a' }))), 'a'),
    );
    expect(message.split('\n')).toHaveLength(7);
    expect(message).toContain('\n  and 3 more');
  });

  it('a file of the old bot with very many positions is refused before they are looked at', () => {
    const text = JSON.stringify({ balance: 1, positions: Array.from({ length: TRADES_MAX + 1 }, () => 0) });
    expect(errorOf(() => readLedger(text, 'old.json')).message).toBe(
      'old.json has 50001 trades, and `import` reads at most 50000',
    );
  });
});
