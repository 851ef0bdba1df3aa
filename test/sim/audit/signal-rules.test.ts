/**
 * Is a bot found that may enter, and does not?
 */
import { describe, expect, it } from 'vitest';
import { commitOf, entryOf, eyes, ledgerOf, positionOf, START_MS } from './doctored.ts';
import { SignalRules } from './signal-rules.ts';

const MINUTE_MS = 60_000;

/** @param movePct from each candle's close to the next one's. */
function missed(
  changes: object,
  { movePct = 1, offsetMs = 0, enters = false, entered = 0 } = {},
): readonly string[] {
  const { looking, found, pass } = eyes();
  const bar = (minuteMs: number) => {
    const close = 100 * (1 + movePct / 100) ** ((minuteMs - START_MS) / MINUTE_MS);
    return { open: close, high: close, low: close, close, volume: 1 };
  };
  const rules = new SignalRules(looking, { paths: new Map([['BTCUSDT', { bar }]]), terms: { offsetMs } });
  const { state } = commitOf({ ...changes });
  rules.entered(entered);
  for (let half = 0; half < 40; half += 1) {
    pass(MINUTE_MS / 2);
    if (enters && half % 10 === 0) rules.entered(1);
    rules.look(state);
  }
  return found;
}

const idle = {};

describe('signals that are missed', () => {
  it('are told of where nothing forbids an entry', () => {
    expect(missed(idle)).toEqual(['does-not-trade']);
  });

  it.each<
    [
      name: string,
      changes: object,
      options?: { movePct?: number; offsetMs?: number; enters?: boolean; entered?: number },
    ]
  >([
    ['they are too weak', idle, { movePct: 0.01 }],
    ['some of them are entered', idle, { enters: true }],
    ['the function is woken too late in the minute', idle, { offsetMs: 55_000 }],
    ['it is halted', { ledger: ledgerOf({ halted: { cause: 'why', sinceMs: START_MS } }) }],
    ['its operator has paused it', { ledger: ledgerOf({ operatorPausedSinceMs: START_MS }) }],
    ['it is flattened', { ledger: ledgerOf({ flatteningSinceMs: START_MS }) }],
    ['its day is stopped', { ledger: ledgerOf({ stoppedAtMs: START_MS }) }],
    ['it pauses', { ledger: ledgerOf({ pausedUntilMs: START_MS + 20 * MINUTE_MS }) }],
    ['it has a position', { ledger: ledgerOf({ positions: [positionOf()] }) }],
    ['an order is under way', { orders: [entryOf()] }],
    ['the day has little left to lose', { ledger: ledgerOf({ realisedTodayUsd: -76_00000000 }) }],
    ['the balance is small', { ledger: ledgerOf({ balanceUsd: 60_00000000 }) }],
    ['the exchange rejects entries', { entryRejections: [{ lastMs: START_MS, cause: 'no' }] }],
    ['an hour has no more', { parameters: { maxTradesPerHour: 3 } }, { entered: 2 }],
  ])('are in order where %s', (_name, changes, options) => {
    expect(missed(changes, options)).toEqual([]);
  });
});
