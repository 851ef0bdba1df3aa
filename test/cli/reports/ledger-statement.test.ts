/**
 * Is the ledger told from its newest row back as it is from its first row on, and does no row keep others from being
 * told?
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  entriesNewestFirst,
  isRow,
  type LedgerEntry,
  type Statement,
} from '../../../infra/cli/reports/ledger-statement.ts';
import { MemoryLedger } from '../../../lambda/adapters/memory-ledger.ts';
import { newPaperBot, recordEvent, type BotState } from '../../../lambda/core/bot-state.ts';
import { beginEpoch } from '../../../lambda/core/control/epoch.ts';
import type { LedgerEvent, LedgerRow } from '../../../lambda/core/ledger/ledger-events.ts';
import { evolve } from '../../../lambda/core/ledger/ledger.ts';
import { initialLedger } from '../../../lambda/core/ledger/ledger-state.ts';
import type { StoredRow } from '../../../lambda/core/ledger/stored-row.ts';
import { EMPTY_ACCOUNT } from '../../../lambda/core/paper/paper-account.ts';
import { usd, usdFromUnits } from '../../../lambda/core/units.ts';
import type { LedgerStore, RowRange } from '../../../lambda/ports.ts';
import { BEGINNER_ID, NOON, at, entryOrder, position, trade } from '../../harness/builders.ts';

const { decision } = entryOrder();
const OPENED: LedgerEvent = { kind: 'opened', atMs: NOON, position: position(), decision, fills: [] };
const RECOVERY: LedgerEvent = { kind: 'recovery', atMs: NOON, tradeId: 1, price: 99 };
const HALTED: LedgerEvent = { kind: 'halted', atMs: NOON, cause: 'a' };
const CLOSED: LedgerEvent = { kind: 'closed', atMs: NOON, trade: trade(-0.6), fills: [] };

function botAfter(...events: readonly LedgerEvent[]): BotState {
  return events.reduce(recordEvent, newPaperBot('bot', 1, usd(2000), at('11:00')));
}

function delivered(state: BotState): BotState {
  return { ...state, outbox: { rows: [], alerts: [] } };
}

/** A store that has these rows, and counts how many were asked for. */
function storeOf(rows: readonly StoredRow[]) {
  const store = {
    given: 0,
    async *rows(
      _bot: string,
      epoch: number,
      { upTo = Infinity, limit }: RowRange = {},
    ): AsyncIterable<StoredRow> {
      const wanted = rows.filter((row) => row.epoch === epoch && row.sequence <= upTo);
      for (const row of wanted.toReversed().slice(0, limit)) {
        store.given += 1;
        yield row;
      }
    },
  } satisfies Pick<LedgerStore, 'rows'> & { given: number };
  return store;
}

async function told(store: Pick<LedgerStore, 'rows'>, state: BotState, statement?: Statement) {
  return (await Array.fromAsync(entriesNewestFirst(store, state, statement))).toReversed();
}

/** `1 started 2000`; `2…3 is missing 2000`. */
function wordsOf(entry: LedgerEntry): string {
  const balance = entry.balanceUsd === undefined ? 'unknown' : String(entry.balanceUsd / 1e8);
  if (isRow(entry)) return `${entry.row.sequence} ${entry.row.event.kind} ${balance}`;
  const { sequence, lastSequence, problem } = entry;
  return `${sequence}${lastSequence === sequence ? '' : `…${lastSequence}`} ${problem} ${balance}`;
}

const money = fc.integer({ min: -1e12, max: 1e12 }).map((units) => usd(units / 1e8));
const MOVES: fc.Arbitrary<LedgerEvent> = fc.oneof(
  money.map((amountUsd): LedgerEvent => ({ kind: 'transfer', atMs: NOON, amountUsd, venueId: 'a' })),
  money.map((paidUsd): LedgerEvent => ({
    kind: 'late-cost',
    atMs: NOON,
    symbol: 'BTC',
    paidUsd,
    venueId: 'b',
  })),
  fc.constantFrom<LedgerEvent>({ kind: 'day-started', atMs: at('2026-01-06T00:00') }, OPENED, HALTED),
  money.map((netUsd): LedgerEvent => ({
    kind: 'closed',
    atMs: NOON,
    trade: { ...trade(1), netUsd },
    fills: [],
  })),
);

describe('the statement of a ledger', () => {
  it('the statement of a ledger has the balances of a replay, wherever its rows are', async () => {
    const property = fc.asyncProperty(fc.array(MOVES), fc.nat(), async (events, kept) => {
      const state = botAfter(...events);
      const { rows } = state.outbox;
      let ledger = initialLedger(1);
      const replayed = rows.map((row) => {
        ledger = evolve(ledger, row.event);
        return ledger.balanceUsd;
      });
      // Some are delivered, and the others wait.
      const waiting = kept % (rows.length + 1);
      const outbox = { rows: rows.slice(rows.length - waiting), alerts: [] };
      const entries = await told(storeOf(rows.slice(0, rows.length - waiting)), { ...state, outbox });
      expect(entries.map(({ balanceUsd }) => balanceUsd)).toEqual(replayed);
      expect(entries.map((entry) => isRow(entry) && entry.row)).toEqual(rows);
    });
    await fc.assert(property);
  });

  it('the statement of a ledger names the symbol of a trade by its close, or by its position', async () => {
    const symbols = async (state: BotState) =>
      (await told(new MemoryLedger(), state)).map((entry) => isRow(entry) && entry.symbol);
    expect(await symbols(botAfter(OPENED, RECOVERY, CLOSED))).toEqual([
      undefined,
      undefined,
      'BTC',
      undefined,
    ]);
    expect((await symbols(botAfter(OPENED, RECOVERY))).at(-1)).toBe('BTC');
  });

  it('the statement of a ledger has what is missing and what cannot be read in its place, and all others', async () => {
    const state = botAfter(OPENED, RECOVERY, CLOSED, OPENED, RECOVERY, CLOSED);
    const rows = state.outbox.rows.filter(({ sequence }) => ![2, 3, 5].includes(sequence));
    const damaged = { epoch: 1, sequence: 5, problem: 'is not JSON', kind: 'opened' };
    const found = [...rows.slice(0, 2), damaged, ...rows.slice(2)];
    expect((await told(storeOf(found), delivered(state))).map(wordsOf)).toEqual([
      '1 started 2000',
      '2…3 is missing unknown',
      '4 closed unknown',
      '5 is not JSON 1999.4',
      '6 recovery 1999.4',
      '7 closed 1998.8',
    ]);
  });

  it('the statement of a ledger says that its rows do not lead to the balance of the item', async () => {
    const state = botAfter(OPENED, CLOSED);
    const richer = { ...state, ledger: { ...state.ledger, balanceUsd: usd(3000) } };
    expect((await told(new MemoryLedger(), richer)).map(wordsOf).slice(0, 2)).toEqual([
      '1 started 2000',
      "1 begins with 2000.00000000 USD, and the rows after it lead from 3000.60000000 to the item's balance 3000.6",
    ]);
  });

  it('the statement of a ledger ends with the rows that its item counts', async () => {
    const rows = botAfter(HALTED, HALTED, HALTED).outbox.rows;
    const entries = await told(storeOf(rows), delivered(botAfter(HALTED)));
    expect(entries.map(wordsOf)).toEqual(['1 started 2000', '2 halted 2000']);
  });

  it('the statement of a ledger knows no balance before an amount that none can have', async () => {
    const most = { kind: 'transfer', atMs: NOON, venueId: 'a' } as const;
    const amountUsd = usdFromUnits(Number.MIN_SAFE_INTEGER);
    const rows = botAfter(HALTED, HALTED).outbox.rows.map((row) =>
      row.sequence === 3 ? { ...row, event: { ...most, amountUsd } } : row,
    );
    const entries = await told(storeOf(rows), delivered(botAfter(HALTED, HALTED)));
    expect(entries.map(wordsOf)).toEqual(['1 started 2000', '2 halted unknown', '3 transfer 2000']);
  });

  it('the statement of a ledger ends with a first row that leads to its own epoch', async () => {
    const state = botAfter();
    const after = { cause: 'begun', ledger: state.ledger } as const;
    const event: LedgerEvent = { kind: 'started', atMs: NOON, balanceUsd: usd(2000), after };
    expect(
      await told(storeOf([{ epoch: 1, sequence: 1, event }]), delivered(state), { all: true }),
    ).toHaveLength(1);
  });

  it.each([1, 2, 20])('the statement of the last %d rows reads no more than those', async (limit) => {
    const state = botAfter(...Array.from({ length: 100 }, () => HALTED));
    const store = storeOf(state.outbox.rows);
    const entries = await told(store, delivered(state), { limit });
    expect(entries.map(wordsOf).at(-1)).toBe('101 halted 2000');
    expect([entries.length, store.given]).toEqual([limit, limit]);
  });

  it('the statement of a ledger goes on with the epoch before, and knows nothing before a first row that is lost', async () => {
    const first = botAfter(OPENED, CLOSED);
    const change = {
      atMs: at('13:00'),
      beginnerId: BEGINNER_ID,
      balanceUsd: usd(500),
      account: EMPTY_ACCOUNT,
    };
    const state = beginEpoch(first, change);
    const rows: readonly LedgerRow[] = state.outbox.rows;
    const all = { all: true };
    expect((await told(storeOf(rows), delivered(state), all)).map(wordsOf)).toEqual([
      '1 started 2000',
      '2 opened 2000',
      '3 closed 1999.4',
      '1 started 500',
    ]);
    expect((await told(storeOf(rows), delivered(state))).map(wordsOf)).toEqual(['1 started 500']);
    const { epoch } = state.ledger;
    const lost = { epoch, sequence: 1, problem: 'is not JSON' };
    expect((await told(storeOf([...rows.slice(0, 3), lost]), delivered(state), all)).map(wordsOf)).toEqual([
      '1 is not JSON 500',
    ]);
  });
});
