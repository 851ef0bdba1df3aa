/**
 * Do missed ticks and ended days raise one alert each, and a halt only when it changes?
 */
import { describe, expect, it } from 'vitest';
import { OUTBOX_ROWS_MAX, raiseAlert, recordEvent, type BotState } from '../../lambda/core/bot-state.ts';
import { raisePeriodicAlerts } from '../../lambda/core/periodic-alerts.ts';
import { halt } from '../../lambda/core/control/halt.ts';
import { MINUTE_MS, usd } from '../../lambda/core/units.ts';
import { NOON, at, botState, candles, position, quote, trade, view } from '../harness/builders.ts';
import { haltedRow } from '../harness/stored-bot.ts';

const kinds = ({ outbox }: BotState) => outbox.alerts.map(({ kind }) => kind);

/** BTC, priced now, with a candle for each of these minutes. */
const traded = (...times: readonly string[]) =>
  view({ quote: quote(100), candles: candles(times.map((time) => `${time} 100 100 100 100 1`).join('\n')) });

describe('ticks that were missed', () => {
  const since = (time: string) => botState({ tickMs: at(time) });
  const noticed = (loaded: BotState, views = [traded('11:58', '11:59')]) =>
    raisePeriodicAlerts(loaded, loaded, { tickMs: NOON, views });

  it('ticks that were missed raise an alert when more than three minutes lie between two', () => {
    expect(kinds(noticed(since('11:57')))).toEqual([]);
    expect(kinds(noticed(since('11:56')))).toEqual(['missed-ticks']);
    expect(noticed(since('11:50')).outbox.alerts[0]?.happened).toContain('9 minutes had no tick');
  });

  it('no ticks were missed on the first tick of a bot', () => {
    expect(kinds(noticed(botState({ tickMs: undefined })))).toEqual([]);
  });

  it('no ticks were missed where the market itself was silent, as in a gap of recorded candles', () => {
    expect(kinds(noticed(since('11:30'), [traded('11:29', '11:30')]))).toEqual([]);
    expect(kinds(noticed(since('11:30'), [traded('11:30'), traded('11:45')]))).toEqual(['missed-ticks']);
    // From the minute after the last tick until before this one.
    expect(kinds(noticed(since('11:30'), [traded('11:31')]))).toEqual(['missed-ticks']);
    expect(kinds(noticed(since('11:30'), [traded('11:45', '12:00')]))).toEqual(['missed-ticks']);
    expect(kinds(noticed(since('11:30'), [traded('11:30', '12:00')]))).toEqual([]);
  });

  it('ticks that were missed are reported by the first tick whose time the venue confirms', () => {
    const unpriced = view({ candles: candles('11:58 100 100 100 100 1') });
    expect(noticed(since('11:30'), [unpriced])).toEqual(since('11:30'));
    expect(kinds(noticed(since('11:30'), [unpriced, traded('11:59')]))).toEqual(['missed-ticks']);
  });

  it('ticks that were missed are reported once, although several watch steps may see them before a tick does', () => {
    const loaded = since('11:50');
    const watched = noticed(loaded);
    const again = raisePeriodicAlerts(watched, watched, { tickMs: NOON + 65_000, views: [traded('12:00')] });
    expect(kinds(again)).toEqual(['missed-ticks']);
    const later = { ...again, tickMs: NOON + 2 * MINUTE_MS };
    const views = [traded('12:05')];
    const another = raisePeriodicAlerts(later, later, { tickMs: NOON + 9 * MINUTE_MS, views });
    expect(kinds(another)).toEqual(['missed-ticks', 'missed-ticks']);
  });

  it('ticks that were missed are reported with what was closed by this tick alone', () => {
    const loaded = recordEvent(since('11:30'), { kind: 'closed', atMs: NOON, trade: trade(-7), fills: [] });
    const closed = recordEvent(loaded, { kind: 'closed', atMs: NOON, trade: trade(-1.5), fills: [] });
    const ofEpochBefore = { epoch: 0, sequence: 99, event: loaded.outbox.rows[0]!.event };
    const after = recordEvent(
      { ...closed, outbox: { ...closed.outbox, rows: [ofEpochBefore, ...closed.outbox.rows] } },
      { kind: 'denials', atMs: NOON, counts: {} },
    );
    const [alert] = raisePeriodicAlerts(loaded, after, { tickMs: NOON, views: [traded('11:59')] }).outbox
      .alerts;
    expect(alert?.did).toBe(
      'The bot has booked the events since then. Closed meanwhile: long BTC by max-hold, -1.50 USD; 0 positions are open, and managed again.',
    );
  });
});

describe('a day that has ended', () => {
  const day = {
    ...botState().ledger.today!,
    dayMs: at('2026-01-04T00:00'),
    netUsd: usd(0),
    wasStopped: false,
  };
  const ended = (tickMs: number) => botState({ tickMs: tickMs - MINUTE_MS, ledger: { lastDay: day } });
  const noticed = (tickMs: number, state = ended(tickMs)) =>
    raisePeriodicAlerts(state, state, { tickMs, views: [traded('00:00')] });

  it('a day that has ended is summed up by the first tick from 00:05 on', () => {
    expect(kinds(noticed(at('00:04')))).toEqual([]);
    expect(kinds(noticed(at('00:05')))).toEqual(['daily-summary']);
    expect(kinds(noticed(at('09:30')))).toEqual(['daily-summary']);
  });

  it('a day that has ended is summed up once, with a row that says so', () => {
    const told = noticed(at('00:05'));
    expect(told.outbox.rows.map(({ event }) => event)).toEqual([
      { kind: 'day-summarised', atMs: at('00:05') },
    ]);
    expect(noticed(at('00:06'), { ...told, tickMs: at('00:05') }).outbox).toEqual(told.outbox);
  });

  it('a day that has ended is summed up once even when its summary was held back', () => {
    let state = ended(at('00:05'));
    for (let k = 0; k < 9; k += 1)
      state = raiseAlert(state, { kind: 'paused', atMs: at('00:04'), happened: '', did: '', todo: '' });
    const held = noticed(at('00:05'), state);
    expect(held.alertLog.heldBack).toEqual({ 'daily-summary': 1 });
    expect(noticed(at('00:06'), { ...held, tickMs: at('00:05') })).toEqual({ ...held, tickMs: at('00:05') });
  });

  it('a day that has ended waits for its summary while the outbox has no room', () => {
    const rows = Array.from({ length: OUTBOX_ROWS_MAX }, (_, k) => haltedRow(k + 1));
    const full = { ...ended(at('00:05')), outbox: { rows, alerts: [] } };
    expect(noticed(at('00:05'), full)).toBe(full);
  });

  it('a day that nobody counted is not summed up', () => {
    const state = botState({ tickMs: at('00:04'), ledger: { lastDay: undefined, balanceUsd: usd(1) } });
    expect(kinds(noticed(at('00:05'), state))).toEqual([]);
  });
});

describe('a halt', () => {
  const halted = halt(botState({ ledger: { positions: [position()] } }), 'doubt', NOON);

  it('a halt is a row and an alert that names its cause', () => {
    expect(halted.ledger.halted).toEqual({ cause: 'doubt', sinceMs: NOON });
    expect(halted.outbox.rows).toMatchObject([{ event: { kind: 'halted', cause: 'doubt' } }]);
    expect(halted.outbox.alerts).toMatchObject([{ kind: 'halted', happened: 'Halted: doubt.' }]);
  });

  it('a halt for the same cause is no news', () => {
    expect(halt(halted, 'doubt', at('12:01'))).toBe(halted);
  });

  it('a halt for another cause is news, and so is one that its operator had accepted', () => {
    expect(kinds(halt(halted, 'another doubt', at('12:01')))).toEqual(['halted', 'halted']);
    const accepted = recordEvent(halted, {
      kind: 'reconciled',
      atMs: NOON,
      acceptedCause: 'doubt',
      commandId: '1',
    });
    expect(kinds(halt(accepted, 'doubt', at('12:01')))).toEqual(['halted', 'halted']);
  });
});
