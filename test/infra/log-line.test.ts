/**
 * What is read of a line of a log that holds the stack or the words of a library?
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { logOfFolder } from '../../infra/local/log-reader.ts';
import { readableLine } from '../../infra/log-line.ts';
import { errorLine } from '../../lambda/adapters/aws/telemetry.ts';

const FAILED = { level: 'ERROR', message: 'tick failed', error: 'Error', reason: 'it broke' };

describe('a line of the log', () => {
  it.each([
    ['of an earlier release', { ...FAILED, stack: 'Error: it broke\n    at CANARY (/a/b.js:1:2)' }],
    ['of the platform', { ...FAILED, stackTrace: ['at CANARY'], cause: { words: 'CANARY' } }],
    ['with an error inside', { ...FAILED, errors: [{ stack: ['CANARY'] }] }],
    ['with a signed request', { ...FAILED, trouble: ['GET a?b=1&signature=CANARY'] }],
  ])('a line of the log %s is read without what is a library’s', (_, line) => {
    const read = readableLine(JSON.stringify(line));
    expect(read).not.toContain('CANARY');
    expect(JSON.parse(read)).toMatchObject(FAILED);
  });

  it('a line of the log that holds nothing of a library is as it was written', () => {
    const line = errorLine({ id: 'paper', symbols: [] }, new Error('it broke'));
    expect(readableLine(line)).toBe(line);
    expect(readableLine('{ "big": 12345678901234567890 }')).toBe('{ "big": 12345678901234567890 }');
  });

  it('a line of the log that is no JSON, or too deep, is read as text', () => {
    expect(readableLine('signature=CANARY')).toBe('signature=(key)');
    const deep = '['.repeat(200_000) + ']'.repeat(200_000);
    expect(readableLine(deep)).toBe(deep);
  });
});

it('a local log is read so', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'scalper-log-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const lines = [{ ...FAILED, stack: 'CANARY' }, FAILED].map((line) => `${JSON.stringify(line)}\n`);
  await writeFile(join(folder, 'log.jsonl'), lines.join(''), { mode: 0o600 });
  expect(await logOfFolder(folder).next()).toEqual([JSON.stringify(FAILED), JSON.stringify(FAILED)]);
});
