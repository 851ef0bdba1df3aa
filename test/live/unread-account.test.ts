/**
 * Does the operator learn that the account cannot be read, while something is open in it?
 */
import { describe, expect, it } from 'vitest';
import { attentionOf } from '../../lambda/core/control/attention.ts';
import { MINUTE_MS, SECOND_MS } from '../../lambda/core/units.ts';
import { at } from '../harness/builders.ts';
import type { Fault } from '../venue/faults.ts';
import { calmHarness, enter, minute, stateOf, told, type LiveHarness } from './fault-harness.ts';

/** Holds for hours what it has entered. */
const HOLDING = { quickExitSeconds: 3_600, maxHoldSeconds: 14_400 } as const;

const READING = { method: 'GET', path: '/fapi/v3/account' } as const;
const DOWN: Fault = { kind: 'status', status: 503, body: '{"code":-1001,"msg":"Internal error."}' };

const attention = async (harness: LiveHarness) => attentionOf(await stateOf(harness));

/** From now on the account cannot be read so often, whatever else can. */
function failReading({ venue }: LiveHarness, times: number, fault: Fault = DOWN): void {
  venue.fail({ ...READING, fault, times });
}

/** How often a watched minute reads the account: at the tick, and at every tenth second up to the fiftieth. */
const READINGS_A_MINUTE = 6;

describe('An account that cannot be read', () => {
  it('an account unread for three minutes with a position open is told at the watch step that completes them, once, and stands until it is read', async () => {
    const harness = await calmHarness({ parameters: HOLDING });
    // The tick and the first watch step read it, the watch step at 12:01:20 is the first that cannot.
    harness.venue.fail({ ...READING, fault: DOWN, nth: 3, times: 12 * READINGS_A_MINUTE });
    await enter(harness);
    expect((await stateOf(harness)).unreadAccount?.sinceMs).toBe(at('12:01') + 20 * SECOND_MS);
    for (let k = 0; k < 2; k += 1) await minute(harness);
    expect(told(harness, 'account-unread')).toEqual([]);
    expect(await attention(harness)).toEqual([]);
    for (let k = 0; k < 9; k += 1) await minute(harness);
    const alerts = told(harness, 'account-unread');
    expect(alerts.map(({ atMs }) => atMs)).toEqual([at('12:04') + 20 * SECOND_MS]);
    expect(alerts[0]?.happened).toContain('since 2026-01-05 12:01 UTC, with 1 open position: ');
    expect(alerts[0]?.happened).toContain('-1001');
    expect(await attention(harness)).toEqual(['account-unread']);
    for (let k = 0; k < 2; k += 1) await minute(harness);
    expect(await attention(harness)).toEqual([]);
    expect(await stateOf(harness)).not.toHaveProperty('unreadAccount');
    expect((await stateOf(harness)).ledger.positions).toHaveLength(1);
  });

  it('an account unread while every market is unread too is told all the same', async () => {
    const harness = await calmHarness({ parameters: HOLDING });
    await enter(harness);
    harness.venue.fail({ fault: { kind: 'status', status: 502, body: '' }, times: 1_000 });
    for (let k = 0; k < 4; k += 1) await minute(harness);
    expect(told(harness, 'account-unread')).toHaveLength(1);
    expect(told(harness, 'account-unread')[0]?.atMs).toBeLessThanOrEqual(at('12:05'));
    expect(await attention(harness)).toEqual(['account-unread']);
  });

  it.each([
    [
      'whose quotes cannot be read',
      ({ venue }: LiveHarness) =>
        venue.fail({ path: 'bookTicker', fault: { kind: 'refusal', code: -1000 }, times: Infinity }),
    ],
    [
      'that is listed no more',
      ({ venue }: LiveHarness) =>
        venue.happen({ kind: 'market', symbol: 'BTCUSDT', change: { isListed: false } }),
    ],
  ])('an account read with a position in a market %s is told, too: nobody judges it', async (_, happens) => {
    const harness = await calmHarness();
    await enter(harness);
    happens(harness);
    for (let k = 0; k < 4; k += 1) await minute(harness);
    const [alert, ...more] = told(harness, 'account-unread');
    expect(more).toEqual([]);
    expect(alert?.atMs).toBeLessThanOrEqual(at('12:05'));
    expect(alert?.happened).toContain('with 1 open position: there is no price of BTCUSDT');
    expect(await attention(harness)).toEqual(['account-unread']);
  });

  it('an account unread with an order in doubt is told, though no position is known', async () => {
    const harness = await calmHarness();
    harness.venue.fail({ method: 'POST', path: '/fapi/v1/order', fault: { kind: 'refusal', code: -1007 } });
    harness.venue.fail({ method: 'GET', fault: DOWN, path: '/fapi/v1/order', times: 1_000 });
    harness.venue.fail({ ...READING, fault: DOWN, nth: 2, times: 1_000 });
    await enter(harness);
    for (let k = 0; k < 4; k += 1) await minute(harness);
    expect(told(harness, 'account-unread')[0]?.happened).toContain('with an order in doubt: ');
  });

  it('an account unread for twelve minutes with nothing open opens nothing, and waits for nobody', async () => {
    const harness = await calmHarness();
    failReading(harness, 1_000);
    for (let k = 0; k < 12; k += 1) await minute(harness, 0.1);
    expect(harness.venue.books.trades).toEqual([]);
    expect((await stateOf(harness)).unreadAccount?.sinceMs).toBe(at('12:01'));
    expect(harness.alerts).toEqual([]);
    expect(await attention(harness)).toEqual([]);
  });

  it('an account that rejects the key is told as that, and not twice', async () => {
    const harness = await calmHarness({ parameters: HOLDING });
    await enter(harness);
    failReading(harness, 1_000, { kind: 'refusal', code: -2015 });
    for (let k = 0; k < 5; k += 1) await minute(harness);
    expect(harness.alerts.map(({ kind }) => kind)).toEqual(['credentials-refused']);
    expect(await attention(harness)).toEqual(['account-unread']);
  });

  it('an account unread a second time is told again, at most once an hour for the same reason', async () => {
    const harness = await calmHarness({
      parameters: HOLDING,
    });
    await enter(harness);
    const outage = async (minutes: number) => {
      failReading(harness, minutes * READINGS_A_MINUTE);
      for (let k = 0; k < minutes + 1; k += 1) await minute(harness);
    };
    await outage(5);
    await outage(5);
    expect(told(harness, 'account-unread')).toHaveLength(1);
    harness.venue.timeMs += 60 * MINUTE_MS;
    await outage(5);
    expect(told(harness, 'account-unread')).toHaveLength(2);
  });
});
