/**
 * Are rows that nobody can read, values of any shape and an epoch that leads nowhere named, and is nothing else lost?
 */
import { describe, expect, it } from 'vitest';
import { newPaperBot, recordEvent } from '../../../lambda/core/bot-state.ts';
import { differencesOf } from '../../../lambda/core/audit/differences.ts';
import { endOfEpochBefore, rebuild } from '../../../lambda/core/audit/rebuild.ts';
import type { LedgerState } from '../../../lambda/core/ledger/ledger-state.ts';
import { plus, usd, usdFromUnits } from '../../../lambda/core/units.ts';
import { NOON, at, entryOrder, position } from '../../harness/builders.ts';
import { haltedRow } from '../../harness/stored-bot.ts';

const { decision } = entryOrder();
const BOT = [
  { kind: 'opened', atMs: NOON, position: position(), decision, fills: [] } as const,
  { kind: 'halted', atMs: NOON, cause: 'a test' } as const,
].reduce(recordEvent, newPaperBot('bot', 1, usd(2_000), at('11:00')));
const { rows } = BOT.outbox;
const STATE = { ...BOT, outbox: { rows: [], alerts: [] } };
const withLedger = (changes: Partial<LedgerState>) => ({ ...STATE, ledger: { ...STATE.ledger, ...changes } });
const WRONG = { balanceUsd: plus(usd(2_000), usdFromUnits(1)) };

describe('a row that cannot be read', () => {
  it('a row that cannot be read is named once, by its problem, and nothing is compared beyond it', () => {
    const delivered = rows.filter(({ sequence }) => sequence !== 2);
    const { differences, ledger } = rebuild(withLedger(WRONG), delivered, [
      { epoch: 1, sequence: 2, problem: 'is not JSON' },
    ]);
    expect(differences).toEqual([
      { path: 'rows[2]', kept: 'is not JSON', rebuilt: 'a row that can be read' },
    ]);
    expect(ledger).toBeUndefined();
  });

  it('a row that cannot be read hides no other that is missing', () => {
    const unreadable = [{ epoch: 1, sequence: 3, problem: 'is not JSON' }];
    const paths = rebuild(STATE, rows.slice(0, 1), unreadable).differences.map(({ path }) => path);
    expect(paths).toEqual(['rows[2…3]', 'rows[3]']);
  });
});

describe('rows and an item that do not agree', () => {
  it('rows that are one too many hide no difference of the others', () => {
    const { differences } = rebuild(withLedger(WRONG), [...rows, haltedRow(4)]);
    expect(differences.map(({ path }) => path)).toEqual(['rows[4]', 'ledger.balanceUsd']);
  });

  it('rows that lie under the keys of others say where they were found', () => {
    expect(rebuild(STATE, [rows[0]!, rows[2]!, rows[1]!]).differences).toEqual([
      { path: 'rows[2]', kept: 'found after row 3', rebuilt: 'after 1' },
    ]);
  });

  it('rows that do not lead to what the item says are named, also of fields that an earlier release lacks', () => {
    const askedBy = { by: 'ada', why: 'lunch' };
    expect(rebuild(withLedger({ askedBy }), rows).differences).toEqual([
      { path: 'ledger.askedBy', kept: askedBy, rebuilt: undefined },
    ]);
    expect(rebuild(withLedger({ today: undefined }), rows).differences).toEqual([]);
  });

  it('rows that take a part from no position end the replay there', () => {
    const reduced = { kind: 'reduced', atMs: NOON, tradeId: 7, fills: [] } as const;
    const changed = rows.map((row) => (row.sequence === 3 ? { ...row, event: reduced } : row));
    expect(rebuild(STATE, changed).differences).toEqual([
      { path: 'rows[3]', kept: 'reduced', rebuilt: 'trade 7 is not open' },
    ]);
  });
});

describe('values that differ', () => {
  it('values that differ are named whatever their shapes are', () => {
    expect(differencesOf('a', null, { b: 1 })).toEqual([{ path: 'a', kept: null, rebuilt: { b: 1 } }]);
    expect(differencesOf('a', null, null)).toEqual([]);
    expect(differencesOf('a', { b: [1, 2] }, { b: [1] })).toEqual([
      { path: 'a.b[1]', kept: 2, rebuilt: undefined },
    ]);
  });
});

describe('the end of the epoch before', () => {
  it('the end of the epoch before is unknown where no row is there, or where the first one leads in a circle', () => {
    expect(endOfEpochBefore({ state: STATE, delivered: [] })).toBeUndefined();
    const first = rows[0]!;
    if (first.event.kind !== 'started') throw new Error('the first row starts the ledger');
    const after = (epoch: number) => ({ cause: 'begun', ledger: { ...STATE.ledger, epoch } }) as const;
    const leadingTo = (epoch: number) => [{ ...first, event: { ...first.event, after: after(epoch) } }];
    expect(endOfEpochBefore({ state: STATE, delivered: leadingTo(1) })).toBeUndefined();
    expect(endOfEpochBefore({ state: STATE, delivered: leadingTo(2) })).toBeUndefined();
    expect(endOfEpochBefore({ state: STATE, delivered: leadingTo(0) })?.ledger.epoch).toBe(0);
  });
});
