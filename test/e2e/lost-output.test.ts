/**
 * Is what a command does done, and its exit code right, where nobody reads its output, or no room is left for it?
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { plainText, row } from '../harness/candle-writing.ts';
import { BIN, contentsOf, folderOf, startProgram } from '../harness/scalper-process.ts';
import { readReport } from './run-report-schema.ts';

const CANDLES = 'SOLUSDT-1m-2025-05.csv';
const FILES = {
  [CANDLES]: plainText(Array.from({ length: 30 }, (_, k) => row(k))),
  'ETHUSDT-1m-2025-05.csv': 'no candles\n',
};

/** Runs a command in a shell of Unix, whose output goes where `to` says. @returns its exit code, and what it said beside. */
async function into(to: string, command: string) {
  const folder = await folderOf(FILES);
  const line = `{ "$NODE" "$BIN" ${command}; echo "code $?" >&2; } ${to}`;
  const env = { NODE: process.execPath, BIN };
  const { stderr } = await startProgram('/bin/sh', ['-c', line], { folder, env }).ended;
  const [, said, code] = /^([^]*)code (\d+)\n$/.exec(stderr) ?? [];
  return { folder, said, code: Number(code) };
}

describe.skipIf(process.platform === 'win32')('output that nobody reads (skipped on Windows)', () => {
  it('a report is written, and nothing unfinished is left', async () => {
    const { folder, said, code } = await into('| true', `backtest ${CANDLES} --report r.json`);
    expect([said, code]).toEqual(['', 0]);
    expect((await readReport(join(folder, 'r.json'))).interrupted).toBe(false);
    const left = [...(await contentsOf(folder)).keys()].filter((path) => path.endsWith('.unfinished'));
    expect(left).toEqual([]);
  });

  it('a check says what it has found', async () => {
    expect(await into('| true', 'candles check .')).toMatchObject({ said: '', code: 1 });
  });

  it('a run ends as by Ctrl-C, with its report', async () => {
    const { folder, said, code } = await into(
      '| head -n 1',
      'start --store memory --speed 6000 --report r.json',
    );
    expect([said, code]).toEqual(['', 0]);
    expect((await readReport(join(folder, 'r.json'))).interrupted).toBe(true);
  });
});

it.skipIf(!existsSync('/dev/full'))(
  'output without room is told once, and the report is written (skipped where there is no /dev/full)',
  async () => {
    const { folder, said, code } = await into('> /dev/full', `backtest ${CANDLES} --report r.json`);
    expect(said).toBe('scalper: the output cannot be written: no space is left there (ENOSPC)\n');
    expect(code).toBe(2);
    expect((await readReport(join(folder, 'r.json'))).interrupted).toBe(false);
  },
);
