/**
 * Can this release read what earlier ones have written?
 *
 * Each file in `items/` was written by the code of one commit, and is called by its date and commit: states and rows of
 * a run on paper, a state with orders in doubt (with real money, once there was), and a command; the last one is of a bot at
 * the exchange's demo. They are never written again. When the shape of an item changes, a file is added.
 */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  commandItem,
  commandsPartition,
  readCommand,
} from '../../../lambda/adapters/dynamo/command-items.ts';
import { readState, stateItem, type Item } from '../../../lambda/adapters/dynamo/dynamo-items.ts';
import { readRow, rowItem } from '../../../lambda/adapters/dynamo/row-items.ts';
import { termsSchema } from '../../../lambda/adapters/dynamo/ledger-schema.ts';
import { EMPTY_ALERT_LOG } from '../../../lambda/core/alerts/alert.ts';
import { tradedAs, type BotState } from '../../../lambda/core/bot-state.ts';
import { LATER_TERMS, POSITION_TERM_NAMES, termsOf } from '../../../lambda/core/ledger/position.ts';
import { ledgerCurrency } from '../../../lambda/core/settlement.ts';
import { usd } from '../../../lambda/core/units.ts';
import { parameters } from '../../harness/builders.ts';
import { RECORDINGS } from './recorded-items.ts';

const RUN_SUMS = ['trades', 'wins', 'netUsd', 'feesUsd', 'fundingUsd', 'winsUsd', 'sinceMs'];

/** A run is stored without names, in this order. */
function namedRun(run: unknown): Record<string, unknown> {
  const sums = z.array(z.unknown()).parse(run);
  return Object.fromEntries(sums.map((sum, k) => [RUN_SUMS[k] ?? '', sum]));
}

/** What the body says, in today's words: without nulls, and without what is not read any more. */
function saidBy({ body }: Item): Record<string, unknown> {
  const said: unknown = JSON.parse(body?.S ?? '', (key, value: unknown) => {
    if (value === null || key === 'summarisedDayMs') return undefined;
    if (typeof value !== 'object') return value;
    if (key === 'run') return namedRun(value);
    if ((key === 'today' || key === 'lastDay') && 'grossUsd' in value) {
      const { grossUsd: _, ...day } = value;
      return day;
    }
    if (!('kind' in value && 'text' in value)) return value;
    const { text: happened, ...alert } = value;
    return { ...alert, happened };
  });
  return z.record(z.string(), z.unknown()).parse(said);
}

const WRITING = { executionId: 'execution-1', table: 'table' };
const states = RECORDINGS.flatMap(({ commit, states: of }) =>
  Object.entries(of).map(([name, written]) => ({ commit, name, written })),
);
const openStates = states.filter(({ name }) => name === 'open');
const rows = RECORDINGS.flatMap(({ commit, rows: of }) =>
  Object.entries(of).map(([name, written]) => ({ commit, name, written })),
);

function recorded(release: string, name: string): BotState {
  const found = states.find((one) => one.commit.endsWith(release) && one.name === name);
  if (found === undefined) throw new Error(`${release} has not recorded "${name}"`);
  return readState(found.written);
}

describe('an item of an earlier release', () => {
  it.each(states)('the state "$name" of release $commit is read as it was written', ({ written }) => {
    const state = readState(written);
    expect(state).toMatchObject(saidBy(written));
    expect(readState(stateItem(state, WRITING))).toEqual(state);
  });

  it.each(rows)('the row "$name" of release $commit is read as it was written', ({ written }) => {
    const row = readRow(written);
    expect(row).toMatchObject(saidBy(written));
    expect(readRow(rowItem('bot', row))).toEqual(row);
  });

  it.each(RECORDINGS)('a command of release $commit is obeyed as it was meant', ({ command }) => {
    const meant = { id: 'c9', kind: 'flatten', accept: false, issuedBy: 'owner', why: 'enough' };
    expect(readCommand(command)).toMatchObject(meant);
    const place = command['pk']?.S === commandsPartition('bot') ? 'apart' : 'beside';
    expect(commandItem('bot', readCommand(command), place)).toEqual(command);
  });

  it.each(openStates)('open positions of release $commit have terms of their own', ({ written }) => {
    const { positions } = readState(written).ledger;
    expect(positions.map(({ side }) => side).toSorted()).toEqual(['long', 'long', 'short']);
    expect(positions.filter(({ recoverySinceMs }) => recoverySinceMs !== undefined)).toHaveLength(1);
    for (const { terms } of positions) expect(Object.keys(terms)).toEqual(POSITION_TERM_NAMES);
  });
});

describe('the recordings', () => {
  it('the recordings hold orders of every leg and status, a position closed in part, and rows of every kind', () => {
    const orders = states.flatMap(({ written }) => readState(written).orders);
    const found = new Set(orders.flatMap(({ leg, status }) => [leg, status]));
    expect([...found].toSorted().join(' ')).toBe('entry exit intended resting stop take-profit unknown');
    const positions = states.flatMap(({ written }) => readState(written).ledger.positions);
    expect(positions.some(({ exits = [] }) => exits.length > 0)).toBe(true);
    const kinds = new Set(rows.map(({ written }) => readRow(written).event.kind));
    expect([...kinds].toSorted().join(' ')).toBe(
      'closed day-started day-summarised denials funding halted late-cost opened operator-command ' +
        'parameters-changed paused reconciled recovery reduced started stopped transfer',
    );
  });

  it('the recordings begin with the first release, which knew no days, no limit of alerts and no parameters', () => {
    const { ledger, alertLog, ...state } = recorded('af2968b', 'in doubt');
    expect([ledger.today, ledger.lastDay, alertLog]).toEqual([undefined, undefined, EMPTY_ALERT_LOG]);
    for (const key of ['parameters', 'refusal', 'venueLog']) expect(state).not.toHaveProperty(key);
    expect(state.outbox.alerts.map(({ happened }) => happened)).toContain('halted, for a reason');
  });

  it('the recordings hold a day with its gross in place of its net, which is gross − fees − funding', () => {
    const { lastDay } = recorded('390cf0a', 'after a run').ledger;
    expect(lastDay?.netUsd).toBe(usd(-1.44603047));
  });

  it('the recordings say nothing of a settlement currency, and all are in USDT', () => {
    const ledgers = states.map(({ written }) => readState(written).ledger);
    expect(ledgers.filter((ledger) => 'currency' in ledger)).toEqual([]);
    expect(new Set(ledgers.map(ledgerCurrency))).toEqual(new Set(['USDT']));
  });

  it('the recordings hold a bot at the demo, which its item and the rows that began its epochs say, and no other does', () => {
    const state = recorded('58cc175', 'at the demo');
    expect(tradedAs(state)).toBe('demo');
    expect(state.ledger.positions).toHaveLength(1);
    const begun = rows.filter(({ written }) => {
      const { event } = readRow(written);
      return event.kind === 'started' && event.isDemo === true;
    });
    expect(begun.map(({ name }) => name)).toEqual(['started at the demo', 'started anew at the demo']);
    const others = states.filter(({ name }) => name !== 'at the demo');
    expect(others.map(({ written }) => tradedAs(readState(written)))).not.toContain('demo');
  });
});

describe('a term that recorded positions lack', () => {
  const stored = termsOf(parameters());
  const names = [...POSITION_TERM_NAMES, 'maxSignalAgeSeconds'] as const;

  it('a term that recorded positions lack makes them unreadable where it has no value for them', () => {
    const { error } = termsSchema(names, LATER_TERMS).safeParse(stored);
    expect(error?.issues).toMatchObject([{ path: ['maxSignalAgeSeconds'], expected: 'number' }]);
  });

  it('a term that recorded positions lack is read as that value', () => {
    const later = { ...LATER_TERMS, maxSignalAgeSeconds: 30 };
    expect(termsSchema(names, later).parse(stored)).toEqual({ ...stored, maxSignalAgeSeconds: 30 });
    const written = { ...stored, maxSignalAgeSeconds: 7 };
    expect(termsSchema(names, later).parse(written)).toEqual(written);
  });

  it('a term that recorded positions lack is accepted beyond the bounds of its parameter, which may have been others', () => {
    const beyond = { ...stored, leverage: 500.5, targetPct: -1 };
    expect(termsSchema(POSITION_TERM_NAMES, LATER_TERMS).parse(beyond)).toEqual(beyond);
  });
});
