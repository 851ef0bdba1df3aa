/**
 * Is an entry found that the strategy does not ask for?
 */
import { describe, expect, it } from 'vitest';
import type { LoggedRequest } from '../../venue/request-faults.ts';
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

function judged(changes: object, stop: object = {}, misled = '', leverage = 20) {
  const { looking, found } = eyes();
  const rules = new EntryRules({
    ...looking,
    paths: new Map([['BTCUSDT', rising]]),
    leverages: new Map([['BTCUSDT', leverage]]),
    requests: [requestOf('symbol=BTCUSDT&newClientOrderId=sim-7-1-e')],
  });
  if (misled !== '')
    rules.onHappening({ kind: 'candles', atMs: 0, forMs: MINUTE_MS, symbol: misled, are: 'revised' });
  const resting = { clientOrderId: 'sim-7-2-s', leg: 'stop', price: 99.75 };
  const orders = [entryOf({ ...changes }), entryOf({ ...resting, ...stop })];
  rules.committed(commitOf({ orders }));
  rules.look();
  return found;
}

describe('an entry', () => {
  it('that the strategy asks for is in order', () => {
    expect(judged({})).toEqual([]);
  });

  it('follows the candles that the exchange has shown of its market', () => {
    const against = (misled: string) => judged({ side: 'short' }, { price: 100.25 }, misled);
    expect(against('BTCUSDT')).toEqual([]);
    expect(against('ETHUSDT')).toEqual(['entry-without-signal']);
  });

  it.each<[name: string, changes: object, rule: string]>([
    ['against the move', { side: 'short' }, 'entry-without-signal'],
    ['of twice the size', { quantity: 12 }, 'entry-too-large'],
    ['of other terms', { terms: { ...TERMS, leverage: 10 } }, 'entry-of-other-terms'],
  ])('%s is found', (_name, changes, rule) => {
    expect(judged(changes, { price: 'side' in changes ? 100.25 : 99.75 })).toContain(rule);
  });

  it('waits for its minute', () => {
    const early = (ms: number) => judged({ decision: { price: 100, tickMs: START_MS + ms } });
    expect(early(1_000)).toEqual([]);
    expect(early(1_001)).toEqual(['entry-before-its-minute']);
  });

  it('has its stop where its terms say', () => {
    expect(judged({}, { price: 99.6 })).toEqual(['stop-misplaced']);
    expect(judged({}, { price: 100.25 })).toEqual(['stop-misplaced']);
    expect(judged({}, { leg: 'take-profit' })).toEqual(['stop-misplaced']);
  });

  it('has the leverage that the exchange has', () => {
    expect(judged({}, {}, '', 50)).toEqual(['entry-at-other-leverage']);
  });
});

describe('a leverage that the owner has set', () => {
  function entered(requests: readonly LoggedRequest[], setting: 'leverage' | 'cross-margin' = 'leverage') {
    const { looking, found, pass } = eyes();
    const leverages = new Map([['BTCUSDT', 3]]);
    const rules = new EntryRules({ ...looking, paths: new Map(), leverages, requests });
    rules.committed(
      commitOf({ orders: [entryOf(), entryOf({ clientOrderId: 'sim-7-2-s', leg: 'stop', price: 99.75 })] }),
    );
    pass(MINUTE_MS);
    rules.onHappening({ kind: 'owner-sets', atMs: 0, forMs: MINUTE_MS, symbol: 'BTCUSDT', setting });
    rules.look();
    return found;
  }
  const entry = requestOf('symbol=BTCUSDT&newClientOrderId=sim-7-1-e');
  const setAfterMs = (ms: number, status = 200) =>
    requestOf('symbol=BTCUSDT&leverage=20', {
      path: '/fapi/v1/leverage',
      timeMs: START_MS + ms,
      answered: { status, code: undefined },
    });

  it('is hers until the bot sets it again', () => {
    expect(entered([entry])).toEqual([]);
    expect(entered([setAfterMs(0), setAfterMs(2 * MINUTE_MS, 400), entry])).toEqual([]);
    expect(entered([setAfterMs(2 * MINUTE_MS), entry])).toEqual(['entry-at-other-leverage']);
  });

  it('is not hers where she has set the margin', () => {
    expect(entered([entry], 'cross-margin')).toEqual(['entry-at-other-leverage']);
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
