/**
 * What does a folder say of its unfinished run, where another is started in it?
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { beginRun } from '../../infra/local/run-record.ts';
import type { ChosenMarket } from '../../infra/market/market-source.ts';
import { parseParameters } from '../../lambda/config.ts';

it('an unfinished run that differs is named by its market, as people call it, and its seed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'scalper-record-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const market: ChosenMarket = {
    kind: 'live kraken',
    label: '',
    seed: undefined,
    symbols: [],
    fromMs: 0,
    toMs: 0,
  };
  const parameters = parseParameters({});
  await beginRun(folder, market, parameters, false);
  const other = beginRun(folder, { ...market, kind: 'synthetic', seed: 7 }, parameters, false);
  await expect(other).rejects.toThrow('market real-time kraken, now synthetic; seed none, now 7');
});
