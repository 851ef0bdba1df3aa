/**
 * Do numbers and times look the same wherever a person reads them?
 */
import { describe, expect, it } from 'vitest';
import {
  bytesText,
  count,
  dollars,
  durationText,
  minute,
  money,
  percent,
  price,
} from '../../../infra/cli/terminal/text-format.ts';
import { shownResult } from '../../../infra/cli/reports/result/shown-result.ts';
import { resultScreen } from '../../../infra/cli/screens/result-screen.ts';
import { tradeLine } from '../../../infra/cli/screens/result/trade-line.ts';
import type { ChosenMarket } from '../../../infra/market/market-source.ts';
import type { RunResult } from '../../../infra/local/paper-run.ts';
import { parseParameters } from '../../../lambda/config.ts';
import type { ClosedTrade } from '../../../lambda/core/ledger/closed-trade.ts';
import { MINUTE_MS, usd, usdFromUnits } from '../../../lambda/core/units.ts';
import { NOON, botState, trade } from '../../harness/builders.ts';

describe('an amount', () => {
  it.each([
    [0, '0.00'],
    [-0, '0.00'],
    [0.005, '0.01'],
    [-0.004, '0.00'],
    [-0.006, '-0.01'],
    [-1234.5, '-1,234.50'],
    [1_000_000, '1,000,000.00'],
    [0.999, '1.00'],
  ])('an amount of %d is read as %s', (amount, text) => {
    expect(dollars(amount)).toBe(text);
    expect(money(usd(amount))).toBe(text);
  });

  it('an amount below half a cent is no loss to be seen', () => {
    expect(money(usdFromUnits(-1))).toBe('0.00');
  });
});

describe('a share', () => {
  it('a share is a percentage, and unknown where there is none', () => {
    expect(percent(0.8160890489)).toBe('81.6 %');
    expect(percent(1)).toBe('100.0 %');
    expect(percent(0)).toBe('0.0 %');
    expect(percent(0.12345, 2)).toBe('12.35 %');
    expect(percent(undefined)).toBe('unknown');
  });
});

describe('a price, a count, a time', () => {
  it('a price, a count, a time have the digits that matter', () => {
    expect(price(97_123.456)).toBe('97,123.46');
    expect(price(150.2084)).toBe('150.208');
    expect(price(0.000123456789)).toBe('0.000123457');
    expect(price(1e-7)).toBe('0.0000001');
    expect(count(1_234_567)).toBe('1,234,567');
    expect(minute(Date.UTC(2025, 4, 4, 16, 17, 59, 999))).toBe('2025-05-04 16:17');
  });
});

const MARKET: ChosenMarket = {
  kind: 'recorded',
  label: 'recorded candles',
  seed: undefined,
  symbols: [],
  fromMs: NOON,
  toMs: NOON + 60 * MINUTE_MS,
};

function resultOf(...trades: readonly ClosedTrade[]): RunResult {
  const state = botState();
  return {
    trades,
    denied: {},
    dailyStops: 0,
    state,
    balanceUsd: state.ledger.balanceUsd,
    open: state.ledger.positions,
    parameters: parseParameters({}),
    isInterrupted: false,
    toMs: MARKET.toMs,
  };
}

describe('a line of a trade', () => {
  it('a line of a trade adds up: funding is shown where there was some', () => {
    const paid = trade(-1.2, { grossUsd: usd(-0.5), feesUsd: usd(0.6), fundingUsd: usd(0.1) });
    expect(tradeLine(paid, usd(1998.8))).toMatch(
      /gross +-0\.50 .*fees 0\.60 .*funding paid 0\.10 .*net +-1\.20 /,
    );
  });

  it('a line of a trade says how long it lasted, and what it left', () => {
    const line = tradeLine(trade(0.48, { reason: 'target' }), usd(2000.48));
    expect(line).toMatch(/^2026-01-05 12:00 BTC +long +5 min target +gross +0\.48 /);
    expect(line).toMatch(/net +0\.48 balance 2,000\.48$/);
  });
});

describe('minutes without a signal', () => {
  const shown = (result: RunResult) => resultScreen(shownResult(MARKET, result)).join('\n');

  it('minutes without a signal are told where they were counted', () => {
    const held = { momentum: 1_200, volume: 7 };
    expect(shown({ ...resultOf(trade(1)), held })).toContain(
      '\n  no signal               momentum 1,200 · volume 7\n',
    );
    expect(shown(resultOf(trade(1)))).not.toContain('no signal ');
  });
});

describe('the last sentence of a result', () => {
  const last = (...trades: readonly ClosedTrade[]) =>
    resultScreen(shownResult(MARKET, resultOf(...trades))).at(-1);

  it('the last sentence of a result adds up: funding is shown where there was some', () => {
    const paid = trade(-1.2, { grossUsd: usd(-0.5), feesUsd: usd(0.6), fundingUsd: usd(0.1) });
    expect(last(paid)).toMatch(
      /^Before fees and funding the trades lost 0\.50 USD; fees took 0\.60\b.*funding.* 0\.10\b.*Net: -1\.20 USD/,
    );
  });

  it('the last sentence of a result says how often it won, and how often it would have had to', () => {
    expect(last(trade(1), trade(-3))).toContain('It won 50.0 % of its trades and needed 75.0 %.');
    expect(last(trade(1), trade(-3))).toMatch(/^Before fees the trades lost 2\.00 USD; fees took 0\.00/);
    expect(last(trade(3), trade(-1))).toMatch(/^Before fees the trades earned 2\.00 USD/);
  });

  it('the last sentence of a result says nothing of rates that are unknown', () => {
    expect(last(trade(1))).not.toContain('needed');
    expect(last()).toBe('There was no signal. Nothing was closed, so nothing was earned or lost.');
  });
});

describe('bytes and durations', () => {
  it('bytes are never fewer than they are, and short', () => {
    expect([0, 1, 999_001, 1_000_000, 12_345_678, 1_234_567_890].map(bytesText)).toEqual([
      '0 kB',
      '1 kB',
      '1,000 kB',
      '1.0 MB',
      '12.3 MB',
      '1.23 GB',
    ]);
  });

  it('a duration is in the unit that a person would use', () => {
    expect([1, 90_000, 120_000, 90 * 60_000, 10 * 3_600_000].map(durationText)).toEqual([
      '1 s',
      '90 s',
      '2 min',
      '90 min',
      '10 h',
    ]);
  });
});
