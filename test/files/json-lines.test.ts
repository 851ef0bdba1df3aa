/**
 * Is a file of lines read line by line, and a line or a place that cannot be read no end of it all?
 */
import { execFileSync } from 'node:child_process';
import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { jsonLines } from '../../infra/files/json-lines.ts';
import { InputError } from '../../infra/input-error.ts';
import { folder } from '../harness/candle-writing.ts';

const schema = z.object({ a: z.number() });

async function linesOf(file: string) {
  return (await Array.fromAsync(jsonLines(file, schema))).map(({ number, value }) => [number, value?.a]);
}

describe('a file of lines', () => {
  it('has a number and a value for each line, and none for one that cannot be read', async () => {
    const file = join(await folder(), 'lines.jsonl');
    expect(await linesOf(file)).toEqual([]);
    await writeFile(file, '{"a":1}\n\n{"a":"x"}\n{"a":4}\n');
    await appendFile(file, '{"a":');
    expect(await linesOf(file)).toEqual([
      [1, 1],
      [3, undefined],
      [4, 4],
      [5, undefined],
    ]);
  });

  it('a folder in its place is named', async () => {
    const file = join(await folder(), 'lines.jsonl');
    await mkdir(file);
    await expect(linesOf(file)).rejects.toThrow(
      new InputError(`${file} cannot be read: it is a folder (EISDIR)`),
    );
  });

  it.skipIf(process.platform === 'win32')(
    'a pipe in its place is named, and not waited for (skipped where there are none)',
    async () => {
      const file = join(await folder(), 'lines.jsonl');
      execFileSync('mkfifo', [file]);
      await expect(linesOf(file)).rejects.toThrow(`${file} is neither a file nor a folder`);
    },
  );
});
