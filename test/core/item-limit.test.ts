/**
 * What is recorded, and what leaves the item, when it has come to its limit?
 */
import { describe, expect, it } from 'vitest';
import { haltedAlert } from '../../lambda/core/alerts/alert-texts.ts';
import { stateItem } from '../../lambda/adapters/dynamo/dynamo-items.ts';
import { raiseAlert, recordEvent, type BotState } from '../../lambda/core/bot-state.ts';
import { noteEntry } from '../../lambda/core/control/entry-rejections.ts';
import { noteParameters } from '../../lambda/core/control/parameter-changes.ts';
import { ITEM_BYTES_MAX, admit, bytesNeeded, lightest, withinItem } from '../../lambda/core/item-room.ts';
import { DAY_MS } from '../../lambda/core/units.ts';
import { storedBytes } from '../../lambda/core/words.ts';
import { NOON, botState, entryOrder, position } from '../harness/builders.ts';
import { SYMBOL, withEntry } from './longest-trade.ts';

const ATTRIBUTES_BYTES = 450;

const bodyBytes = (state: BotState) =>
  Buffer.byteLength(stateItem(state, { executionId: 'x', table: 'table' })['body']!.S!);

/** A bot with an item of about that size. */
function filledBy(bytes: number): BotState {
  return botState({ ledger: { entryTimesMs: Array.from({ length: bytes / 14 }, () => NOON) } });
}

describe('an event that can wait', () => {
  const rows = (count: number, bytes: number): BotState => {
    let state = botState();
    for (let k = 0; k < count; k += 1) {
      state = recordEvent(state, { kind: 'halted', atMs: NOON, cause: 'x'.repeat(bytes) });
    }
    return state;
  };
  const next = (state: BotState) => recordEvent(state, { kind: 'day-started', atMs: NOON + DAY_MS });

  it('an event that can wait is recorded while no row waits, however large the rest is', () => {
    const large = filledBy(40_000);
    const after = next(large);
    expect(admit(large, after)).toBe(after);
  });

  it('an event that can wait is recorded up to 100 rows', () => {
    const [few, many] = [rows(99, 1), rows(100, 1)];
    expect(admit(few, next(few))).not.toBe(few);
    expect(admit(many, next(many))).toBe(many);
  });

  it('an event that can wait waits where what cannot wait would not fit any more', () => {
    const [few, many] = [rows(20, 1_000), rows(28, 1_000)];
    expect(admit(few, next(few))).not.toBe(few);
    expect(admit(many, next(many))).toBe(many);
  });
});

describe('an item that is committed', () => {
  const told = (state: BotState, count: number) => {
    let next = state;
    for (let k = 0; k < count; k += 1) {
      next = raiseAlert(next, {
        atMs: NOON,
        subject: `trade ${k}`,
        ...haltedAlert('x'.repeat(600), 'k3f9ab'),
      });
    }
    return next;
  };

  it('an item that is committed is the state as it is, while it is small', () => {
    const state = told(botState(), 3);
    expect(withinItem(state)).toBe(state);
  });

  it('an item that is committed has as many of the newest alerts as fit, and a count of the others', () => {
    const filled = told(filledBy(28_000), 10);
    const { outbox, alertLog } = withinItem(filled);
    expect(outbox.alerts.length).toBeGreaterThan(0);
    expect(outbox.alerts).toEqual(filled.outbox.alerts.slice(-outbox.alerts.length));
    expect(alertLog.heldBack).toEqual({ halted: 10 - outbox.alerts.length });
    expect(ATTRIBUTES_BYTES + bodyBytes(withinItem(filled))).toBeLessThanOrEqual(ITEM_BYTES_MAX);
  });

  it('an item that is committed loses the prices last seen before any alert, and needs no room for them', () => {
    const seen = { seenPrices: [{ tradeId: 1, price: 100.123456789, atMs: NOON }] };
    const small = told({ ...filledBy(1_000), ...seen }, 3);
    expect(withinItem(small)).toBe(small);
    expect(bytesNeeded(small)).toBe(bytesNeeded(told(filledBy(1_000), 3)));
    const alertsOnly = told(filledBy(28_000), 3);
    const left = ITEM_BYTES_MAX - ATTRIBUTES_BYTES - storedBytes(alertsOnly);
    const full = { ...alertsOnly, botId: alertsOnly.botId.padEnd(alertsOnly.botId.length + left, 'x') };
    expect(withinItem({ ...full, ...seen })).toEqual(full);
    const quiet = { ...full, outbox: { ...full.outbox, alerts: [] } };
    const crowded = { ...quiet, botId: quiet.botId.padEnd(ITEM_BYTES_MAX, 'x') };
    expect(withinItem({ ...crowded, ...seen })).toEqual(crowded);
    expect(lightest(small)).not.toHaveProperty('seenPrices');
  });

  it('an item that is committed loses the times without a stop after the prices last seen and before any alert', () => {
    const times = { unprotectedSoFar: [{ tradeId: 1, sinceMs: NOON, spans: [] }] };
    const seen = { seenPrices: [{ tradeId: 1, price: 100.123456789, atMs: NOON }] };
    const small = told({ ...filledBy(1_000), ...times, ...seen }, 3);
    expect(withinItem(small)).toBe(small);
    expect(bytesNeeded(small)).toBe(bytesNeeded(told(filledBy(1_000), 3)));
    /** As large as an item may be, without room for a byte more. */
    const full = (state: BotState) => {
      const left = ITEM_BYTES_MAX - ATTRIBUTES_BYTES - storedBytes(state);
      return { ...state, botId: state.botId.padEnd(state.botId.length + left, 'x') };
    };
    const whole = full(told({ ...filledBy(28_000), ...times, ...seen }, 3));
    expect(withinItem(whole)).toBe(whole);
    const timed = full(told({ ...filledBy(28_000), ...times }, 3));
    expect(withinItem({ ...timed, ...seen })).toEqual(timed);
    const alertsOnly = full(told(filledBy(28_000), 3));
    expect(withinItem({ ...alertsOnly, ...times })).toEqual(alertsOnly);
    expect(withinItem({ ...alertsOnly, ...times, ...seen })).toEqual(alertsOnly);
    expect(lightest(small)).not.toHaveProperty('unprotectedSoFar');
  });

  it('an item without what it can do without keeps what is open, its orders and its rows', () => {
    const entered = withEntry(botState({ ledger: { positions: [position()] } }), SYMBOL);
    const rejected = noteEntry(entered, entryOrder(), { status: 'rejected', cause: 'no' }, NOON);
    const refused = noteParameters(rejected, { kind: 'refused', violations: [] }, NOON);
    const { ledger, orders, outbox, ...rest } = lightest(refused);
    expect({ ledger, orders, rows: outbox.rows }).toEqual({
      ledger: refused.ledger,
      orders: refused.orders,
      rows: refused.outbox.rows,
    });
    expect(outbox.alerts).toEqual([]);
    for (const key of ['refusal', 'entryRejections']) expect(rest).not.toHaveProperty(key);
  });
});
