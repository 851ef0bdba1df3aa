/**
 * Is a row found that tells another time without a stop than there was at the venue?
 */
import { describe, expect, it } from 'vitest';
import { decimal } from '../../venue/decimal.ts';
import type { Unprotected, VenueTrade } from '../../venue/venue-state.ts';
import { START_MS, TABLE, closedRow, eyes, openedRow, rowOf as rowAt, tradeOf } from './doctored.ts';
import { readRow, type RecordedRow } from './recorded-items.ts';
import { UnprotectedRules, type PlacedStop, type Span } from './unprotected-rules.ts';

const SECOND_MS = 1_000;
const HELD_MS = 90 * SECOND_MS;
const span = (fromMs: number, toMs: number): Span => ({ fromMs: START_MS + fromMs, toMs: START_MS + toMs });

function rowOf(written: unknown): RecordedRow {
  const read = readRow(written);
  if ('problem' in read) throw new Error(read.problem);
  return read.value;
}

/** A trade of a minute and a half, with what was so at the venue, and what its row tells. */
function judged(
  was: readonly Span[],
  told: unknown,
  {
    trades = [tradeOf()],
    trouble = [],
    isOlder = false,
    algos = [],
    rows = [openedRow(2)],
  }: {
    readonly trades?: readonly VenueTrade[];
    readonly trouble?: readonly string[];
    readonly isOlder?: boolean;
    readonly algos?: readonly PlacedStop[];
    readonly rows?: readonly unknown[];
  } = {},
) {
  const { looking, found } = eyes();
  const unprotected = was.map(({ fromMs, toMs }): Unprotected => ({
    symbol: 'BTCUSDT',
    positionSide: 'BOTH',
    openedMs: START_MS,
    fromMs,
    toMs,
    noStopsUntilMs: fromMs,
  }));
  const rules = new UnprotectedRules({
    ...looking,
    botId: 'sim',
    venue: { unprotected, trades: [...trades], algos: [...algos] },
    older: { mayWorkAt: () => isOlder, lastMs: () => -Infinity },
  });
  rules.note(trouble);
  for (const row of rows) rules.row(rowOf(row), TABLE);
  rules.row(rowOf(closedRow(3, { exitTimeMs: START_MS + HELD_MS, unprotected: told })), TABLE);
  return found;
}

const FIRST = span(0, 400);
const LATER = span(30_000, 75_000);

describe('a row that tells when a trade had no stop', () => {
  it('breaks no rule where it is as it was, or a second off', () => {
    expect(judged([FIRST, LATER], { spans: [FIRST, LATER] })).toEqual([]);
    expect(judged([FIRST, LATER], { spans: [span(30_600, 75_400)] })).toEqual([]);
    expect(judged([span(0, 90_001)], { spans: [span(0, HELD_MS)] })).toEqual([]);
    expect(judged([], { spans: [] })).toEqual([]);
  });

  it.each([
    ['leaves out a time', { spans: [FIRST] }],
    ['begins one too late', { spans: [FIRST, span(31_001, 75_000)] }],
    ['ends one too early', { spans: [FIRST, span(30_000, 73_999)] }],
  ])('is found where it %s', (_, told) => {
    expect(judged([FIRST, LATER], told)).toEqual(['no-stop-untold']);
  });

  it('may count the shorter ones, with the sum that they have', () => {
    const counted = (totalSeconds: number) => ({ spans: [LATER], shorter: { count: 9, totalSeconds } });
    const was = [span(0, 5_000), LATER];
    expect(judged(was, counted(4))).toEqual([]);
    expect(judged(was, counted(3.9))).toEqual(['no-stop-untold']);
  });

  it('is found where it tells more than there was, but where the venue may have hidden a stop', () => {
    const told = { spans: [FIRST, LATER] };
    expect(judged([FIRST], told)).toEqual(['no-stop-invented']);
    expect(judged([FIRST], told, { trouble: ['venue answer delayed'] })).toEqual([]);
    for (const trouble of ['parameters', 'owner-trades', 'taken over by settlement', 'keys-replaced']) {
      expect(judged([FIRST], told, { trouble: [trouble] })).toEqual(['no-stop-invented']);
    }
  });

  it('is found where it tells nothing, but where nobody could see it or an older release may have forgotten it', () => {
    expect(judged([FIRST], undefined)).toEqual(['no-stop-untold']);
    expect(judged([FIRST], { spans: 'none' })).toEqual(['no-stop-untold']);
    expect(judged([FIRST], undefined, { isOlder: true })).toEqual([]);
    for (const trouble of [
      'venue answer lost',
      'taken over by settlement',
      'owner-trades',
      'keys-replaced',
    ]) {
      expect(judged([FIRST], undefined, { trouble: [trouble] })).toEqual([]);
    }
    expect(judged([FIRST], undefined, { trouble: ['parameters'] })).toEqual(['no-stop-untold']);
  });

  it('need not tell anything of a trade on paper, nor of one that was opened in another table', () => {
    const paper = openedRow(2);
    const text = JSON.stringify(paper).replaceAll('"venueId":"11",', '');
    expect(judged([FIRST], undefined, { rows: [JSON.parse(text)] })).toEqual([]);
    expect(judged([FIRST], undefined, { rows: [] })).toEqual([]);
  });

  it('need not tell anything of a trade that was filled before its epoch began, in the table that was restored', () => {
    const begun = (afterMs: number) => rowAt(1, { kind: 'started', atMs: START_MS + afterMs, balanceUsd: 0 });
    expect(judged([FIRST], undefined, { rows: [begun(60_000), openedRow(2)] })).toEqual([]);
    expect(judged([FIRST], undefined, { rows: [begun(0), openedRow(2)] })).toEqual(['no-stop-untold']);
  });

  it('need not tell of a time that ends with the same stop again, by whose number it is one', () => {
    const stop = (clientAlgoId: string, timeMs: number): PlacedStop => {
      return { clientAlgoId, symbol: 'BTCUSDT', timeMs: START_MS + timeMs };
    };
    const told = { spans: [FIRST] };
    const again = [stop('sim-1-s', 400), stop('sim-1-s', 75_000)];
    expect(judged([FIRST, LATER], told, { algos: again })).toEqual([]);
    const another = [stop('sim-1-s', 400), stop('sim-2-s', 75_000)];
    expect(judged([FIRST, LATER], told, { algos: another })).toEqual(['no-stop-untold']);
    const elsewhere = again.map((one) => ({ ...one, symbol: 'ETHUSDT' }));
    expect(judged([FIRST, LATER], told, { algos: elsewhere })).toEqual(['no-stop-untold']);
  });

  it('says nothing of a position in which somebody else has a part', () => {
    const told = { spans: [FIRST] };
    const before = tradeOf({ clientOrderId: 'web_1', timeMs: START_MS - 1, quantity: decimal(2) });
    const beside = tradeOf({ clientOrderId: 'web_1', timeMs: START_MS + 5_000 });
    expect(judged([FIRST, LATER], told, { trades: [before, tradeOf()] })).toEqual([]);
    expect(judged([FIRST, LATER], told, { trades: [tradeOf(), beside] })).toEqual([]);
  });
});
