/**
 * Is a file compared as what it says, and what it does not say asked for or told?
 */
import { describe, expect, it } from 'vitest';
import { booksOfLedger, booksOfReport } from '../../infra/parity/file-books.ts';
import { shownResult } from '../../infra/cli/reports/result/shown-result.ts';
import { reportText, runReport } from '../../infra/cli/reports/run-report.ts';
import type { ChosenMarket } from '../../infra/market/market-source.ts';
import { DEFAULT_PARAMETERS, parseParameters } from '../../lambda/config.ts';
import { MINUTE_MS, usd } from '../../lambda/core/units.ts';
import { NOON, at, candles, position, trade } from '../harness/builders.ts';

const MARKET: ChosenMarket = {
  kind: 'recorded',
  label: 'recorded candles',
  seed: undefined,
  symbols: [],
  fromMs: at('00:00'),
  toMs: at('23:00'),
};

describe('the report of a run', () => {
  it('the report of a run says its trades to the last digit, its parameters and its time', () => {
    const closed = trade(1.234_567_89, { feesUsd: usd(0.1), grossUsd: usd(1.334_567_89), symbol: 'BTCUSDT' });
    const parameters = parseParameters({ targetPct: 0.3 });
    const run = { trades: [closed], parameters, denied: {}, dailyStops: 0, balanceUsd: usd(2_001) };
    const outcome = {
      ...run,
      open: [position({ symbol: 'ETHUSDT' })],
      isInterrupted: false,
      toMs: at('20:00'),
    };
    const market = { ...MARKET, symbols: [{ symbol: 'BTCUSDT', candles: candles() }] };
    const books = booksOfReport(reportText(runReport(shownResult(market, outcome))), 'run.json')!;
    expect(books.trades).toMatchObject([
      { grossUsd: closed.grossUsd, netUsd: closed.netUsd, exitTimeMs: closed.exitTimeMs, reason: 'max-hold' },
    ]);
    expect(books.periods).toEqual([{ fromMs: MARKET.fromMs, parameters }]);
    expect(books.open).toEqual([{ symbol: 'ETHUSDT', side: 'long', entryTimeMs: NOON }]);
    expect([books.symbols, books.fromMs, books.toMs]).toEqual([['BTCUSDT'], MARKET.fromMs, at('20:00')]);
  });

  it('the report of a run is told from any other file', () => {
    expect(booksOfReport('{"writtenBy":"another"}', 'run.json')).toBeUndefined();
    expect(booksOfReport('side,quantity', 'trades.csv')).toBeUndefined();
  });
});

describe('the trades of another tool', () => {
  const header = 'pair,side,qty,entry price,exit price,entry time,exit time,fees';
  const csv = (...rows: readonly string[]) => [header, ...rows, ''].join('\n');
  const read = (text: string, only?: string) =>
    booksOfLedger(text, 'trades.csv', { parameters: DEFAULT_PARAMETERS, only });

  it('the trades of another tool are taken with their own fees, and their time is that of their trades', () => {
    const books = read(csv('BTC/USDT:USDT,long,6,100,101,2026-01-05 12:00:03Z,2026-01-05 12:04:10Z,0.5'));
    expect(books.trades).toMatchObject([
      { symbol: 'BTCUSDT', grossUsd: usd(6), feesUsd: usd(0.5), netUsd: usd(5.5), reason: undefined },
    ]);
    expect([books.fromMs, books.toMs]).toEqual([NOON, NOON + 5 * MINUTE_MS]);
    expect(books.symbols).toEqual(['BTCUSDT']);
    expect(books.periods).toEqual([]);
    expect(books.assumed).toEqual(['No funding is recorded of 1 trade: it counts as none.']);
  });

  it('the trades of another tool have the fees of taker fills where it recorded none, which is told', () => {
    const books = read(csv('BTC/USDT,long,6,100,101,2026-01-05 12:00:03Z,2026-01-05 12:04:10Z,'));
    expect(books.trades[0]?.feesUsd).toBe(usd(0.603));
    expect(books.assumed[0]).toBe('No fees are recorded of 1 trade: taker fees are assumed.');
  });

  it('the trades of another tool need a market, and at least one of them', () => {
    const nameless = ',long,6,100,101,2026-01-05 12:00:03Z,2026-01-05 12:04:10Z,0.5';
    expect(() => read(csv(nameless))).toThrow('give candles of one market only');
    expect(read(csv(nameless), 'ETHUSDT').trades[0]?.symbol).toBe('ETHUSDT');
    expect(() => read(csv('BTC/USDT,long,6,100,,2026-01-05 12:00:03Z,,'))).toThrow('has no closed trade');
  });
});
