/** Is every try counted, once, and for all candles that it has seen? */
import { appendFile, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { countTrials, recordTries, recordUnsealing } from '../../infra/research/trial-ledger.ts';
import { parseParameters } from '../../lambda/config.ts';
import { DAY_MS } from '../../lambda/core/units.ts';
import { folder as newFolder } from '../harness/candle-writing.ts';

const MAY = { market: 'recorded', symbols: ['BTCUSDT'], fromMs: 120 * DAY_MS, toMs: 151 * DAY_MS };
const JUNE = { ...MAY, fromMs: 151 * DAY_MS, toMs: 181 * DAY_MS };
const SETS = [0.1, 0.15, 0.2].map((targetPct) => parseParameters({ targetPct }));
const now = { atMs: 1_700_000_000_000, by: 'sweep' };

it('Nothing was tried where nobody has', async () => {
  const folder = await newFolder();
  expect(await countTrials(folder, MAY)).toEqual({ trials: 0, unsealedAtMs: undefined, unreadLines: [] });
});

it('The same set is one try, on however much of the same candles; of other symbols it is another', async () => {
  const folder = await newFolder();
  await recordTries(folder, { ...now, ...MAY, sets: SETS });
  await recordTries(folder, { ...now, ...MAY, sets: SETS.slice(1) });
  expect(await countTrials(folder, MAY)).toMatchObject({ trials: 3 });
  // One day more, and nothing of what was tried before is forgotten.
  await recordTries(folder, { ...now, ...MAY, toMs: MAY.toMs + DAY_MS, sets: SETS });
  expect(await countTrials(folder, MAY)).toMatchObject({ trials: 3 });
  await recordTries(folder, { ...now, ...MAY, symbols: ['ETHUSDT'], sets: SETS });
  expect(await countTrials(folder, MAY)).toMatchObject({ trials: 3 });
  await recordTries(folder, { ...now, ...MAY, symbols: ['ETHUSDT', 'BTCUSDT'], sets: SETS });
  expect(await countTrials(folder, MAY)).toMatchObject({ trials: 6 });
});

it('Candles of one day in common are the same ground, and those that begin where the others end are not', async () => {
  const folder = await newFolder();
  await recordTries(folder, { ...now, ...MAY, sets: SETS });
  expect(await countTrials(folder, JUNE)).toMatchObject({ trials: 0 });
  expect(await countTrials(folder, { ...JUNE, fromMs: JUNE.fromMs - DAY_MS })).toMatchObject({ trials: 3 });
});

it('What was tried on a made-up market was not tried on recorded candles', async () => {
  const folder = await newFolder();
  await recordTries(folder, { ...now, ...MAY, market: 'synthetic 1', sets: SETS });
  expect(await countTrials(folder, MAY)).toMatchObject({ trials: 0 });
  expect(await countTrials(folder, { ...MAY, market: 'synthetic 1' })).toMatchObject({ trials: 3 });
});

it('Whoever opens the sealed months has opened them for good', async () => {
  const folder = await newFolder();
  await recordUnsealing(folder, { ...JUNE, ...now, by: 'unseal' });
  await recordUnsealing(folder, { ...JUNE, atMs: now.atMs + 1, by: 'unseal' });
  expect(await countTrials(folder, JUNE)).toMatchObject({ trials: 0, unsealedAtMs: now.atMs });
  expect(await countTrials(folder, MAY)).toMatchObject({ unsealedAtMs: undefined });
});

it('A line that cannot be read is told, and counts', async () => {
  const folder = await newFolder();
  await recordTries(folder, { ...now, ...MAY, sets: SETS });
  await appendFile(
    join(folder, 'trials.jsonl'),
    '{"kind":"tried","sets":["0123456789ab","0123456789ac","\n{"kind":"tried","sets":[]}',
  );
  await recordTries(folder, { ...now, ...MAY, sets: [parseParameters({ targetPct: 0.4 })] });
  expect(await countTrials(folder, MAY)).toMatchObject({ trials: 3 + 2 + 1 + 1, unreadLines: [3, 4] });
});

it('Lines are added only, each whole, whoever writes at once', async () => {
  const folder = await newFolder();
  await Promise.all(
    Array.from({ length: 20 }, (_, i) =>
      recordTries(folder, { ...now, ...MAY, sets: [parseParameters({ maxHoldSeconds: 300 + i })] }),
    ),
  );
  const text = await readFile(join(folder, 'trials.jsonl'), 'utf8');
  expect(text.split('\n').filter((line) => line !== '')).toHaveLength(20);
  expect(await countTrials(folder, MAY)).toMatchObject({ trials: 20, unreadLines: [] });
});

it('It is written through no link', async () => {
  const folder = await newFolder();
  const other = join(folder, 'precious.txt');
  await writeFile(other, 'mine');
  await symlink(other, join(folder, 'trials.jsonl'));
  await expect(recordTries(folder, { ...now, ...MAY, sets: SETS })).rejects.toThrow(/is a link/);
  expect(await readFile(other, 'utf8')).toBe('mine');
});
