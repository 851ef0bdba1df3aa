/**
 * Are freqtrade's trades read as it wrote them, and refused where it cannot have written them?
 */
import { describe, expect, it } from 'vitest';
import { resultOfImport } from '../../infra/cli/reports/imported-result.ts';
import { readLedger } from '../../infra/imported/read-ledger.ts';
import {
  TRADE,
  errorOf,
  freqtradeBacktest,
  freqtradeList,
  freqtradeTrade,
  type Json,
} from './ledger-texts.ts';

const COSTS = { takerFeePct: 0.07, slippageBps: 0 };
const listOf = (changes: Json) => freqtradeList([freqtradeTrade(TRADE, changes)]);

describe('a trade of freqtrade', () => {
  it('a trade of freqtrade has its own fees and funding, and is net of both', () => {
    const ledger = readLedger(listOf({ funding_fees: -0.02, profit_abs: 0.27955 }), 'ft.json');
    expect(ledger).toMatchObject({ origin: 'freqtrade', recordedIs: 'net', openTrades: 0 });
    expect(ledger.trades).toEqual([
      {
        id: '1',
        symbol: 'BTC/USDT:USDT',
        side: 'long',
        quantity: 6,
        entryPrice: 100,
        exitPrice: 100.15,
        entryTimeMs: TRADE.entryTimeMs,
        exitTimeMs: TRADE.exitTimeMs,
        reason: 'roi',
        recordedUsd: 0.27955,
        feesUsd: (100 * 0.0005 + 100.15 * 0.0005) * 6,
        fundingUsd: 0.02,
      },
    ]);
    const result = resultOfImport(ledger, COSTS);
    expect(result.after.totalUsd).toBe(27_955_000);
    expect(result).toMatchObject({ compared: 1, misrecorded: [], feesRecorded: 1, fundingRecorded: 1 });
  });

  it('a trade of freqtrade without fees pays those that are assumed, and its P&L is not compared', () => {
    const ledger = readLedger(listOf({ fee_open: null, funding_fees: null }), 'ft.json');
    expect(ledger.trades[0]).toMatchObject({ feesUsd: undefined, fundingUsd: undefined });
    const result = resultOfImport(ledger, COSTS);
    expect(result).toMatchObject({ compared: 0, feesRecorded: 0, fundingUsd: undefined });
    expect(result.feesUsd).toBe(84_063_000);
  });

  it('a trade of freqtrade that was closed in parts is that of all its orders', () => {
    const order = (isEntry: boolean, amount: number, price: number) => ({
      ft_is_entry: isEntry,
      amount,
      safe_price: price,
    });
    const orders = [order(true, 4, 100), order(false, 1, 103), order(true, 2, 101), order(false, 5, 102)];
    // 510 + 103 − 400 − 202 before fees; the last exit alone would have made 5 × 1.75.
    const ledger = readLedger(
      listOf({
        orders,
        amount: 5,
        open_rate: 100.25,
        close_rate: 102,
        fee_open: 0,
        fee_close: 0,
        profit_abs: 11,
      }),
      'ft.json',
    );
    expect(ledger.trades[0]).toMatchObject({ quantity: 6, entryPrice: 602 / 6, exitPrice: 613 / 6 });
    expect(resultOfImport(ledger, COSTS)).toMatchObject({ misrecorded: [], compared: 1 });
  });

  it('a trade of freqtrade has an amount of 8 decimals, and a P&L of the amount that was', () => {
    const prices = { open_rate: 100_000, close_rate: 110_000, fee_open: 0, fee_close: 0 };
    const misrecordedOf = (profit: number) =>
      resultOfImport(
        readLedger(listOf({ ...prices, amount: 0.12345679, profit_abs: profit }), 'ft.json'),
        COSTS,
      ).misrecorded.length;
    // Of 0.123456786, and of 0.12345678.
    expect([misrecordedOf(1_234.56786), misrecordedOf(1_234.5678)]).toEqual([0, 1]);
  });

  it('a trade of freqtrade whose P&L is another is told', () => {
    const result = resultOfImport(readLedger(listOf({ profit_abs: 0.31 }), 'ft.json'), COSTS);
    expect(result.misrecorded.map(({ trade, expectedUsd }) => [trade.id, expectedUsd])).toEqual([
      ['1', expect.closeTo(0.29955, 8)],
    ]);
  });

  it('a trade of freqtrade that is open is counted, and left out', () => {
    const open = freqtradeTrade(TRADE, {
      is_open: true,
      close_rate: null,
      close_timestamp: null,
      profit_abs: null,
    });
    expect(readLedger(freqtradeList([open]), 'ft.json')).toMatchObject({ trades: [], openTrades: 1 });
  });

  it.each<[string, Json, string]>([
    [
      'has a time in seconds',
      { open_timestamp: TRADE.entryTimeMs / 1_000 },
      '[0].open_timestamp: expected a time between 2009 and 2100 in milliseconds since 1970, not in seconds; found 1770343800',
    ],
    [
      'has a time in the year 57300',
      { close_timestamp: TRADE.exitTimeMs * 1_000 },
      '[0].close_timestamp: expected a time between 2009 and 2100 in milliseconds since 1970, not in microseconds',
    ],
    [
      'ends before it begins',
      { close_timestamp: TRADE.entryTimeMs - 1 },
      '[0].close_timestamp: expected a time that is not before the entry',
    ],
    ['has no price', { close_rate: null }, '[0].close_rate: expected number; found null'],
    [
      'has a decimal comma',
      { amount: '1,5' },
      '[0].amount: expected a number with a decimal point, no thousands separators and no unit: 1.5; found "1,5"',
    ],
    ['names no market', { pair: '=BTC/USDT' }, '[0].pair: is not the name of a market; found "=BTC/USDT"'],
    [
      'is quoted in another coin',
      { pair: 'ETH/BTC' },
      '[0].pair: expected a market whose results are in dollars, such as BTC/USDT; found "ETH/BTC"',
    ],
    [
      'is settled in another coin',
      { pair: 'BTC/USD:BTC' },
      '[0].pair: expected a market whose results are in dollars',
    ],
    ['is too large to be counted', { amount: 1e9 }, '[0].amount: worth more than 10 million'],
    ['paid an impossible fee', { fee_open: 1e9 }, '[0].fee_open: worth more than 10 million'],
  ])('a trade of freqtrade that %s is refused with its place', (_, changes, words) => {
    const { message } = errorOf(() => readLedger(listOf(changes), 'ft.json'));
    expect(message).toContain('ft.json is not a ledger of freqtrade:');
    expect(message).toContain(words);
  });

  it('a trade of freqtrade that is there twice is refused with both places', () => {
    const text = JSON.stringify({ trades: [freqtradeTrade(), freqtradeTrade()] });
    expect(errorOf(() => readLedger(text, 'ft.json')).message).toBe(
      'ft.json has a trade twice; leave each once:\n  trades[1].trade_id: that of trades[0].trade_id; found 1',
    );
  });
});

describe('a backtest of freqtrade', () => {
  const two = freqtradeBacktest({ Mine: [freqtradeTrade()], Yours: [] });

  it('a backtest of freqtrade names its strategy, and its trades by what they are', () => {
    const ledger = readLedger(freqtradeBacktest({ Mine: [freqtradeTrade()] }), 'bt.json');
    expect(ledger.origin).toBe('freqtrade, backtest of Mine');
    expect(ledger.trades[0]?.id).toBe(`BTC/USDT:USDT long ${TRADE.entryTimeMs}-${TRADE.exitTimeMs}`);
  });

  it('a backtest of freqtrade of several strategies is of the one that is asked for', () => {
    expect(readLedger(two, 'bt.json', { strategy: 'Yours' })).toMatchObject({ trades: [] });
    expect(errorOf(() => readLedger(two, 'bt.json')).message).toBe(
      'bt.json is a backtest of "Mine", "Yours": choose one with --strategy',
    );
    expect(errorOf(() => readLedger(two, 'bt.json', { strategy: 'Ours' })).message).toContain(
      'not of "Ours"',
    );
  });

  it('a backtest of freqtrade names the place of a mistake in it, and a trade that is there twice', () => {
    const wrong = freqtradeBacktest({ Mine: [freqtradeTrade(TRADE, { open_rate: 0 })] });
    expect(errorOf(() => readLedger(wrong, 'bt.json')).message).toContain(
      'strategy.Mine.trades[0].open_rate: ',
    );
    const twice = freqtradeBacktest({ Mine: [freqtradeTrade(), freqtradeTrade()] });
    expect(errorOf(() => readLedger(twice, 'bt.json')).message).toContain('a trade twice');
  });
});
