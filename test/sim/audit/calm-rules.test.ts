/**
 * Is a bot found that does not get well again?
 */
import { describe, expect, it } from 'vitest';
import { quietVenue } from '../../venue/binance-venue.ts';
import { AlertRules } from './alert-rules.ts';
import { CalmRules } from './calm-rules.ts';
import {
  auditedTable,
  BOT,
  entryOf,
  ledgerOf,
  openedRow,
  positionOf,
  rowItem,
  STARTED,
  START_MS,
  TABLE,
} from './doctored.ts';
import { FillRules } from './fill-rules.ts';
import { SignalRules } from './signal-rules.ts';

const MINUTE_MS = 60_000;

/** A bot that commits a state every minute, at a quiet venue. */
function living({
  faultsEndMs = START_MS,
  isWild = false,
}: { readonly faultsEndMs?: number; readonly isWild?: boolean } = {}) {
  const table = auditedTable();
  const { looking, pass, dynamo, rules: commits, put, commit } = table;
  const venue = quietVenue(START_MS);
  const published: { https: string }[] = [];
  const alerts = new AlertRules(looking, published);
  const fills = new FillRules({ ...looking, botId: BOT, trades: venue.state.trades });
  const signals = new SignalRules(looking, { paths: new Map(), terms: { offsetMs: 0 } });
  const world = { tableName: TABLE, dynamo, venue };
  const orders = { isOf: (_table: string, id: string) => !id.startsWith('sim-6-') };
  const unread = { isSo: false };
  const unasked = { look: () => {}, forget: () => {} };
  const others = { holding: unasked, parameters: unasked, watch: unasked };
  const rules = { commits, alerts, fills, orders, signals, ...others };
  const terms = { ...looking, world, botId: BOT, ...rules, faultsEndMs, isWild, isUnread: () => unread.isSo };
  const calm = new CalmRules(terms);
  let version = 0;
  const live = (minutes: number, changes: object = {}) => {
    for (let half = 0; half < 2 * minutes; half += 1) {
      version += 1;
      commit({ outbox: { rows: version === 1 ? [STARTED] : [], alerts: [] }, ...changes, version });
      if (version === 1) put(rowItem(STARTED));
      calm.committed();
      pass(MINUTE_MS / 2);
      venue.timeMs += MINUTE_MS / 2;
      calm.look();
    }
  };
  const wait = (ms: number) => {
    pass(ms);
    calm.look();
  };
  return { ...table, calm, venue, live, wait, published, unread };
}

const alert = { id: 'a1-halted', atMs: START_MS, kind: 'halted', happened: 'It halted.' };
const haltedSince = (sinceMs: number, cause = 'why') => ({
  ledger: ledgerOf({ halted: { cause, sinceMs } }),
});

describe('a bot that is well', () => {
  it('breaks no rule', () => {
    const { found, live } = living();
    live(10);
    expect(found).toEqual([]);
  });
});

describe('a bot when all is calm', () => {
  it('ticks', () => {
    const { found, live, wait } = living();
    live(2);
    wait(2.5 * MINUTE_MS);
    expect(found).toEqual([]);
    wait(MINUTE_MS);
    expect(found).toEqual(['no-commits']);
  });

  it.each<[name: string, changes: object, rule: string]>([
    ['sends its alerts', { outbox: { rows: [], alerts: [alert] } }, 'alert-not-sent'],
    ['leaves no order in doubt', { orders: [entryOf({ status: 'unknown' })] }, 'order-stays-in-doubt'],
    ['has no order that does not rest', { orders: [entryOf({ status: 'resting' })] }, 'orders-differ'],
    ['holds what the venue holds', { ledger: ledgerOf({ positions: [positionOf()] }) }, 'positions-differ'],
    ["has the wallet's balance", { ledger: ledgerOf({ balanceUsd: 1_999_99999999 }) }, 'wallet-differs'],
    ['is not halted without a cause', haltedSince(START_MS), 'halted-without-cause'],
    [
      'has no order that outlives its trade',
      { orders: [entryOf({ leg: 'take-profit', status: 'resting' })] },
      'order-outlives-its-trade',
    ],
  ])('%s', (_name, changes, rule) => {
    const { found, live } = living();
    live(6, changes);
    expect(found).toContain(rule);
  });

  it('has some minutes to say what has moved its wallet', () => {
    const { found, live, calm } = living();
    calm.met();
    const poorer = { ledger: ledgerOf({ balanceUsd: 1_999_99999999 }) };
    live(3, poorer);
    expect(found).not.toContain('wallet-differs');
    live(1, poorer);
    expect(found).toContain('wallet-differs');
  });

  it('closes what is old', () => {
    const young = { ledger: ledgerOf({ positions: [positionOf()] }) };
    const { found, live } = living();
    live(6, young);
    expect(found).not.toContain('held-too-long');
    live(3, young);
    expect(found).toContain('held-too-long');
  });

  it('has its rows written', () => {
    const { found, live } = living();
    live(6, {
      ledger: ledgerOf({ rowCount: 2, positions: [positionOf()] }),
      outbox: { rows: [STARTED, openedRow(2)], alerts: [] },
    });
    expect(found).toContain('row-not-written');
  });

  it('obeys its commands', () => {
    const { found, live, put } = living();
    put({ pk: { S: 'commands#sim' }, sk: { S: 'c1' }, body: { S: '{}' } });
    live(2);
    expect(found).toEqual([]);
    live(1);
    expect(found).toEqual(['command-not-obeyed']);
  });

  it('obeys its commands from when they can be read', () => {
    const { found, live, put, unread } = living();
    put({ pk: { S: 'commands#sim' }, sk: { S: 'c1' }, body: { S: '{}' } });
    unread.isSo = true;
    live(5);
    unread.isSo = false;
    live(2);
    expect(found).toEqual([]);
    live(1);
    expect(found).toEqual(['command-not-obeyed']);
  });

  it('leaves no order of its own at the venue', () => {
    const { found, live, venue } = living();
    const order = { kind: 'order', symbol: 'SOLUSDT', side: 'BUY', quantity: 1, price: 90 } as const;
    venue.happen({ ...order, clientId: 'web_9' });
    live(4);
    expect(found).toEqual([]);
    venue.happen({ ...order, clientId: 'sim-7-1-e' });
    live(4);
    expect(found).toEqual(['orders-differ']);
  });

  it('books every fill of its own orders', () => {
    const { found, live, venue } = living();
    const order = { kind: 'order', symbol: 'SOLUSDT', quantity: 1 } as const;
    venue.happen({ ...order, side: 'BUY', clientId: 'sim-6-1-e' });
    venue.happen({ ...order, side: 'SELL', clientId: 'sim-6-2-x' });
    live(4);
    expect(found).not.toContain('fill-not-booked');
    venue.happen({ ...order, side: 'BUY', clientId: 'sim-7-1-e' });
    venue.happen({ ...order, side: 'SELL', clientId: 'sim-7-2-x' });
    live(4);
    expect(found).toContain('fill-not-booked');
  });

  it('may wait for a person who was told, and not for one who was not', () => {
    const told = living();
    told.calm.met();
    told.published.push({ https: JSON.stringify({ id: 'a1-halted' }) });
    told.live(30, haltedSince(START_MS));
    expect(told.found).toEqual([]);
    const untold = living();
    untold.calm.met();
    untold.live(4, haltedSince(START_MS));
    expect(untold.found).toEqual(['halted-untold']);
  });

  it('does not halt long after everything is over', () => {
    const { found, live, calm, published } = living();
    calm.met();
    published.push({ https: JSON.stringify({ id: 'a1-halted' }) });
    live(20);
    live(1, haltedSince(START_MS + 20 * MINUTE_MS));
    expect(found).toEqual(['halted-when-calm']);
  });

  it('halts for what it cannot protect where prices run beyond stops, and for nothing else', () => {
    const cause = 'two trades within 24 hours could not be protected by a stop';
    const halting = (isWild: boolean, why: string) => {
      const { found, live, published } = living({ isWild });
      published.push({ https: JSON.stringify({ id: 'a1-halted' }) });
      live(1, haltedSince(START_MS, why));
      return found;
    };
    expect(halting(true, cause)).toEqual([]);
    expect(halting(false, cause)).toEqual(['halted-without-cause']);
    expect(halting(true, 'why')).toEqual(['halted-without-cause']);
  });

  it('may be halted for another cause while it waits for a person', () => {
    const { found, live, calm, published } = living();
    calm.met();
    published.push({ https: JSON.stringify({ id: 'a1-halted' }) });
    live(20, haltedSince(START_MS));
    live(1, haltedSince(START_MS + 20 * MINUTE_MS, 'another'));
    expect(found).toEqual([]);
  });

  it('on paper has no account to be compared', () => {
    const { found, live } = living();
    live(6, { account: {}, ledger: ledgerOf({ balanceUsd: 1 }) });
    expect(found.filter((rule) => rule.endsWith('-differ') || rule.endsWith('-differs'))).toEqual([]);
  });
});

describe('a bot to which something happens', () => {
  it('has its excuses until it is over', () => {
    const { found, live, calm } = living({ faultsEndMs: START_MS + 20 * MINUTE_MS });
    calm.met();
    live(19, { orders: [entryOf({ status: 'unknown' })] });
    expect(found).toEqual([]);
    live(7, { orders: [entryOf({ status: 'unknown' })] });
    expect(found).toEqual(['order-stays-in-doubt']);
  });

  it('is not asked for what a table holds that was left', () => {
    const { found, live, venue, calm } = living();
    calm.met();
    const order = { kind: 'order', symbol: 'SOLUSDT', quantity: 1 } as const;
    venue.happen({ ...order, side: 'BUY', clientId: 'sim-7-1-e' });
    venue.happen({ ...order, side: 'SELL', clientId: 'sim-7-2-x' });
    calm.tableChanged(MINUTE_MS);
    live(4);
    expect(found).not.toContain('fill-not-booked');
  });
});
