/**
 * Is an item of the release before this one read, and a new one as it was written?
 */
import { describe, expect, it } from 'vitest';
import { stateSchema, toJson } from '../../../lambda/adapters/dynamo/state-schema.ts';
import { haltedAlert } from '../../../lambda/core/alerts/alert-texts.ts';
import { EMPTY_ALERT_LOG } from '../../../lambda/core/alerts/alert.ts';
import { raiseAlert, recordEvent, type BotState } from '../../../lambda/core/bot-state.ts';
import { NOON, botState, trade } from '../../harness/builders.ts';

const STATE = raiseAlert(
  recordEvent(botState(), { kind: 'closed', atMs: NOON, trade: trade(-1), fills: [] }),
  {
    atMs: NOON,
    ...haltedAlert('doubt'),
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
    ['tickMs', { tickMs: -1 }],
    [
      'outbox.alerts.0.atMs',
      { outbox: { ...STATE.outbox, alerts: [{ ...STATE.outbox.alerts[0]!, atMs: 1e300 }] } },
    ],
  ])('an item whose %s no calendar has is refused by its name', (path, changes) => {
    const { error } = stateSchema.safeParse(JSON.parse(toJson({ ...STATE, ...changes })));
    expect(error?.issues[0]?.path.join('.')).toBe(path);
  });

  it('an item with an alert of no known kind is not read', () => {
    const [alert] = STATE.outbox.alerts;
    const odd = { ...STATE, outbox: { rows: [], alerts: [{ ...alert, kind: 'weather' }] } };
    expect(stateSchema.safeParse(odd).success).toBe(false);
  });
});
