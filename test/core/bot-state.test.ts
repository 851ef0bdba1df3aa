/**
 * Does the bot number its rows, orders and alerts, and count its denials?
 */
import { describe, expect, it } from 'vitest';
import { haltedAlert } from '../../lambda/core/alerts/alert-texts.ts';
import {
  EMPTY_OUTBOX,
  countDenial,
  flushDenials,
  intendOrder,
  newPaperBot,
  raiseAlert,
  recordEvent,
} from '../../lambda/core/bot-state.ts';
import { replay } from '../../lambda/core/ledger/ledger.ts';
import { EMPTY_ACCOUNT } from '../../lambda/core/paper/paper-account.ts';
import { usd } from '../../lambda/core/units.ts';
import { NOON, at, botState, stopOrder, trade } from '../harness/builders.ts';

describe('a new paper bot', () => {
  const bot = newPaperBot('alpha', 2, usd(2000), NOON);

  it('a new paper bot has never been committed, holds nothing and knows its balance', () => {
    expect(bot).toMatchObject({ botId: 'alpha', version: 0, orderCount: 0, orders: [], denials: {} });
    expect(bot.tickMs).toBeUndefined();
    expect(bot.account).toEqual(EMPTY_ACCOUNT);
    expect(bot.ledger).toMatchObject({ epoch: 2, balanceUsd: usd(2000), dayMs: at('00:00'), positions: [] });
  });

  it('a new paper bot has one row: that it started', () => {
    expect(bot.outbox).toEqual({
      rows: [{ epoch: 2, sequence: 1, event: { kind: 'started', atMs: NOON, balanceUsd: usd(2000) } }],
      alerts: [],
    });
  });
});

describe('a recorded event', () => {
  it('a recorded event is applied and numbered without a gap, and replaying the rows gives the ledger', () => {
    let bot = newPaperBot('alpha', 2, usd(2000), NOON);
    bot = recordEvent(bot, { kind: 'closed', atMs: NOON, trade: trade(-1.5), fills: [] });
    bot = recordEvent(bot, { kind: 'paused', atMs: NOON, untilMs: at('12:20'), lossesInARow: 1 });
    bot = recordEvent(bot, { kind: 'day-started', atMs: at('2026-01-06T00:00') });
    expect(bot.outbox.rows.map(({ epoch, sequence }) => `${epoch}/${sequence}`)).toEqual([
      '2/1',
      '2/2',
      '2/3',
      '2/4',
    ]);
    expect(bot.ledger.balanceUsd).toBe(usd(1998.5));
    expect(replay(2, bot.outbox.rows)).toEqual(bot.ledger);
  });

  it('recording events goes on counting when the outbox has been delivered', () => {
    const delivered = { ...newPaperBot('alpha', 2, usd(2000), NOON), outbox: EMPTY_OUTBOX };
    const next = recordEvent(delivered, { kind: 'day-started', atMs: NOON });
    expect(next.outbox.rows).toMatchObject([{ epoch: 2, sequence: 2 }]);
  });
});

describe('an alert', () => {
  const HALTED = { atMs: NOON, ...haltedAlert('doubt', 'k3f9ab') };
  const state = recordEvent(botState(), { kind: 'halted', atMs: NOON, cause: 'doubt' });
  const told = raiseAlert(state, HALTED);

  it('an alert waits in the outbox, beside the row it tells of', () => {
    expect(told.outbox.alerts).toMatchObject([{ ...HALTED, id: 'bot-1-1-halted' }]);
    expect(told.outbox.rows).toEqual(state.outbox.rows);
  });

  it('an alert has an id of its own, which is the same when the same tick is run again', () => {
    const twice = raiseAlert(told, HALTED);
    const [first, second] = twice.outbox.alerts;
    expect(first).toEqual(told.outbox.alerts[0]);
    expect(second?.id).not.toBe(first?.id);
    const later = recordEvent(botState(), { kind: 'halted', atMs: NOON, cause: 'doubt' });
    expect(raiseAlert(later, HALTED).outbox.alerts).toEqual([first]);
  });
});

describe('an intended order', () => {
  it('an intended order is in the book under the next id, and was never sent', () => {
    const first = intendOrder(botState(), 'stop', (identity) => ({ ...stopOrder(), ...identity }));
    expect(first.orders).toEqual([stopOrder({ clientOrderId: 'bot-1-11-s', status: 'intended' })]);
    const second = intendOrder(first, 'exit', (identity) => ({ ...stopOrder(), ...identity }));
    expect(second.orders[1]?.clientOrderId).toBe('bot-1-12-x');
    expect(second.orderCount).toBe(12);
  });

  it('an intended order never gets an id again that an order had which is gone', () => {
    const first = intendOrder(botState(), 'stop', (identity) => ({ ...stopOrder(), ...identity }));
    const again = intendOrder({ ...first, orders: [] }, 'stop', (identity) => ({
      ...stopOrder(),
      ...identity,
    }));
    expect(again.orders[0]?.clientOrderId).toBe('bot-1-12-s');
  });
});

describe('denials', () => {
  it('denials are counted by code', () => {
    const twice = countDenial(countDenial(botState(), 'hour'), 'hour');
    expect(countDenial(twice, 'budget').denials).toEqual({ hour: 2, budget: 1 });
  });

  const denied = (lastTick: string) => botState({ tickMs: at(lastTick), denials: { hour: 2, budget: 1 } });

  it('denials become one row when the hour has changed, and start again', () => {
    const after = flushDenials(denied('11:59'), NOON);
    expect(after.outbox.rows.map(({ event }) => event)).toEqual([
      { kind: 'denials', atMs: NOON, counts: { hour: 2, budget: 1 } },
    ]);
    expect(after.denials).toEqual({});
    const later = { ...after, tickMs: NOON };
    expect(flushDenials(later, at('13:00'))).toBe(later);
  });

  it('denials wait while the hour lasts', () => {
    const waiting = denied('12:00');
    expect(flushDenials(waiting, at('12:59'))).toBe(waiting);
    expect(flushDenials(waiting, at('13:00')).denials).toEqual({});
  });

  it('denials wait for the second tick', () => {
    const newborn = botState({ tickMs: undefined, denials: { hour: 1 } });
    expect(flushDenials(newborn, NOON)).toBe(newborn);
  });

  it('denials make no row where there were none', () => {
    const none = botState({ tickMs: at('11:59') });
    expect(flushDenials(none, NOON)).toBe(none);
  });
});
