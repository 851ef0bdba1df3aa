/**
 * Is an item of the release before this one read, and a new one as it was written?
 */
import { describe, expect, it } from 'vitest';
import { stateSchema } from '../../../lambda/adapters/dynamo/state-schema.ts';
import { toJson } from '../../../lambda/adapters/dynamo/stored-json.ts';
import { haltedAlert } from '../../../lambda/core/alerts/alert-texts.ts';
import { EMPTY_ALERT_LOG } from '../../../lambda/core/alerts/alert.ts';
import { raiseAlert, recordEvent, type BotState } from '../../../lambda/core/bot-state.ts';
import { EMPTY_RUN } from '../../../lambda/core/ledger/day-statistics.ts';
import { usd } from '../../../lambda/core/units.ts';
import { NOON, botState, trade } from '../../harness/builders.ts';

const STATE = raiseAlert(
  recordEvent(botState(), { kind: 'closed', atMs: NOON, trade: trade(-1), fills: [] }),
  {
    atMs: NOON,
    ...haltedAlert('doubt', 'k3f9ab'),
  },
);

const OLD_ALERTS = [{ id: 'bot-1-7-0-halted', atMs: NOON, kind: 'halted', text: 'Halted, for a reason.' }];

/** As the first release wrote it: alerts of one text, no days, no log of alerts. */
function asBefore(state: BotState): unknown {
  return JSON.parse(toJson(state), (key, value: unknown) => {
    if (['alertLog', 'today', 'lastDay'].includes(key)) return undefined;
    return key === 'alerts' ? OLD_ALERTS : value;
  });
}

describe('an item', () => {
  it('an item is read as it was written', () => {
    expect(stateSchema.parse(JSON.parse(toJson(STATE)))).toEqual(STATE);
  });

  it('an item whose trades have slipped is read as it was written, and has nothing that the releases before refuse', () => {
    const slipped = recordEvent(botState({ ledger: { run: EMPTY_RUN } }), {
      kind: 'closed',
      atMs: NOON,
      trade: trade(-1),
      fills: [],
      slippageUsd: usd(0.25),
    });
    const written: unknown = JSON.parse(toJson(slipped));
    expect(stateSchema.parse(written)).toEqual(slipped);
    // They read a run of six or seven sums, and drop what they do not know.
    expect(written).toMatchObject({
      ledger: {
        run: [1, 0, -100_000_000, 0, 0, 0],
        runSlippage: [1, 25_000_000],
        today: { trades: 1, slippage: [1, 25_000_000] },
      },
    });
  });

  it('an item of the first release is read: its alerts say what happened, its day is unknown', () => {
    const read = stateSchema.parse(asBefore(STATE));
    expect(read.ledger).toEqual({ ...STATE.ledger, today: undefined, lastDay: undefined });
    expect(read.alertLog).toEqual(EMPTY_ALERT_LOG);
    expect(read.outbox.alerts).toMatchObject([
      { id: 'bot-1-7-0-halted', kind: 'halted', happened: 'Halted, for a reason.' },
    ]);
    for (const part of [read.outbox.alerts[0]?.did, read.outbox.alerts[0]?.todo]) expect(part).not.toBe('');
  });

  it.each([
    ['ledger.dayMs', { ledger: { ...STATE.ledger, dayMs: 8.64e15 + 1 } }],
    ['ledger.dayMs', { ledger: { ...STATE.ledger, dayMs: 8.64e15 - 86_399_999 } }],
    ['tickMs', { tickMs: -1 }],
    [
      'outbox.alerts.0.atMs',
      { outbox: { ...STATE.outbox, alerts: [{ ...STATE.outbox.alerts[0]!, atMs: 1e300 }] } },
    ],
  ])('an item whose %s no calendar has is refused by its name', (path, changes) => {
    const { error } = stateSchema.safeParse(JSON.parse(toJson({ ...STATE, ...changes })));
    expect(error?.issues[0]?.path.join('.')).toBe(path);
  });

  it('an item with alerts of later kinds is read as it was written, and by the releases before as one of theirs', () => {
    const [alert] = STATE.outbox.alerts;
    const later = {
      ...STATE,
      outbox: { ...STATE.outbox, alerts: [{ ...alert!, kind: 'item-too-large' as const }] },
      alertLog: { ...STATE.alertLog, heldBack: { 'account-unread': 2, paused: 1 } },
    };
    const written: unknown = JSON.parse(toJson(later));
    expect(stateSchema.parse(written)).toEqual(later);
    expect(written).toMatchObject({
      outbox: { alerts: [{ kind: 'missed-ticks', happened: alert!.happened }] },
      alertLog: { heldBack: { paused: 1 } },
    });
  });

  it('an item of a newer release is read with its alerts, of whatever kind they are, and with its counts', () => {
    const [alert] = STATE.outbox.alerts;
    const heldBack = { weather: 2, tides: 1, paused: 4 };
    const newer = {
      ...STATE,
      outbox: { rows: STATE.outbox.rows, alerts: [{ ...alert, kind: 'weather' }, alert] },
      alertLog: { ...STATE.alertLog, heldBack },
    };
    const read = stateSchema.parse(JSON.parse(JSON.stringify(newer, (_, part: unknown) => part ?? null)));
    expect(read.outbox.alerts).toEqual([{ ...alert, kind: 'other' }, alert]);
    expect(read.alertLog.heldBack).toEqual({ other: 3, paused: 4 });
    expect({ ...read, outbox: STATE.outbox, alertLog: STATE.alertLog }).toEqual(STATE);
  });
});
