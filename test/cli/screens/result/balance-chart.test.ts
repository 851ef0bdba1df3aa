/**
 * Is the balance drawn as it went, where there is room for it?
 */
import { expect, it } from 'vitest';
import { balanceChart } from '../../../../infra/cli/screens/result/balance-chart.ts';
import { HOUR_MS, usd } from '../../../../lambda/core/units.ts';
import { NOON, trade } from '../../../harness/builders.ts';

const CHARTED = {
  // 101, after two hours 107, after five 93, after eight 101.
  trades: [
    trade(6, { exitTimeMs: NOON + 2 * HOUR_MS }),
    trade(-14, { exitTimeMs: NOON + 5 * HOUR_MS }),
    trade(8, { exitTimeMs: NOON + 8 * HOUR_MS }),
  ],
  beganUsd: usd(101),
  fromMs: NOON,
  toMs: NOON + 9.2 * HOUR_MS,
};

it('the balance is a line over time, with a scale beside it and times below', () => {
  const shown = balanceChart(CHARTED, 102).map((line) => line.trimEnd());
  const time = (columns: number) => '─'.repeat(columns);
  const blank = (columns: number) => ' '.repeat(columns);
  expect(shown).toEqual([
    '',
    `  107.00 ${blank(20)}╭${time(29)}╮`,
    `  105.00 ${blank(20)}│${blank(29)}│`,
    `  103.00 ${blank(20)}│${blank(29)}│`,
    `  101.00 ${time(20)}╯${blank(29)}│${blank(29)}╭${time(11)}`,
    `   99.00 ${blank(50)}│${blank(29)}│`,
    `   97.00 ${blank(50)}│${blank(29)}│`,
    `   95.00 ${blank(50)}│${blank(29)}│`,
    `   93.00 ${blank(50)}╰${time(29)}╯`,
    `         2026-01-05 12:00${blank(60)}2026-01-05 21:12`,
  ]);
});

it('the balance is not drawn where it does not fit, or nothing was closed', () => {
  expect(balanceChart(CHARTED, 99)).toEqual([]);
  expect(balanceChart({ ...CHARTED, trades: [] }, 140)).toEqual([]);
});

it('a balance that stays is a flat line', () => {
  const flat = balanceChart({ ...CHARTED, trades: [trade(0, { exitTimeMs: NOON + 1 })] }, 102);
  expect(flat.filter((line) => line.includes('─'))).toHaveLength(1);
});
