/**
 * Does a command ever write over what its user has, or leave half a file?
 */
import { link, mkdir, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { prepareOutput, type OutputTerms } from '../../infra/files/output-file.ts';
import { InputError } from '../../infra/input-error.ts';
import { folder } from '../harness/candle-writing.ts';

const CANDLES = 'BTCUSDT-1m-2025-05.csv';
const TERMS: OutputTerms = { option: '--report', inputs: [], isForced: false, ownBeginning: '{"ours"' };

async function refusedWords(path: string, terms: Partial<OutputTerms>): Promise<string> {
  const error: unknown = await prepareOutput(path, { ...TERMS, ...terms }).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(InputError);
  return error instanceof Error ? error.message : '';
}

describe('a file that is read is not written, even where that is asked for', () => {
  it.each<[string, (place: string) => Promise<readonly [path: string, input: string]>]>([
    ['by its name', async (place) => [join(place, CANDLES), join(place, CANDLES)]],
    [
      'by another spelling',
      async (place) => [join(place, '..', place.split('/').at(-1) ?? '', '.', CANDLES), join(place, CANDLES)],
    ],
    ['in a folder that is read', async (place) => [join(place, CANDLES), place]],
    [
      'by a link',
      async (place) => {
        await symlink(join(place, CANDLES), join(place, 'link.json'));
        return [join(place, 'link.json'), place];
      },
    ],
    [
      'by a second name',
      async (place) => {
        await mkdir(join(place, 'out'));
        await link(join(place, CANDLES), join(place, 'out', 'run.json'));
        return [join(place, 'out', 'run.json'), join(place, CANDLES)];
      },
    ],
    [
      'by a link in a folder that is read',
      async (place) => {
        await mkdir(join(place, 'read'));
        await symlink(join(place, CANDLES), join(place, 'read', CANDLES));
        return [join(place, CANDLES), join(place, 'read')];
      },
    ],
    [
      'behind a folder that is a link',
      async (place) => {
        await symlink(place, `${place}-link`);
        const paths = [join(`${place}-link`, CANDLES), place] as const;
        return paths;
      },
    ],
  ])('%s', async (_, make) => {
    const place = await folder({ [CANDLES]: 'ts,open' });
    const [path, input] = await make(place);
    expect(await refusedWords(path, { inputs: [input], isForced: true })).toMatch(
      /^--report: cannot write .*: it is one of the files to be read; name another$/,
    );
    expect(await readFile(join(place, CANDLES), 'utf8')).toBe('ts,open');
    await rm(`${place}-link`, { force: true });
  });
});

describe('a file that is there', () => {
  it('that somebody else wrote is kept, unless it is asked to be replaced', async () => {
    const path = join(await folder({ 'run.json': '{"mine": 1}' }), 'run.json');
    expect(await refusedWords(path, {})).toContain(
      'it is there already; name another, or replace it with --force',
    );
    expect(await readFile(path, 'utf8')).toBe('{"mine": 1}');
    await (await prepareOutput(path, { ...TERMS, isForced: true })).write('new');
    expect(await readFile(path, 'utf8')).toBe('new');
  });

  it('that this program wrote is replaced, and stays whole until then', async () => {
    const path = join(await folder({ 'run.json': '{"ours": 1}' }), 'run.json');
    const output = await prepareOutput(path, TERMS);
    expect(await readFile(path, 'utf8')).toBe('{"ours": 1}');
    await output.write('{"ours": 2}');
    expect(await readFile(path, 'utf8')).toBe('{"ours": 2}');
  });

  it('that this program wrote is replaced in a folder that is read, and not where it is read itself', async () => {
    const place = await folder({ 'run.json': '{"ours": 1}' });
    const path = join(place, 'run.json');
    await (await prepareOutput(path, { ...TERMS, inputs: [place] })).write('{"ours": 2}');
    expect(await readFile(path, 'utf8')).toBe('{"ours": 2}');
    expect(await refusedWords(path, { inputs: [path] })).toContain('one of the files to be read');
  });

  it('is never taken for its own where this program has no form to know', async () => {
    const path = join(await folder({ 'trades.csv': '' }), 'trades.csv');
    const { ownBeginning: _, ...terms } = TERMS;
    const error: unknown = await prepareOutput(path, terms).catch((caught: unknown) => caught);
    expect(String(error)).toContain('--force');
  });

  it('came while the command worked, and is kept', async () => {
    const place = await folder();
    const path = join(place, 'run.json');
    const output = await prepareOutput(path, TERMS);
    await writeFile(path, 'mine');
    await expect(output.write('new')).rejects.toThrow(
      `--report: cannot write ${path}: it is there already (EEXIST)`,
    );
    expect(await readFile(path, 'utf8')).toBe('mine');
    expect(await readdir(place)).toEqual(['run.json']);
  });
});

it('a place that cannot be written is told before anything is done, and nothing is left there', async () => {
  const place = await folder();
  expect(await refusedWords(join(place, 'nowhere', 'run.json'), {})).toContain(
    'it is not there, or its folder is not (ENOENT)',
  );
  expect(await refusedWords(place, { isForced: true })).toContain('it is a folder; name a file in it');
  expect(await refusedWords('', {})).toContain('it has no name');
  await prepareOutput(join(place, 'run.json'), TERMS);
  expect(await readdir(place)).toEqual([]);
});

it.skipIf(!existsSync('/dev/full'))(
  'a full disk is a sentence (skipped where there is no /dev/full)',
  async () => {
    const output = await prepareOutput('/dev/full', TERMS);
    await expect(output.write('new')).rejects.toThrow(
      '--report: cannot write /dev/full: no space is left there (ENOSPC)',
    );
  },
);
