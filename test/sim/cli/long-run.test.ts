/**
 * Does a run that takes hours say what it finds when it finds it, and what it has done when nobody waits any longer?
 */
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { broken, ran } from './fake-runs.ts';
import type { Run } from './run-request.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sim-test-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('a long run', () => {
  it('tells each seed that fails when it is found, with its rule and its command, before the others have run', async () => {
    const events: string[] = [];
    const run: Run = (request) => {
      events.push(`run ${request.seed}`);
      return broken(request);
    };
    const progress = () => ({ add: () => {}, line: (text: string) => events.push(text), close: () => {} });
    await ran({ seeds: [16, 18], jobs: 1 }, run, { progress });
    expect(events).toEqual([
      'run 16',
      'run 17',
      'Seed 17 fails: order-sent-twice. npm run sim -- --seed 17 --minutes 10',
      'run 18',
    ]);
    events.length = 0;
    await ran({ seed: 17 }, run, { progress });
    // Everything is said of a single one in a moment.
    expect(events).toEqual(['run 17']);
  });

  const interruptedAt = (seed: number) => {
    const controller = new AbortController();
    const run: Run = (request) => {
      if (request.seed < seed) return broken(request);
      controller.abort();
      return new Promise(() => {});
    };
    return { run, own: { interruptible: () => controller.signal } };
  };

  it('that is interrupted says what has run until then, and ends with 130', async () => {
    const { run, own } = interruptedAt(4);
    const file = join(folder, 'all.json');
    const { code, lines } = await ran({ seeds: [1, 100], jobs: 1, json: file }, run, own);
    expect(code).toBe(130);
    expect(lines[0]).toBe('Interrupted. Until then:');
    expect(lines[1]).toContain('3 seeds ran: 30 ticks');
    expect(lines).toContain('No rule was broken.');
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ totals: { seeds: 3 } });
  });

  it('that is interrupted after a failure shows it, makes nothing small, and ends with 1', async () => {
    const { run, own } = interruptedAt(18);
    const shrunk = join(folder, 'small.json');
    const { code, lines } = await ran({ seeds: [16, 100], requireCoverage: true, shrink: shrunk }, run, own);
    expect(code).toBe(1);
    expect(lines.at(-1)).toBe('Run it again: npm run sim -- --seed 17 --minutes 10');
    expect(existsSync(shrunk)).toBe(false);
  });

  it('that is interrupted while it makes a failure small writes how far it has come', async () => {
    const controller = new AbortController();
    const run: Run = (request) => {
      if (request.happenings !== undefined) controller.abort();
      return broken(request);
    };
    const shrunk = join(folder, 'small.json');
    const own = { interruptible: () => controller.signal };
    const { code, text } = await ran({ seed: 17, jobs: 1, shrink: shrunk }, run, own);
    expect(code).toBe(1);
    expect(text).toContain('(then time or attempts ran out)');
    expect(existsSync(shrunk)).toBe(true);
  });
});
