/**
 * Is an entry found that the strategy does not ask for?
 */
import { describe, expect, it } from 'vitest';
import { commitOf, entryOf, eyes, ledgerOf, positionOf, requestOf, START_MS, TERMS } from './doctored.ts';
import { EntryRules } from './entry-rules.ts';

const MINUTE_MS = 60_000;

/** Rises by a thousandth every minute until the bot starts. */
const rising = {
  bar: (minuteMs: number) => {
    const close = 100 * (1 + ((minuteMs - START_MS) / MINUTE_MS) * 0.001);
    return { open: close, high: close, low: close, close, volume: 1 };
  },
};

function judged(changes: object, stop: object = {}, misled: readonly string[] = [], leverage = 20) {
  const { looking, found } = eyes();
  const rules = new EntryRules({
    ...looking,
    paths: new Map([['BTCUSDT', rising]]),
    leverages: new Map([['BTCUSDT', leverage]]),
    requests: [requestOf('symbol=BTCUSDT&newClientOrderId=sim-7-1-e')],
  });
  rules.note(misled);
  const resting = { clientOrderId: 'sim-7-2-s', leg: 'stop', price: 99.75 };
  const orders = [entryOf({ ...changes }), entryOf({ ...resting, ...stop })];
  rules.committed(commitOf({ orders }));
  rules.look();
  return found;
}

describe('an entry', () => {
  it('that the strategy asks for is in order', () => {
    expect(judged({})).toEqual([]);
    expect(judged({ side: 'short' }, { price: 100.25 }, ['candles revised'])).toEqual([]);
  });

  it.each<[name: string, changes: object, rule: string]>([
    ['against the move', { side: 'short' }, 'entry-without-signal'],
    ['of twice the size', { quantity: 12 }, 'entry-too-large'],
    ['of other terms', { terms: { ...TERMS, leverage: 10 } }, 'entry-of-other-terms'],
  ])('%s is found', (_name, changes, rule) => {
    expect(judged(changes, { price: 'side' in changes ? 100.25 : 99.75 })).toContain(rule);
  });

  it('has its stop where its terms say', () => {
    expect(judged({}, { price: 99.6 })).toEqual(['stop-misplaced']);
    expect(judged({}, { price: 100.25 })).toEqual(['stop-misplaced']);
    expect(judged({}, { leg: 'take-profit' })).toEqual(['stop-misplaced']);
  });

  it('has the leverage that the exchange has', () => {
    expect(judged({}, {}, [], 50)).toEqual(['entry-at-other-leverage']);
  });
});

describe('a protective order of an open position', () => {
  function placed(order: object) {
    const { looking, found } = eyes();
    const rules = new EntryRules({ ...looking, paths: new Map(), leverages: new Map(), requests: [] });
    const ledger = ledgerOf({ positions: [positionOf()] });
    rules.committed(commitOf({ ledger, orders: [entryOf({ ...order })] }));
    return found;
  }

  it('lies where its terms say', () => {
    expect(placed({ leg: 'take-profit', price: 100.15 })).toEqual([]);
    expect(placed({ leg: 'take-profit', price: 100.3 })).toEqual(['take-profit-misplaced']);
    expect(placed({ leg: 'stop', price: 99.75 })).toEqual([]);
    expect(placed({ leg: 'stop', price: 99.7 })).toEqual(['stop-misplaced']);
  });
});
