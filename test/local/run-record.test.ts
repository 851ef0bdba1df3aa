/**
 * What does a folder say of its unfinished run, where another is started in it?
 */
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { readRun } from '../../infra/local/bot-snapshot.ts';
import { recordedRates } from '../harness/recorded-rates.ts';
import { beginRun, localFolder } from '../../infra/local/run-record.ts';
import type { ChosenMarket } from '../../infra/market/market-source.ts';
import type { Candles } from '../../lambda/core/market.ts';
import { parseParameters } from '../../lambda/config.ts';

async function recordFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'scalper-record-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

const CANDLES: Candles = {
  length: 0,
  openTimeMs: new Float64Array(),
  open: new Float64Array(),
  high: new Float64Array(),
  low: new Float64Array(),
  close: new Float64Array(),
  volume: new Float64Array(),
};
const MARKET: ChosenMarket = {
  kind: 'live kraken',
  label: '',
  seed: undefined,
  symbols: ['BTCUSDT', 'ETHUSDT'].map((symbol) => ({ symbol, candles: CANDLES })),
  fromMs: 0,
  toMs: 0,
};
const PARAMETERS = parseParameters({});
const BEGINNING = {
  id: '260105-120000-000',
  startedMs: 0,
  words: ['start', '--candles', 'my candles', '--fresh'],
  isFresh: false,
};

it('a run is told with its symbols, and one whose record names none is told by that, and is left as it is', async () => {
  const folder = await recordFolder();
  await beginRun(folder, MARKET, PARAMETERS, BEGINNING);
  expect(await readRun(folder)).toMatchObject({ symbols: ['BTCUSDT', 'ETHUSDT'], finished: false });
  const file = join(folder, 'run.json');
  const hostile = (await readFile(file, 'utf8')).replace('ETHUSDT', '\\u001b[2J');
  await writeFile(file, hostile);
  expect(await readRun(folder)).toBeUndefined();
  await expect(beginRun(folder, MARKET, PARAMETERS, BEGINNING)).rejects.toThrow(
    'run.json cannot be read (symbols.1 is not a symbol such as BTCUSDT); begin anew with --fresh',
  );
  expect(await readFile(file, 'utf8')).toBe(hostile);
});

it('an unfinished run that differs is named by its market, as people call it, its symbols and its seed', async () => {
  const folder = await recordFolder();
  await beginRun(folder, MARKET, PARAMETERS, BEGINNING);
  const symbols = MARKET.symbols.slice(1);
  const other = beginRun(folder, { ...MARKET, symbols, kind: 'synthetic', seed: 7 }, PARAMETERS, BEGINNING);
  await expect(other).rejects.toThrow(
    "market real-time kraken, now synthetic; symbols BTCUSDT, ETHUSDT, now ETHUSDT; seed none, now 7. Go on with `./scalper start --candles 'my candles'`, or begin anew with --fresh",
  );
});

it('an unfinished run that differs in its funding rates alone is told', async () => {
  const folder = await recordFolder();
  const funded = (rate: number): ChosenMarket => {
    const recorded = recordedRates(`08:00 ${rate}`);
    return { ...MARKET, funding: [{ symbol: 'BTCUSDT', files: ['BTCUSDT-funding.csv'], recorded }] };
  };
  await beginRun(folder, funded(0.001), PARAMETERS, BEGINNING);
  await expect(beginRun(folder, funded(0.001), PARAMETERS, BEGINNING)).resolves.toBe(BEGINNING.id);
  await expect(beginRun(folder, funded(0.002), PARAMETERS, BEGINNING)).rejects.toThrow(
    'differs: other candles or funding rates (files, days or times)',
  );
});

it('an unfinished run that began to trade at another minute of the same candles is told', async () => {
  const folder = await recordFolder();
  const from = (fromMs: number): ChosenMarket => ({ ...MARKET, fromMs, hasHistory: true });
  await beginRun(folder, from(60_000), PARAMETERS, BEGINNING);
  await expect(beginRun(folder, from(60_000), PARAMETERS, BEGINNING)).resolves.toBe(BEGINNING.id);
  for (const other of [from(120_000), MARKET]) {
    await expect(beginRun(folder, other, PARAMETERS, BEGINNING)).rejects.toThrow(
      'differs: other candles or funding rates (files, days or times)',
    );
  }
});

it.each(['candles', 'trials', 'archive', 'dynamodb'])(
  'a local folder whose %s may be written by others is refused by the name of that',
  async (name) => {
    const home = await mkdtemp(join(tmpdir(), 'run-record-'));
    onTestFinished(() => rm(home, { recursive: true, force: true }));
    vi.stubEnv('SCALPER_HOME', home);
    await mkdir(join(home, name));
    expect(localFolder()).toBe(home);
    await chmod(join(home, name), 0o777);
    expect(localFolder).toThrow(`${join(home, name)} may be written by other users`);
  },
);

it('a local folder whose list of tries may be written by others is refused by the name of that', async () => {
  const home = await mkdtemp(join(tmpdir(), 'run-record-'));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  vi.stubEnv('SCALPER_HOME', home);
  await writeFile(join(home, 'trials.jsonl'), '');
  await chmod(join(home, 'trials.jsonl'), 0o666);
  expect(localFolder).toThrow(`${join(home, 'trials.jsonl')} may be written by other users`);
});
