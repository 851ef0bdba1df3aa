/**
 * Is a fill found that is booked twice, otherwise than it was, or not at all?
 */
import { describe, expect, it } from 'vitest';
import { decimal } from '../../venue/decimal.ts';
import type { VenueTrade } from '../../venue/venue-state.ts';
import {
  closedRow,
  eyes,
  fillOf,
  openedRow,
  positionOf,
  rowOf,
  START_MS,
  TABLE,
  tradeOf,
} from './doctored.ts';
import { FillRules } from './fill-rules.ts';
import { readRow } from './recorded-items.ts';

const EXIT = {
  id: 12,
  clientOrderId: 'sim-7-2-s',
  side: 'SELL',
  price: decimal(99),
  realizedPnl: decimal(-1),
} as const;

function booked(rows: readonly object[], trades: readonly VenueTrade[]) {
  const { looking, found } = eyes();
  const rules = new FillRules({ ...looking, botId: 'sim', trades });
  for (const row of rows) {
    const read = readRow(row);
    if ('problem' in read) throw new Error(read.problem);
    rules.row(read.value, TABLE);
  }
  return { found, missing: rules.missing(TABLE, 0).map(({ id }) => id) };
}

const opened = (fill: object) =>
  rowOf(2, { kind: 'opened', position: positionOf(), fills: [fillOf({ ...fill })] });
const inBnb = tradeOf({ commission: decimal('0.0001'), commissionAsset: 'BNB' });

describe('a fill', () => {
  it('that is booked as it was breaks no rule', () => {
    const trades = [tradeOf(), tradeOf(EXIT)];
    expect(booked([openedRow(2), closedRow(3)], trades)).toEqual({ found: [], missing: [] });
  });

  it('of an order that the venue does not know again breaks no rule under the venue’s own number', () => {
    const { orderId } = tradeOf();
    const trades = [tradeOf(), tradeOf(EXIT)];
    const called = (clientOrderId: string) => booked([opened({ clientOrderId })], trades).found;
    expect(called(`venue-${orderId}`)).toEqual([]);
    expect(called(`venue-${orderId + 1}`)).toEqual(['fill-differs']);
  });

  it.each<[name: string, row: object, trade: VenueTrade, rules: string[]]>([
    ['that nobody made', openedRow(2), tradeOf({ id: 99 }), ['fill-of-nobody']],
    ['of another order', opened({ clientOrderId: 'sim-7-3-e' }), tradeOf(), ['fill-differs']],
    ['at another price', opened({ price: 100.1 }), tradeOf(), ['fill-differs']],
    ['of a part of an entry', opened({ quantity: 0.5 }), tradeOf(), ['fill-differs']],
    ['of more than there was', opened({ quantity: 2 }), tradeOf(), ['fill-differs']],
    ['with another fee', opened({ feeUsd: 5_000_001 }), tradeOf(), ['fill-differs']],
    ['with another result', opened({ realisedUsd: 1 }), tradeOf(), ['fill-differs']],
    ['with a fee in dollars that was paid in BNB', opened({}), inBnb, ['fill-differs']],
    [
      'of somebody else that opens',
      opened({ clientOrderId: 'web_1' }),
      tradeOf({ clientOrderId: 'web_1' }),
      ['adopted'],
    ],
  ])('%s', (_name, row, trade, rules) => {
    expect(booked([row], [trade]).found).toEqual(rules);
  });

  it('may be paid in BNB', () => {
    const feePaidIn = { amount: 0.0001, currency: 'BNB', isPriced: true };
    expect(booked([opened({ feePaidIn })], [inBnb]).found).toEqual([]);
  });

  it("that closed more than the bot's own is booked in part", () => {
    const part = rowOf(3, {
      kind: 'reduced',
      tradeId: 1,
      fills: [fillOf({ venueId: '12', quantity: 0.4, price: 99, clientOrderId: 'sim-7-2-s' })],
    });
    expect(booked([openedRow(2), part], [tradeOf(), tradeOf(EXIT)]).found).toEqual([]);
  });

  it('is booked once', () => {
    expect(booked([openedRow(2), openedRow(3)], [tradeOf()]).found).toEqual(['fill-booked-twice']);
  });

  it("of the bot's that no row has is missing, somebody else's is not", () => {
    const trades = [tradeOf(), tradeOf(EXIT), tradeOf({ id: 13, clientOrderId: 'web_1' })];
    expect(booked([openedRow(2)], trades).missing).toEqual([12]);
  });

  it('of a stop, after all of its position was closed, is somebody else’s', () => {
    const beyond = tradeOf({ ...EXIT, id: 13 });
    const trades = [tradeOf(), tradeOf(EXIT), beyond];
    expect(booked([openedRow(2), closedRow(3)], trades)).toEqual({ found: [], missing: [] });
    const part = fillOf({ venueId: '12', quantity: 0.4, price: 99, clientOrderId: 'sim-7-2-s' });
    const reduced = rowOf(3, { kind: 'reduced', tradeId: 1, fills: [part] });
    expect(booked([openedRow(2), reduced], trades).missing).toEqual([13]);
    const entry = { ...beyond, clientOrderId: 'sim-7-4-e' };
    expect(booked([openedRow(2), closedRow(3)], [tradeOf(), tradeOf(EXIT), entry]).missing).toEqual([13]);
    const [entered, before] = [tradeOf({ timeMs: START_MS - 2 }), { ...beyond, timeMs: START_MS - 1 }];
    expect(booked([openedRow(2), closedRow(3)], [entered, tradeOf(EXIT), before]).missing).toEqual([13]);
  });

  it('of a stop, where no entry was filled before, is somebody else’s', () => {
    expect(booked([], [tradeOf({ ...EXIT, id: 13 })]).missing).toEqual([]);
    expect(booked([], [tradeOf(), tradeOf({ ...EXIT, id: 13 })]).missing).toEqual([11, 13]);
    const elsewhere = tradeOf({ symbol: 'ETHUSDT' });
    expect(booked([], [elsewhere, tradeOf({ ...EXIT, id: 13 })]).missing).toEqual([11]);
  });

  it('that the venue has shown to nobody is not missed when its quantity is booked', () => {
    const unseen = fillOf({ clientOrderId: 'unseen', isUnseen: true, timeMs: START_MS + 1 });
    const closed = rowOf(3, {
      kind: 'closed',
      trade: {
        tradeId: 1,
        symbol: 'BTCUSDT',
        reason: 'hard-stop',
        exitTimeMs: START_MS,
        grossUsd: 0,
        feesUsd: 0,
        fundingUsd: 0,
        netUsd: 0,
      },
      fills: [unseen],
    });
    expect(booked([openedRow(2), closed], [tradeOf(), tradeOf(EXIT)])).toEqual({ found: [], missing: [] });
  });
});
