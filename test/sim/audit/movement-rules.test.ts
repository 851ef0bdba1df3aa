/**
 * Is a movement of the wallet found that is booked twice, or as what it is not?
 */
import { describe, expect, it } from 'vitest';
import { decimal } from '../../venue/decimal.ts';
import type { Income } from '../../venue/venue-state.ts';
import { eyes, fillOf, openedRow, positionOf, rowOf, START_MS, TABLE } from './doctored.ts';
import { MovementRules } from './movement-rules.ts';
import { readRow } from './recorded-items.ts';

const MINUTE_MS = 60_000;

const incomeOf = (tranId: number, type: string, amount: number): Income => ({
  tranId,
  type,
  symbol: type === 'FUNDING_FEE' ? 'BTCUSDT' : '',
  asset: 'USDT',
  amount: decimal(amount),
  tradeId: '',
  info: '',
  timeMs: START_MS,
});

function judged(rows: readonly object[], incomes: readonly Income[], opened: object = openedRow(1)) {
  const { looking, found, pass } = eyes();
  const rules = new MovementRules({
    ...looking,
    venue: { incomes: [...incomes], wallets: new Map([['USDT', 0n]]) },
  });
  pass(4 * MINUTE_MS);
  for (const row of [opened, ...rows]) {
    const read = readRow(row);
    if ('problem' in read) throw new Error(read.problem);
    rules.row(read.value, TABLE);
  }
  return found;
}

const DEPOSIT = incomeOf(41, 'TRANSFER', 7);
const FUNDING = incomeOf(42, 'FUNDING_FEE', -3);
const transfer = (changes: object = {}) =>
  rowOf(2, { kind: 'transfer', amountUsd: 7_00000000, venueId: 'TRANSFER//41', ...changes });
const lateCost = (changes: object = {}) =>
  rowOf(2, {
    kind: 'late-cost',
    symbol: '',
    paidUsd: 3_00000000,
    venueId: 'FUNDING_FEE/BTCUSDT/42',
    ...changes,
  });
const funding = (paidUsd: number) => rowOf(2, { kind: 'funding', tradeId: 1, paidUsd });

/** On paper a fill has no number of the exchange's. */
const PAPER = rowOf(1, {
  kind: 'opened',
  position: positionOf(),
  fills: [{ ...fillOf(), venueId: undefined }],
});

describe('a movement', () => {
  it('of a position on paper is none of the wallet', () => {
    expect(judged([funding(1_00000000)], [], PAPER)).toEqual([]);
    expect(judged([funding(1_00000000)], [])).toEqual(['movement-differs']);
    expect(judged([funding(1_00000000), openedRow(3), funding(1_00000000)], [], PAPER)).toEqual([
      'movement-differs',
    ]);
  });

  it.each<[name: string, rows: object[]]>([
    ['that is booked as it was', [transfer(), lateCost()]],
    ['that is funding of an open position', [funding(3_00000000)]],
    [
      'that a fee of another asset makes',
      [transfer({ venueId: 'fee/BTCUSDT/11' }), lateCost({ venueId: 'fee/BTCUSDT/11' })],
    ],
    ['of which nobody knows the name', [transfer({ venueId: 'nameless/1', amountUsd: 5 })]],
  ])('%s is in order', (_name, rows) => {
    expect(judged(rows, [DEPOSIT, FUNDING])).toEqual([]);
  });

  it.each<[name: string, rows: object[], rule: string]>([
    ['booked twice', [transfer(), transfer()], 'movement-booked-twice'],
    ['booked as funding and as a late cost', [funding(3_00000000), lateCost()], 'movement-booked-twice'],
    ['of nobody', [transfer({ venueId: 'TRANSFER//40' })], 'movement-of-nobody'],
    ['of another amount', [transfer({ amountUsd: 1 })], 'movement-differs'],
    ['of another sign', [lateCost({ paidUsd: -3_00000000 })], 'movement-differs'],
    ['that is no cost', [lateCost({ paidUsd: -7_00000000, venueId: 'TRANSFER//41' })], 'movement-is-another'],
    ['of funding that was not charged', [funding(-3_00000000)], 'movement-differs'],
    ['that the venue names', [transfer({ venueId: 'nameless/1' })], 'movement-booked-nameless'],
  ])('%s is found', (_name, rows, rule) => {
    expect(judged(rows, [DEPOSIT, FUNDING])).toEqual([rule]);
  });
});
