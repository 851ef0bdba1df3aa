/**
 * Is a draft that breaks an invariant noticed, and is it committed without its entries, with its exits and halted?
 */
import { describe, expect, it } from 'vitest';
import type { BotParameters } from '../../../lambda/config.ts';
import { recordEvent, type BotState } from '../../../lambda/core/bot-state.ts';
import { brokenInvariants, safeguard } from '../../../lambda/core/audit/invariants.ts';
import type { Order } from '../../../lambda/core/order.ts';
import { usd } from '../../../lambda/core/units.ts';
import {
  FREE,
  NOON,
  at,
  botState,
  entryOrder,
  exitOrder,
  parameters,
  position,
  stopOrder,
} from '../../harness/builders.ts';

const BEFORE = botState();
const ENTRY = entryOrder({ symbol: 'ETH', tradeId: 2, clientOrderId: 'bot-1-9-e' });

const broken = (draft: BotState, before: BotState = BEFORE, changes: Partial<BotParameters> = {}) =>
  brokenInvariants(before, draft, NOON, parameters({ ...FREE, ...changes }));

const ofLedger = (changes: Partial<BotState['ledger']>, rows: BotState['outbox']['rows'] = []): BotState => ({
  ...BEFORE,
  ledger: { ...BEFORE.ledger, ...changes },
  outbox: { rows, alerts: [] },
});

describe('a draft that keeps the ledger', () => {
  it('a draft that keeps the ledger is the state that its new rows lead to', () => {
    const draft = recordEvent(recordEvent(BEFORE, { kind: 'day-started', atMs: at('2026-01-06T00:00') }), {
      kind: 'started',
      atMs: NOON,
      balanceUsd: usd(3000),
    });
    expect(broken(draft)).toEqual([]);
    expect(broken(BEFORE)).toEqual([]);
  });

  it('a draft that keeps the ledger may still hold rows of earlier commits in its outbox', () => {
    const earlier = recordEvent(BEFORE, { kind: 'denials', atMs: NOON, counts: {} });
    const later = recordEvent(earlier, { kind: 'denials', atMs: NOON, counts: {} });
    expect(broken(later, earlier)).toEqual([]);
  });
});

describe('a draft that breaks the ledger', () => {
  const row = (sequence: number) =>
    ({ epoch: 1, sequence, event: { kind: 'denials', atMs: NOON, counts: {} } }) as const;

  it('a draft that breaks the ledger by money without a row is noticed', () => {
    expect(broken(ofLedger({ balanceUsd: usd(2000.00000001) }))).toEqual([
      'the balance is 200000000001e-8 USD where its rows leave 200000000000e-8',
    ]);
  });

  it('a draft that breaks the ledger by a count of rows that are not there is noticed', () => {
    expect(broken(ofLedger({ rowCount: 2 }))).toEqual(['rows end at 1, the ledger at 2']);
    expect(broken(ofLedger({ rowCount: 1 }, [row(2)]))).toEqual(['rows end at 2, the ledger at 1']);
  });

  it('a draft that breaks the ledger by a missing or doubled row is noticed', () => {
    expect(broken(ofLedger({ rowCount: 3 }, [row(3)]))).toEqual(['row 3 follows row 1']);
    expect(broken(ofLedger({ rowCount: 3 }, [row(2), row(2)]))).toEqual(['row 2 follows row 2']);
  });

  it('a draft that breaks the ledger by going back to an epoch, or by a position without a row, is noticed', () => {
    expect(broken(ofLedger({ epoch: 0 }))).toContain('epoch 0 follows epoch 1');
    expect(broken(ofLedger({ positions: [position()] }))).toEqual([
      'the open positions are not those of the rows',
    ]);
  });
});

describe('a draft with impossible orders', () => {
  const withOrders = (...orders: readonly Order[]) => ({ ...BEFORE, orders });

  it('a draft with impossible orders is noticed when two orders share an id', () => {
    const twins = withOrders(stopOrder(), stopOrder({ tradeId: 2 }));
    expect(broken(twins)).toEqual(['a client order id is used by two orders']);
  });

  it('a draft with impossible orders is noticed when it holds more orders than were ever intended', () => {
    const one = { ...withOrders(stopOrder()), orderCount: 1 };
    expect(broken(one)).toEqual([]);
    expect(broken({ ...one, orderCount: 0 })).toEqual(['1 orders in the book, 0 ever intended']);
  });
});

describe('a position that cannot be protected', () => {
  const holding = (changes: Parameters<typeof position>[0]) => {
    const state = botState({ ledger: { positions: [position(changes)] } });
    return broken(state, state);
  };
  const noticed = ['the position in BTC cannot be protected'];

  it('a position that cannot be protected has its stop on the wrong side of its take-profit', () => {
    expect(holding({})).toEqual([]);
    expect(holding({ stopPrice: 100.15 })).toEqual(noticed);
    expect(holding({ stopPrice: 101 })).toEqual(noticed);
    expect(holding({ side: 'short' })).toEqual([]);
    expect(holding({ side: 'short', stopPrice: 99.85 })).toEqual(noticed);
    expect(holding({ side: 'short', stopPrice: 99 })).toEqual(noticed);
  });

  it('a position that cannot be protected may be committed while its own exit closes it', () => {
    const closing = (...orders: readonly Order[]) => {
      const state = botState({ orders, ledger: { positions: [position({ stopPrice: 101 })] } });
      return broken(state, state);
    };
    expect(closing(stopOrder(), exitOrder())).toEqual([]);
    expect(closing(stopOrder(), exitOrder({ tradeId: 2 }))).toEqual(noticed);
  });

  it('a position that cannot be protected has prices that are no numbers', () => {
    expect(holding({ stopPrice: Number.NaN })).toEqual(noticed);
    expect(holding({ takeProfitPrice: Number.NaN })).toEqual(noticed);
  });

  it('a position that cannot be protected has no quantity', () => {
    expect(holding({ quantity: 0.001 })).toEqual([]);
    expect(holding({ quantity: 0 })).toEqual(noticed);
    expect(holding({ quantity: -6 })).toEqual(noticed);
    expect(holding({ quantity: Number.NaN })).toEqual(noticed);
  });
});

describe('a draft that enters', () => {
  type Changes = Partial<BotState['ledger']>;
  const entering = (ledger: Changes, changes: Partial<BotParameters> = {}) => {
    const before = botState({ ledger });
    return broken({ ...before, orders: [ENTRY] }, before, changes);
  };
  const BTC = { positions: [position()] };
  const ETH = { positions: [position({ symbol: 'ETH' })] };
  const halted = { cause: 'doubt', sinceMs: NOON };

  it.each<[string, Changes, Partial<BotParameters>, string]>([
    ['while halted', { halted }, {}, 'a halted bot enters'],
    [
      'while paused by its operator',
      { operatorPausedSinceMs: NOON },
      {},
      'a bot paused by its operator enters',
    ],
    ['on a stopped day', { stoppedAtMs: NOON }, {}, 'a stopped bot enters'],
    ['during a pause', { pausedUntilMs: NOON + 1 }, {}, 'a paused bot enters'],
    ['beyond maxPositions', BTC, { maxPositions: 1 }, '2 positions'],
    ['twice in one symbol', ETH, {}, 'two positions in one symbol'],
    ['beyond its collateral', BTC, { maxOpenCollateralUsd: 59.99 }, 'more collateral open than allowed'],
    [
      'beyond its entries of an hour',
      { entryTimesMs: [NOON] },
      { maxTradesPerHour: 1 },
      'more entries than an hour allows',
    ],
    ['beyond its balance', { balanceUsd: usd(29.99999999) }, {}, 'more collateral open than the balance'],
    // A new position risks 1.5 of a limit of 80.
    ['beyond its budget', { realisedTodayUsd: usd(-78.50000001) }, {}, 'more at risk than the day may lose'],
  ])('a draft that enters %s is noticed', (_words, ledger, changes, words) => {
    expect(entering(ledger, changes)).toEqual([words]);
  });

  it.each<[string, Changes, Partial<BotParameters>]>([
    ['at the end of a pause', { pausedUntilMs: NOON }, {}],
    ['up to maxPositions', BTC, { maxPositions: 2 }],
    ['up to its collateral', BTC, { maxOpenCollateralUsd: 60 }],
    ['up to its entries of an hour', { entryTimesMs: [NOON] }, { maxTradesPerHour: 2 }],
    ['with an entry of exactly an hour ago', { entryTimesMs: [at('11:00')] }, { maxTradesPerHour: 1 }],
    ['up to its balance', { balanceUsd: usd(30) }, {}],
    ['up to its budget', { realisedTodayUsd: usd(-78.5) }, {}],
  ])('a draft that enters %s is right', (_words, ledger, changes) => {
    expect(entering(ledger, changes)).toEqual([]);
  });

  it('a draft that enters breaks nothing when it entered before: a cap that its operator has lowered is no fault', () => {
    const state = botState({ orders: [ENTRY], ledger: { ...BTC, stoppedAtMs: NOON } });
    const sent = { ...state, orders: [{ ...ENTRY, status: 'unknown' } as const] };
    expect(broken(sent, state, { maxPositions: 1, maxOpenCollateralUsd: 30 })).toEqual([]);
  });

  it('a draft may exit in every state', () => {
    const before = botState({ ledger: { ...BTC, halted, stoppedAtMs: NOON, pausedUntilMs: NOON + 1 } });
    expect(broken({ ...before, orders: [exitOrder()] }, before, { maxPositions: 1 })).toEqual([]);
  });
});

describe('the safeguard', () => {
  const known = entryOrder({ symbol: 'SOL', tradeId: 3, clientOrderId: 'bot-1-8-e', status: 'unknown' });
  const before = botState({
    ledger: { positions: [position()], stoppedAtMs: NOON },
    orders: [stopOrder(), known],
  });
  const draft = { ...before, orders: [stopOrder(), known, exitOrder(), ENTRY] };
  const kept = (state: BotState) => safeguard(before, state, NOON, parameters(FREE));

  it('the safeguard commits a sound draft as it is', () => {
    expect(kept(before)).toBe(before);
    const sound = { ...before, orders: [stopOrder(), known, exitOrder()] };
    expect(kept(sound)).toBe(sound);
  });

  it('the safeguard discards the new entries of a broken draft, and nothing else', () => {
    expect(kept(draft).orders).toEqual([stopOrder(), known, exitOrder()]);
    const ofEntry = { tradeId: ENTRY.tradeId, symbol: ENTRY.symbol };
    const stop = stopOrder({ ...ofEntry, clientOrderId: 'bot-1-10-s' });
    expect(kept({ ...draft, orders: [...draft.orders, stop] }).orders).toEqual(kept(draft).orders);
    const exit = exitOrder({ ...ofEntry, clientOrderId: 'bot-1-7-x' });
    expect(kept({ ...draft, orders: [...draft.orders, exit] }).orders).toContain(exit);
    const another = entryOrder({ symbol: 'XRP', tradeId: 4, clientOrderId: 'bot-1-10-e' });
    expect(kept({ ...draft, orders: [...draft.orders, another] }).orders).toEqual(kept(draft).orders);
  });

  it('the safeguard halts the bot with a row that says why, and alerts the operator', () => {
    const safe = kept(draft);
    const cause = 'invariant broken: a stopped bot enters';
    expect(safe.ledger.halted).toEqual({ cause, sinceMs: NOON });
    expect(safe.outbox.rows).toEqual([
      { epoch: 1, sequence: 2, event: { kind: 'halted', atMs: NOON, cause } },
    ]);
    expect(safe.outbox.alerts).toMatchObject([{ atMs: NOON, kind: 'halted' }]);
    expect(safe.outbox.alerts[0]?.happened).toContain('a stopped bot enters');
  });

  it('the safeguard says everything that is broken', () => {
    const twice = kept({ ...draft, orders: [...draft.orders, stopOrder()] });
    expect(twice.ledger.halted?.cause).toBe(
      'invariant broken: a client order id is used by two orders; a stopped bot enters',
    );
  });

  it('the safeguard leaves a state that may be committed', () => {
    expect(broken(kept(draft), before)).toEqual([]);
  });

  it('the safeguard halts once: a bot that is halted already loses its entries without another row', () => {
    const since = { cause: 'doubt', sinceMs: at('11:00') };
    const haltedDraft = { ...draft, ledger: { ...draft.ledger, halted: since } };
    const safe = kept(haltedDraft);
    expect(safe.orders).toEqual([stopOrder(), known, exitOrder()]);
    expect(safe.ledger).toBe(haltedDraft.ledger);
    expect(safe.outbox).toEqual(haltedDraft.outbox);
  });
});
