/**
 * Are the lists of rates that freqtrade keeps read, and lists of candles not taken for them?
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { readFundingFiles } from '../../../infra/market/funding/funding-files.ts';
import { HOUR_MS } from '../../../lambda/core/units.ts';

const MAY_MS = Date.UTC(2025, 4, 1);

async function read(name: string, list: unknown) {
  const folder = await mkdtemp(join(tmpdir(), 'scalper-funding-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, name), JSON.stringify(list));
  return readFundingFiles([join(folder, name)]);
}

it.each([
  ['BTC_USDT_USDT-8h-funding_rate.json', 'BTCUSDT'],
  ['ETHUSDT-funding.json', 'ETHUSDT'],
])('the rate of %s is the open of a candle', async (name, symbol) => {
  const [funding, ...others] = await read(name, [
    [MAY_MS, 0.0001, 0, 0, 0, 0],
    [MAY_MS + 8 * HOUR_MS, -0.0002, -0.0002, -0.0002, -0.0002, 0],
  ]);
  expect(others).toEqual([]);
  expect(funding).toMatchObject({ symbol, files: [expect.stringContaining(name)] });
  const { timeMs, rate, intervalMs } = funding!.recorded;
  expect([[...timeMs], [...rate], [...intervalMs]]).toEqual([
    [MAY_MS, MAY_MS + 8 * HOUR_MS],
    [0.0001, -0.0002],
    [8 * HOUR_MS, 8 * HOUR_MS],
  ]);
});

it.each<[title: string, name: string, list: unknown, problem: string]>([
  [
    'candles',
    'BTCUSDT.json',
    [[MAY_MS, 0.1, 0.2, 0, 0.1, 9]],
    'must be a time and a rate, as in a list as freqtrade',
  ],
  ['an empty list', 'BTCUSDT.json', [[]], 'entry 1: it is "[]", and must be a time and a rate'],
  ['texts', 'BTCUSDT.json', [[MAY_MS, '0.1']], 'must be a time and a rate'],
  ['a rate in percent', 'BTCUSDT.json', [[MAY_MS, 0.2]], 'the rate is 0.2, and must be a fraction'],
  ['no market', 'rates.json', [[MAY_MS, 0]], 'neither the name nor the rows tell a symbol'],
])('a list of rates is refused that holds %s', async (_, name, list, problem) => {
  await expect(read(name, list)).rejects.toThrow(problem);
});
