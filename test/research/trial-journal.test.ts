/** Is what was tried found again, and nothing that other rules, other candles or a kill have left? */
import { appendFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { sourceVersion } from '../../infra/files/source-version.ts';
import { TrialJournal } from '../../infra/research/trial-journal.ts';
import { parseParameters } from '../../lambda/config.ts';
import { usd } from '../../lambda/core/units.ts';
import { folder as newFolder } from '../harness/candle-writing.ts';

const TASK = { parameters: parseParameters({ targetPct: 0.2 }), fromMs: 0, toMs: 86_400_000 };
const RESULT = {
  trades: 3,
  wins: 1,
  ambiguous: 0,
  dailyStops: 0,
  grossUsd: usd(1.5),
  feesUsd: usd(0.25),
  fundingUsd: usd(0),
  netUsd: usd(1.25),
  dailyUsd: Float64Array.of(1.25),
  activeDays: 1,
};

it('A result is found again, of the same set on the same days of the same candles', async () => {
  const home = await newFolder();
  const journal = await TrialJournal.open(home, 'candles');
  journal.keep(TASK, RESULT);
  journal.close();
  const later = await TrialJournal.open(home, 'candles');
  expect(later.find(TASK)).toEqual(RESULT);
  expect(later.find({ ...TASK, toMs: 2 * TASK.toMs })).toBeUndefined();
  expect(later.find({ ...TASK, parameters: parseParameters({}) })).toBeUndefined();
  later.close();
  const other = await TrialJournal.open(home, 'others');
  expect(other.find(TASK)).toBeUndefined();
  other.close();
});

it('Moved entries are found again, of the same windows with the same sets', async () => {
  const home = await newFolder();
  const task = { attempts: [TASK, { ...TASK, fromMs: TASK.toMs, toMs: 2 * TASK.toMs }], by: 1_500 };
  const journal = await TrialJournal.open(home, 'candles');
  journal.keepMoved(task, -0.125);
  journal.keep(TASK, RESULT);
  journal.close();
  const later = await TrialJournal.open(home, 'candles');
  expect([later.findMoved(task), later.find(TASK)]).toEqual([-0.125, RESULT]);
  expect(later.findMoved({ ...task, by: 1_501 })).toBeUndefined();
  expect(later.findMoved({ ...task, attempts: task.attempts.slice(1) })).toBeUndefined();
  const other = { ...TASK, parameters: parseParameters({}) };
  expect(later.findMoved({ ...task, attempts: [other, task.attempts[1]!] })).toBeUndefined();
  later.close();
});

it('A line that was cut is tried again, and takes no other with it', async () => {
  const home = await newFolder();
  const journal = await TrialJournal.open(home, 'candles');
  journal.keep(TASK, RESULT);
  journal.close();
  const [file] = await readdir(join(home, 'trials'));
  await appendFile(join(home, 'trials', file!), '{"key":"0 864');
  const later = await TrialJournal.open(home, 'candles');
  later.keep({ ...TASK, fromMs: 1 }, RESULT);
  later.close();
  const last = await TrialJournal.open(home, 'candles');
  expect([last.find(TASK), last.find({ ...TASK, fromMs: 1 })]).toEqual([RESULT, RESULT]);
  last.close();
});

it('A journal is of the rules that gave its results', async () => {
  const home = await newFolder();
  (await TrialJournal.open(home, 'candles')).close();
  expect(await readdir(join(home, 'trials'))).toEqual([
    expect.stringMatching(/^candles-[0-9a-f]{12}\.jsonl$/),
  ]);
});

it('Rules are others when a source changes, wherever it lies', async () => {
  const folder = await newFolder({ 'a.ts': '1' });
  const place = pathToFileURL(`${folder}/`);
  await mkdir(join(folder, 'deep'));
  await writeFile(join(folder, 'deep', 'b.ts'), '2');
  const [flat, deep] = [await sourceVersion([place], false), await sourceVersion([place], true)];
  expect(flat).not.toBe(deep);
  await writeFile(join(folder, 'deep', 'b.ts'), '3');
  expect(await sourceVersion([place], false)).toBe(flat);
  expect(await sourceVersion([place], true)).not.toBe(deep);
});
