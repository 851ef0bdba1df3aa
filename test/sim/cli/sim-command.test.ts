/**
 * What does the command tell, and how does it end?
 */
import { existsSync, writeFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseScenario } from '../swarm/happening-file.ts';
import { broken, HAPPENINGS, ran, report, well } from './fake-runs.ts';
import { RunDefect, type Run } from './run-request.ts';
import { simProgram, type SimOptions } from './sim-options.ts';
import { ORDER_STATES } from '../order-states.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sim-test-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('the command', () => {
  it('ends with 0 where no rule was broken, and says how much was run', async () => {
    const { code, text } = await ran({ seeds: [1, 3], twiceEvery: 2 }, well);
    expect(code).toBe(0);
    expect(text).toContain('3 seeds ran: 30 ticks and 0 watch steps');
    expect(text).toContain('2 seeds ran twice');
    expect(text).toContain('No rule was broken.');
  });

  it('ends with 1 where one was, with all it takes to run it again', async () => {
    const { code, lines } = await ran({ seeds: [16, 18] }, broken);
    expect(code).toBe(1);
    expect(lines).toContain('  order-sent-twice: seeds 17');
    expect(lines).toContain('Seed 17 fails at revision v1.');
    expect(lines).toContain('01:30.0 order-sent-twice: order-sent-twice was broken');
    expect(lines).toContain('  01:00.0 venue requests take 900 ms there and 100 ms back for 40 s');
    expect(lines).toContain('  and 1 more afterwards');
    expect(lines).toContain('  the last line');
    expect(lines.at(-1)).toBe('Run it again: npm run sim -- --seed 17 --minutes 10');
  });

  it('ends with 1 where a run came to no end', async () => {
    const { code, text } = await ran({ seed: 5 }, () => Promise.reject(new RunDefect(['it hangs'])));
    expect(code).toBe(1);
    expect(text).toContain('It came to no end:\n  it hangs');
  });

  it('ends with 1 where two runs of a seed differ', async () => {
    let runs = 0;
    const run: Run = (request) => {
      runs += 1;
      const trace = `{"seed":5}\nsame\n${runs === 1 ? 'left' : 'right'}\n`;
      writeFileSync(request.traceFile ?? join(folder, 'unasked'), trace);
      return Promise.resolve(report(request, { digest: trace }));
    };
    const { code, lines } = await ran({ seed: 5, twiceEvery: 1 }, run);
    expect(code).toBe(1);
    expect(lines).toContain('Line 2 is the first that differs:');
    expect(lines).toContain('- left');
    expect(lines).toContain('+ right');
  });

  it('ends with 1 where a fault was not met in every state, if that is asked for', async () => {
    const everywhere = Object.fromEntries(ORDER_STATES.map((state) => [state, 1]));
    const run: Run = (request) =>
      Promise.resolve(report(request, { coverage: { clock: everywhere, jump: { idle: 1 } } }));
    expect((await ran({ seed: 1 }, run)).code).toBe(0);
    const { code, text } = await ran({ seed: 1, requireCoverage: true }, run);
    expect(code).toBe(1);
    expect(text).toContain(
      '7 cells never hit:\n  jump: entering, naked, protected, exiting, in-doubt, halted, closed-day',
    );
    const many = await ran({ seed: 1 }, (request) =>
      Promise.resolve(
        report(request, { met: Object.fromEntries('abcdef'.split('').map((name) => [name, 1])) }),
      ),
    );
    expect(many.text).toContain('48 cells never hit: the dots above.');
    const unknown = await ran({ seed: 1, requireCoverage: true }, run, { faults: () => ['reclaimed'] });
    expect(unknown.text).toContain('in no state: reclaimed');
  });

  it('does not ask for cells that cannot be, and says why', async () => {
    const run: Run = (request) =>
      Promise.resolve(report(request, { coverage: { 'venue take-profit refused before': { exiting: 1 } } }));
    const { lines } = await ran({ seed: 1 }, run);
    const text = lines.join(' ').replaceAll(/\s+/g, ' ');
    expect(text).toContain(
      'A fault of a take-profit’s request cannot be met idle: its intent is in the item',
    );
    expect(text).toContain(
      'venue take-profit refused before: entering, naked, protected, in-doubt, halted, closed-day',
    );
  });

  it('tells a cell that cannot be and was hit all the same, and fails where coverage is asked for', async () => {
    const possible = ORDER_STATES.filter((state) => state !== 'idle');
    const everywhere = Object.fromEntries(possible.map((state) => [state, 1]));
    const run =
      (idle: number): Run =>
      (request) =>
        Promise.resolve(
          report(request, { coverage: { 'venue take-profit refused before': { ...everywhere, idle } } }),
        );
    expect((await ran({ seed: 1, requireCoverage: true }, run(0))).code).toBe(0);
    const { code, lines } = await ran({ seed: 1, requireCoverage: true }, run(1));
    expect(code).toBe(1);
    expect(lines).toContain('Declared impossible, and hit: venue take-profit refused before, idle.');
  });

  it('keeps every line of the summary within 80 columns', async () => {
    const name = 'venue take-profit reset-mid-body before';
    const run: Run = (request) =>
      Promise.resolve(
        report(request, {
          coverage: { [name]: { idle: 123_456, naked: 9_999 } },
          nakedMs: { 'the exchange accepts no stop': 61_500 },
          happenings: HAPPENINGS,
        }),
      );
    const { lines } = await ran({ seeds: [1_000_000, 1_000_080] }, run);
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    expect(lines.join('\n')).toContain('61.5 s  seed 1000000');
  });

  it('takes the seeds of today without another choice, and those of a day that is named', async () => {
    const seeds: number[] = [];
    const run: Run = (request) => {
      seeds.push(request.seed);
      return well(request);
    };
    await ran({ ticks: 10 }, run);
    await ran({ ticks: 10, fresh: Date.UTC(2024, 0, 3) }, run);
    // 731 days after the first.
    expect(seeds[0]).toBe(73_100_000);
    expect(seeds.at(-1)).toBeGreaterThanOrEqual(200_000);
    expect(seeds.at(-1)).toBeLessThan(200_010);
  });

  it('writes a shrunk run that is read back and runs', async () => {
    const file = join(folder, 'seed-17.json');
    const first = await ran({ seed: 17, shrink: file }, broken);
    expect(first.text).toContain('1 of 3 happenings');
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({
      seed: 17,
      happenings: [{ kind: 'slow', atMs: 60_000 }],
    });
    const again = await ran({ happenings: file }, broken);
    expect(again.code).toBe(1);
    expect(again.lines.at(-1)).toBe(`Run it again: npm run sim -- --happenings ${file}`);
  });

  it('makes nothing small of code that changes meanwhile, and says so', async () => {
    const file = join(folder, 'changed.json');
    let runs = 0;
    const counted: Run = (request) => {
      runs += 1;
      return broken(request);
    };
    const haveSourcesChanged = () => runs > 4;
    const { code, text } = await ran({ seed: 17, shrink: file }, counted, { haveSourcesChanged });
    expect(code).toBe(1);
    expect(text).toContain('It is not made small: the code has changed since the command began.');
    expect(existsSync(file)).toBe(false);
  });

  it('runs seeds in recorded markets, and says so where one fails', async () => {
    const requests: unknown[] = [];
    const recorded = ['BTCUSDT-1m-2021-05.csv', 'more'];
    const file = join(folder, 'recorded.json');
    const { text } = await ran({ seed: 17, recorded, shrink: file }, (request) => {
      requests.push(request);
      return broken(request);
    });
    expect(requests.length).toBeGreaterThan(1);
    for (const request of requests) expect(request).toMatchObject({ recorded });
    expect(text).toContain('--seed 17 --minutes 10 --recorded BTCUSDT-1m-2021-05.csv more');
    expect(parseScenario(await readFile(file, 'utf8'), file)).toMatchObject({ seed: 17, recorded });
  });

  it('writes everything as JSON', async () => {
    const file = join(folder, 'all.json');
    await ran({ seeds: [16, 17], json: file }, broken);
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({
      revision: 'v1',
      totals: { seeds: 2, ticks: 20, failed: 1 },
      runs: [
        { seed: 16, isFailed: false },
        {
          seed: 17,
          isFailed: true,
          failure: 'order-sent-twice',
          command: 'npm run sim -- --seed 17 --minutes 10',
          happenings: HAPPENINGS,
        },
      ],
    });
  });

  it('draws and traces one run, not many', async () => {
    await expect(ran({ seeds: [1, 2], picture: 'a.svg' }, well)).rejects.toThrow('are of one run');
    const requests: unknown[] = [];
    await ran({ seed: 4, trace: 'a', picture: 'b.svg' }, (request) => {
      requests.push(request);
      return well(request);
    });
    expect(requests).toMatchObject([{ seed: 4, traceFile: 'a', pictureFile: 'b.svg' }]);
  });
});

describe('its options', () => {
  const parsed = (...words: readonly string[]) =>
    simProgram()
      .configureOutput({ writeErr: () => {} })
      .parse(words, { from: 'user' })
      .opts<SimOptions>();

  it('are read', () => {
    expect(parsed('--seeds', '3..9', '--jobs', '1')).toMatchObject({ seeds: [3, 9], jobs: 1, minutes: 240 });
    expect(parsed('--fresh', '2026-11-29')).toMatchObject({ fresh: Date.UTC(2026, 10, 29) });
    expect(parsed('--fresh')).toMatchObject({ fresh: true });
  });

  it.each([
    [['--seeds', '9..3']],
    [['--seeds', '1']],
    [['--seed', '1', '--fresh']],
    [['--seed', 'x']],
    [['--ticks', '0']],
    [['--fresh', 'yesterday']],
    [['--trace', 'a', '--twice-every', '2']],
  ])('%j is refused', (words) => {
    expect(() => parsed(...words)).toThrow();
  });
});
