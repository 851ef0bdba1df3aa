/**
 * Is a run written down, compared and drawn as it was asked for?
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunOptions } from '../run-seed.ts';
import { answerRequest } from './answer-request.ts';
import { report } from './fake-runs.ts';
import { replay } from './replay-command.ts';
import { runTwice } from './run-twice.ts';
import type { Run } from './run-request.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sim-test-'));
});
afterEach(() => rm(folder, { recursive: true }));

const LINES = ['one', 'two\nand more', '01-06T00:00 {"message":"tick","noEntry":"spread"}', 'four'];

function running(lines: readonly string[]) {
  return (options: RunOptions) => {
    for (const line of lines) options.onTrace?.(line);
    return Promise.resolve(report(options));
  };
}

async function traced(): Promise<string> {
  const traceFile = join(folder, 'trace');
  await answerRequest({ seed: 3, minutes: 5, traceFile }, running(LINES));
  return traceFile;
}

describe('a trace', () => {
  it('says how it is run again, and has each line of it as one line', async () => {
    const [header = '', ...lines] = (await readFile(await traced(), 'utf8')).trimEnd().split('\n');
    expect(JSON.parse(header)).toMatchObject({ seed: 3, minutes: 5 });
    expect(lines).toEqual(['one', 'two and more', LINES[2], 'four']);
  });

  it('that is the same when it is replayed ends with a report', async () => {
    const replayedFile = await traced();
    const answer = await answerRequest({ seed: 3, minutes: 5, replayedFile }, running(LINES));
    expect(answer.kind).toBe('report');
  });

  it('stops at the first line that differs, though the run goes on', async () => {
    const replayedFile = await traced();
    const answer = await answerRequest({ seed: 3, minutes: 5, replayedFile }, (options) => {
      for (const line of ['one', 'two\nand more', 'three']) options.onTrace?.(line);
      return new Promise(() => {});
    });
    expect(answer).toEqual({
      kind: 'differs',
      difference: { line: 3, before: ['one', 'two and more'], recorded: LINES[2], now: 'three' },
    });
  });

  it('differs where one of the two ends before the other', async () => {
    const replayedFile = await traced();
    const shorter = await answerRequest({ seed: 3, minutes: 5, replayedFile }, running(LINES.slice(0, 3)));
    expect(shorter).toMatchObject({ kind: 'differs', difference: { line: 4, recorded: 'four' } });
    const longer = await answerRequest({ seed: 3, minutes: 5, replayedFile }, running([...LINES, 'five']));
    expect(longer).toMatchObject({ kind: 'differs', difference: { line: 5, now: 'five' } });
  });

  it('is told with the field of the log that says something else', async () => {
    const file = await traced();
    const lines: string[] = [];
    const changed = LINES.with(2, '01-06T00:00 {"message":"tick","noEntry":"momentum"}');
    const code = await replay(file, {
      ask: (request) => answerRequest(request, running(changed)),
      print: (printed) => lines.push(...printed),
      revision: 'now',
    });
    expect(code).toBe(1);
    expect(lines).toContain('  noEntry: "spread" → "momentum"');
    expect(lines).toContain(`- ${LINES[2]}`);
  });

  it('of a file that is none is refused', async () => {
    const file = join(folder, 'none');
    await writeFile(file, '{"seed":1,"minutes":3}\n');
    const ask = () => Promise.reject(new Error('it was run'));
    await expect(replay(file, { ask, print: () => {}, revision: 'now' })).rejects.toThrow(
      'its first line names no revision',
    );
  });
});

describe('a seed that is run twice', () => {
  const once =
    (lines: readonly string[], digest: string): Run =>
    async (request) => {
      const answer = await answerRequest(request, running(lines));
      if (answer.kind !== 'report') throw new Error('there is no report');
      return { ...answer.report, digest };
    };

  it('shows the first line that differs', async () => {
    const { second } = await runTwice(
      { seed: 1, minutes: 2 },
      { run: once(['a', 'b', 'c'], '1'), runElsewhere: once(['a', 'x', 'c'], '2'), keptMax: 0 },
    );
    expect(second).toEqual({ digest: '2', difference: { line: 2, before: ['a'], recorded: 'b', now: 'x' } });
  });

  it('shows none where nothing does', async () => {
    const run = once(['a'], '1');
    const { second } = await runTwice({ seed: 1, minutes: 2 }, { run, runElsewhere: run, keptMax: 0 });
    expect(second).toEqual({ digest: '1', difference: undefined });
  });
});

it('a world that fails is a defect, with where', async () => {
  const answer = await answerRequest({ seed: 1, minutes: 2 }, () =>
    Promise.reject(new Error('the twin of SSM knows no DeleteParameter')),
  );
  expect(answer).toMatchObject({ kind: 'defect' });
  expect(JSON.stringify(answer)).toContain('knows no DeleteParameter');
});
