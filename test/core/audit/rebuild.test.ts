/**
 * Is every way in which an item and its rows can contradict each other noticed, and nothing else?
 */
import { describe, expect, it } from 'vitest';
import { newPaperBot, recordEvent, type BotState } from '../../../lambda/core/bot-state.ts';
import { EMPTY_DAY } from '../../../lambda/core/ledger/day-statistics.ts';
import type { LedgerEvent, LedgerRow } from '../../../lambda/core/ledger/ledger-events.ts';
import type { LedgerState } from '../../../lambda/core/ledger/ledger-state.ts';
import { resultOfClose } from '../../../lambda/core/ledger/position.ts';
import type { Difference } from '../../../lambda/core/audit/differences.ts';
import { completeRows, rebuild } from '../../../lambda/core/audit/rebuild.ts';
import { plus, usd, usdFromUnits } from '../../../lambda/core/units.ts';
import { NOON, at, entryOrder, exitOrder, fillOf, position, trade } from '../../harness/builders.ts';

const { decision } = entryOrder();
const UNIT = usdFromUnits(1);

/** A close of the builders' position at 99.9, by the rules: gross −0.6, fees 0.3. */
function closing(
  changes: Partial<Extract<LedgerEvent, { readonly kind: 'closed' }>['trade']> = {},
): LedgerEvent {
  const fill = fillOf(exitOrder(), { price: 99.9, feeUsd: usd(0.3) });
  const { isLiquidated: liquidated, ...result } = resultOfClose(position(), fill.price, fill.feeUsd);
  expect(liquidated).toBe(false);
  const booked = trade(0, {
    entryTimeMs: NOON,
    exitPrice: fill.price,
    exitTimeMs: at('12:05'),
    ...result,
    ...changes,
  });
  return {
    kind: 'closed',
    atMs: at('12:05'),
    trade: booked,
    decision: { price: 99.9, tickMs: at('12:05') },
    fills: [fill],
  };
}

const OPENED: LedgerEvent = { kind: 'opened', atMs: NOON, position: position(), decision, fills: [] };

/** A bot that these events happened to, after its first row. */
function botOf(...events: readonly LedgerEvent[]): BotState {
  return events.reduce(recordEvent, newPaperBot('bot', 1, usd(2000), at('11:00')));
}

/** The differences between that bot and its rows, all of them delivered, after a change of either. */
function differences(
  bot: BotState,
  change: (state: BotState, rows: readonly LedgerRow[]) => readonly [BotState, readonly LedgerRow[]],
): readonly Difference[] {
  const [state, rows] = change({ ...bot, outbox: { rows: [], alerts: [] } }, bot.outbox.rows);
  return rebuild(state, rows).differences;
}

const withLedger = (state: BotState, changes: Partial<LedgerState>): BotState => ({
  ...state,
  ledger: { ...state.ledger, ...changes },
});

describe('an item and its rows', () => {
  it('an item and its rows agree when the rows led to the item', () => {
    const { outbox, ...bot } = botOf(OPENED, closing());
    const result = rebuild({ ...bot, outbox: { rows: [], alerts: [] } }, outbox.rows);
    expect(result).toMatchObject({ deliveredRows: 3, waitingRows: 0, closedTrades: 1, differences: [] });
    expect(result.netUsd).toBe(usd(-0.9));
    expect(result.ledger).toEqual(bot.ledger);
  });

  it('an item and its rows agree while rows wait in the outbox, delivered or not', () => {
    const bot = botOf(OPENED, closing());
    for (const delivered of [0, 1, 2, 3]) {
      const result = rebuild(bot, bot.outbox.rows.slice(0, delivered));
      expect(result).toMatchObject({ deliveredRows: delivered, waitingRows: 3 - delivered, differences: [] });
    }
  });

  it('an item and its rows agree when a crash delivered later rows of the outbox before earlier ones', () => {
    const bot = botOf(OPENED, closing());
    const [first, , third] = bot.outbox.rows;
    const result = rebuild(bot, [first!, third!]);
    expect(result).toMatchObject({ deliveredRows: 2, waitingRows: 1, differences: [] });
    expect(completeRows(bot, [first!, third!])).toEqual(bot.outbox.rows);
  });

  it('an item and its rows agree for a liquidated position', () => {
    const fill = fillOf(exitOrder(), { price: 90, feeUsd: usd(0.3) });
    const { isLiquidated: liquidated, ...result } = resultOfClose(position(), 90, fill.feeUsd);
    expect(liquidated).toBe(true);
    const closed = trade(0, { entryTimeMs: NOON, exitPrice: 90, reason: 'liquidated', ...result });
    const bot = botOf(OPENED, { kind: 'closed', atMs: NOON, trade: closed, fills: [fill] });
    expect(differences(bot, (state, rows) => [state, rows])).toEqual([]);
    const called = botOf(OPENED, {
      kind: 'closed',
      atMs: NOON,
      trade: { ...closed, reason: 'hard-stop' },
      fills: [fill],
    });
    const [difference] = differences(called, (state, rows) => [state, rows]);
    expect(difference).toEqual({ path: 'rows[3].trade.reason', kept: 'hard-stop', rebuilt: 'liquidated' });
  });
});

describe('a changed item is noticed:', () => {
  const bot = botOf(OPENED);

  it.each<[string, Partial<LedgerState>, string]>([
    ['its balance, by the last digit', { balanceUsd: plus(usd(2000), UNIT) }, 'ledger.balanceUsd'],
    ['its day', { dayMs: at('2026-01-06T00:00') }, 'ledger.dayMs'],
    ['its streak', { lossesInARow: 1 }, 'ledger.lossesInARow'],
    ['a stop that was forgotten or made up', { stoppedAtMs: NOON }, 'ledger.stoppedAtMs'],
    ['a halt', { halted: { cause: 'a', sinceMs: NOON } }, 'ledger.halted'],
    ['a trade of the day', { today: { ...EMPTY_DAY, trades: 1 } }, 'ledger.today.trades'],
    ['an entry of the last hour', { entryTimesMs: [] }, 'ledger.entryTimesMs[0]'],
    ['a position that is missing', { positions: [] }, 'ledger.positions[0]'],
    ['a stop price', { positions: [position({ stopPrice: 99 })] }, 'ledger.positions[0].stopPrice'],
    ['a term', { positions: [position({ terms: { leverage: 21 } })] }, 'ledger.positions[0].terms.leverage'],
  ])('a changed item is noticed: %s', (_, changes, path) => {
    const found = differences(bot, (state, rows) => [withLedger(state, changes), rows]);
    expect(found.map((difference) => difference.path)).toEqual([path]);
  });

  it('a day that the first release did not count is no change of an item', () => {
    const uncounted = { today: undefined, lastDay: undefined };
    const next = botOf(OPENED, { kind: 'day-started', atMs: at('2026-01-06T00:00') });
    expect(differences(next, (state, rows) => [withLedger(state, uncounted), rows])).toEqual([]);
  });

  it('a changed item is shown with both values', () => {
    const [found] = differences(bot, (state, rows) => [withLedger(state, { balanceUsd: usd(1999) }), rows]);
    expect(found).toEqual({ path: 'ledger.balanceUsd', kept: usd(1999), rebuilt: usd(2000) });
  });

  it('a changed item is noticed: more rows than there are', () => {
    const found = differences(bot, (state, rows) => [withLedger(state, { rowCount: 5 }), rows]);
    expect(found).toEqual([{ path: 'rows[3…5]', kept: undefined, rebuilt: 'the item counts 5' }]);
    const many = differences(bot, (state, rows) => [withLedger(state, { rowCount: 10 ** 12 }), rows]);
    expect(many).toHaveLength(1);
  });

  it('a changed item is noticed: fewer rows than there are', () => {
    const found = differences(bot, (state, rows) => [withLedger(state, { rowCount: 1 }), rows]);
    expect(found[0]).toEqual({ path: 'rows[2]', kept: 'opened', rebuilt: 'the item counts 1' });
  });
});

describe('changed rows are noticed:', () => {
  const bot = botOf(OPENED, { kind: 'recovery', atMs: at('12:01'), tradeId: 1, price: 99.9 }, closing());
  const started = { kind: 'started', atMs: NOON, balanceUsd: usd(1) } as const;
  const paths = (change: (rows: readonly LedgerRow[]) => readonly LedgerRow[]) =>
    differences(bot, (state, rows) => [state, change(rows)]).map(({ path }) => path);
  const withEvent = (sequence: number, event: LedgerEvent) => (rows: readonly LedgerRow[]) =>
    rows.map((row) => (row.sequence === sequence ? { ...row, event } : row));

  it('changed rows are noticed: a missing one', () => {
    expect(paths((rows) => rows.filter(({ sequence }) => sequence !== 2))).toEqual(['rows[2]']);
    expect(paths((rows) => rows.slice(0, -1))).toEqual(['rows[4]']);
    expect(paths((rows) => rows.slice(2))).toEqual(['rows[1…2]']);
    expect(paths(() => [])).toEqual(['rows[1…4]']);
  });

  it('changed rows are noticed: one of another epoch', () => {
    expect(paths((rows) => rows.map((row, k) => (k === 1 ? { ...row, epoch: 2 } : row)))).toEqual([
      'rows[2].epoch',
    ]);
  });

  it('changed rows are noticed: one under the key of another', () => {
    const swapped = (rows: readonly LedgerRow[]) => [rows[0]!, rows[2]!, rows[1]!, rows[3]!];
    expect(paths(swapped)).toEqual(['rows[2]']);
    expect(paths((rows) => [rows[0]!, rows[1]!, rows[1]!, rows[3]!])).toEqual(['rows[2]', 'rows[3]']);
  });

  it('changed rows are noticed: one too many', () => {
    const extra: LedgerRow = { epoch: 1, sequence: 5, event: { kind: 'halted', atMs: NOON, cause: 'a' } };
    expect(paths((rows) => [...rows, extra])).toEqual(['rows[5]']);
  });

  it('changed rows are noticed: a position opened otherwise than it was closed', () => {
    const smaller: LedgerEvent = { ...OPENED, position: position({ quantity: 5 }) };
    expect(paths(withEvent(2, smaller))).toEqual([
      'rows[4].trade.quantity',
      'rows[4].trade.grossUsd',
      'rows[4].trade.netUsd',
    ]);
  });

  it.each<[string, Parameters<typeof closing>[0], readonly string[]]>([
    ['an exit price', { exitPrice: 100 }, ['rows[4].trade.exitPrice']],
    ['a fee', { feesUsd: usd(0.2) }, ['rows[4].trade.feesUsd', 'ledger.today.feesUsd', 'ledger.run.feesUsd']],
    [
      'funding',
      { fundingUsd: UNIT },
      ['rows[4].trade.fundingUsd', 'ledger.today.fundingUsd', 'ledger.run.fundingUsd'],
    ],
    ['a side', { side: 'short' }, ['rows[4].trade.side']],
    ['a symbol', { symbol: 'ETH' }, ['rows[4].trade.symbol']],
    ['an entry time', { entryTimeMs: NOON + 1 }, ['rows[4].trade.entryTimeMs']],
  ])('changed rows are noticed: %s of a closed trade', (_, changes, expected) => {
    expect(paths(withEvent(4, closing(changes)))).toEqual(expected);
  });

  it('changed rows are noticed: a net, which also moves the balance', () => {
    expect(paths(withEvent(4, closing({ netUsd: usd(-0.9 + 0.00000001) })))).toEqual([
      'rows[4].trade.netUsd',
      'ledger.balanceUsd',
      'ledger.realisedTodayUsd',
      'ledger.run.netUsd',
    ]);
  });

  it.each<[string, number, LedgerEvent, string]>([
    ['a trade that closes twice', 3, closing(), 'trade 1 is not open'],
    ['a trade that opens twice', 3, OPENED, 'trade 1 is open already'],
    ['recovery of nothing', 2, { kind: 'recovery', atMs: NOON, tradeId: 1, price: 1 }, 'trade 1 is not open'],
    [
      'funding of nothing',
      2,
      { kind: 'funding', atMs: NOON, tradeId: 7, paidUsd: UNIT },
      'trade 7 is not open',
    ],
    ['a second start', 2, started, 'a ledger starts with its first row, once'],
    ['no start', 1, { kind: 'day-started', atMs: NOON }, 'a ledger starts with its first row, once'],
    [
      'a start that leads to its own epoch',
      1,
      { ...started, after: { cause: 'begun', ledger: bot.ledger } },
      'epoch 1 is not before epoch 1',
    ],
    [
      'an amount that no balance can have',
      2,
      { kind: 'transfer', atMs: NOON, amountUsd: usdFromUnits(Number.MAX_SAFE_INTEGER), venueId: 'a' },
      'amount of 90073992.54740992 USD cannot be kept exactly: amounts stay within ±90071992 USD',
    ],
  ])('changed rows are noticed: %s, after which nothing is compared', (_, sequence, event, words) => {
    const found = differences(bot, (state, rows) => [state, withEvent(sequence, event)(rows)]);
    const place = event.kind === 'closed' ? 4 : sequence;
    expect(found).toEqual([{ path: `rows[${place}]`, kept: event.kind, rebuilt: words }]);
  });

  it('changed rows are noticed: a row of the outbox that is written already, and says otherwise', () => {
    const other = withEvent(2, { ...OPENED, atMs: NOON + 1 })(bot.outbox.rows);
    const found = rebuild(bot, other).differences;
    expect(found).toEqual([{ path: 'outbox.rows[2].event.atMs', kept: NOON, rebuilt: NOON + 1 }]);
  });
});
