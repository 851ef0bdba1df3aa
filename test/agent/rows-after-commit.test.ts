/**
 * Is a row written only when the commit that it belongs to is made?
 */
import { describe, expect, it } from 'vitest';
import { MemoryLedger } from '../../lambda/adapters/memory-ledger.ts';
import { recordEvent } from '../../lambda/core/bot-state.ts';
import type { LedgerRow } from '../../lambda/core/ledger/ledger-events.ts';
import { Draft } from '../../lambda/tick/draft.ts';
import { MINUTE_MS } from '../../lambda/core/units.ts';
import { NOON, parameters } from '../harness/builders.ts';
import { rowsIn, stateAt, stateIn } from '../harness/stored-bot.ts';

const TICK = { tickMs: NOON + MINUTE_MS, views: [], symbols: [], parameters: parameters() };
const numbers = (rows: readonly LedgerRow[]) => rows.map(({ sequence }) => sequence);
const withRow = (state: ReturnType<typeof stateAt>, cause: string) =>
  recordEvent(state, { kind: 'halted', atMs: NOON, cause });

/** An item whose first row waits, and an invocation that has loaded it. */
async function loaded() {
  const store = new MemoryLedger();
  await store.commit(stateAt(1), 0);
  const draftOf = async (id: string) =>
    new Draft(store, { id, deadlineMs: NOON + 2 * MINUTE_MS }, await stateIn(store), TICK, 'tick');
  return { store, draftOf };
}

describe('a row', () => {
  it('that was booked since the last commit is not delivered with those of the commit', async () => {
    const { store, draftOf } = await loaded();
    const draft = await draftOf('a');
    draft.state = withRow(draft.state, 'booked since');
    await draft.deliverRows();
    expect(numbers(await rowsIn(store))).toEqual([1]);
    // It waits, and goes out with its commit.
    expect(numbers(draft.state.outbox.rows)).toEqual([2]);
    await draft.commit();
    expect(numbers(await rowsIn(store))).toEqual([1, 2]);
    expect(draft.state.outbox.rows).toEqual([]);
  });

  it('of an invocation that loses its race is written by nobody, and stands in nobody’s way', async () => {
    const { store, draftOf } = await loaded();
    const [late, quick] = [await draftOf('late'), await draftOf('quick')];
    late.state = withRow(late.state, 'of the late one');
    await late.deliverRows();
    quick.state = withRow(quick.state, 'of the quick one');
    await quick.commit();
    await expect(late.commit()).rejects.toThrow();
    const rows = await rowsIn(store);
    expect(rows.map(({ event }) => (event.kind === 'halted' ? event.cause : event.kind))).toEqual([
      'started',
      'of the quick one',
    ]);
    expect(quick.deliveryFailure).toBeUndefined();
  });
});
