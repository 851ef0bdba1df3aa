/**
 * Does a search say first what may be believed, count every try, go on after Ctrl-C, and refuse what it cannot search?
 */
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { folderOf, scalper } from '../harness/scalper-process.ts';

const MARKET = ['--symbols', 'SOLUSDT', '--seed', '3', '--days', '6', '--sealed', '0'];
const RANGES = ['--range', 'targetPct=0.1..0.3:0.1', '--range', 'breakeven=net,gross'];

const reportSchema = z.looseObject({
  verdict: z.object({ rung: z.string(), number: z.number(), words: z.string(), next: z.string().nullable() }),
  tries: z.object({ ever: z.number(), effective: z.number(), unreadLines: z.array(z.number()) }),
  chosen: z.record(z.string(), z.unknown()),
  sets: z.array(z.looseObject({ netUsd: z.number(), trades: z.number(), neighbourhoodUsd: z.number() })),
  windows: z.array(z.looseObject({ trades: z.number(), chosenUsd: z.number(), attemptedUsd: z.number() })),
});

it('a sweep begins with its verdict, ranks every set, and counts those that were tried before', async () => {
  const folder = await folderOf();
  const first = await scalper(['sweep', ...MARKET, ...RANGES, '--heat-map', 'breakeven,targetPct'], {
    folder,
  });
  expect([first.stderr, first.code]).toEqual(['', 0]);
  const lines = first.stdout.split('\n');
  expect(lines[0]).toBe('Verdict: loses after costs (rung 1 of 6).');
  expect(lines[1]).toBe('The next rung needs a set that earns more than it costs, and whose neighbours do.');
  expect(first.stdout).toMatch(/^6 sets on 6 days of SOLUSDT, 2025-01-06 to 2025-01-11; 6 different sets/m);
  expect(first.stdout).toMatch(/^ +0\.3 +gross /m);
  expect(first.stdout).toMatch(
    /^Net of a day by breakeven, and by targetPct across\n +breakeven +0\.1 +0\.2 +0\.3\n +net /m,
  );
  const more = ['--range', 'targetPct=0.2,0.4', '--report', 'sweep.json'];
  const { stdout } = await scalper(['sweep', ...MARKET, ...more], { folder });
  // 0.2 was among them, with breakeven=net.
  expect(stdout).toContain('7 different sets were ever tried on these');
  const report = reportSchema.parse(JSON.parse(await readFile(join(folder, 'sweep.json'), 'utf8')));
  expect(report).toMatchObject({ tries: { ever: 7 }, verdict: { rung: 'loses-after-costs', number: 1 } });
  expect(report.sets).toHaveLength(2);
  const single = await scalper(
    [
      'backtest',
      '--symbols',
      'SOLUSDT',
      '--seed',
      '3',
      '--days',
      '6',
      '--set',
      'targetPct=0.2',
      '--report',
      'one.json',
    ],
    { folder },
  );
  expect(single.code).toBe(0);
  const one = z
    .looseObject({ netUsd: z.number(), trades: z.number() })
    .parse(JSON.parse(await readFile(join(folder, 'one.json'), 'utf8')));
  expect(report.sets[0]).toMatchObject({ netUsd: one.netUsd, trades: one.trades });
});

it('a walk forward tries what it has chosen on the days after, as JSON too', async () => {
  const days = ['--choose-days', '2', '--attempt-days', '1'];
  const { stdout, code } = await scalper(['walk-forward', ...MARKET, ...RANGES, ...days, '--json']);
  expect(code).toBe(0);
  const { windows, sets } = reportSchema.parse(JSON.parse(stdout));
  expect([windows.length, sets.length]).toEqual([3, 6]);
});

/** Interrupts itself as soon as three sets are kept. */
const INTERRUPTED_EARLY = `
  import fs from 'node:fs';
  import { syncBuiltinESMExports } from 'node:module';
  const { writeSync } = fs;
  let kept = 0;
  fs.writeSync = function (file, text, ...rest) {
    if (String(text).startsWith('{"key"') && (kept += 1) === 3) process.kill(process.pid, 'SIGINT');
    return writeSync(file, text, ...rest);
  };
  syncBuiltinESMExports();`;

it('what was done before Ctrl-C is not done again, and the result is that of an uninterrupted search', async () => {
  const folder = await folderOf();
  const args = ['sweep', ...MARKET, '--range', 'targetPct=0.1..0.9:0.02', '--jobs', '1', '--json'];
  const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(INTERRUPTED_EARLY)}` };
  const interrupted = await scalper(args, { folder, env });
  expect([interrupted.code, interrupted.stdout]).toEqual([
    130,
    'Interrupted. What is done is kept; the same command goes on.\n',
  ]);
  const kept = await keptLines(folder);
  expect(kept.length).toBeGreaterThanOrEqual(3);
  expect(kept.length).toBeLessThan(41);
  const resumed = await scalper(args, { folder });
  expect((await keptLines(folder)).slice(0, kept.length)).toEqual(kept);
  expect(await keptLines(folder)).toHaveLength(41);
  const whole = await scalper(args);
  expect(JSON.parse(resumed.stdout)).toEqual(JSON.parse(whole.stdout));
});

async function keptLines(folder: string): Promise<readonly string[]> {
  const trials = join(folder, '.scalper', 'trials');
  const [file] = await readdir(trials);
  const text = await readFile(join(trials, file!), 'utf8');
  return text.split('\n').filter((line) => line !== '');
}

const WALKED = ['--days', '40', '--choose-days', '2', '--attempt-days', '1'];

it('sealed months that were opened, or that a set was tried on, are opened no more, and nothing is tried', async () => {
  const folder = await folderOf();
  const unseal = ['walk-forward', ...MARKET.slice(0, 4), ...WALKED, '--range', 'targetPct=0.1,0.2'];
  const trials = join(folder, '.scalper', 'trials.jsonl');
  const refused = async () => {
    const { stdout, stderr, code } = await scalper([...unseal, '--sealed', '1', '--unseal'], { folder });
    expect([stdout, code]).toEqual(['', 2]);
    return stderr;
  };
  const { code } = await scalper(['backtest', '--quiet', ...MARKET.slice(0, 4), '--days', '40'], { folder });
  expect(code).toBe(0);
  expect(await refused()).toContain(
    '--unseal: 1 set was tried on these months already, and they prove nothing more',
  );
  const line = (await readFile(trials, 'utf8')).trim();
  const opened = { ...z.record(z.string(), z.unknown()).parse(JSON.parse(line)), kind: 'unsealed' };
  await writeFile(trials, `${JSON.stringify({ ...opened, atMs: Date.UTC(2025, 5, 1, 12) })}\n`, {
    mode: 0o600,
  });
  expect(await refused()).toContain(
    '--unseal: these months were opened on 2025-06-01 12:00 UTC, and prove nothing more',
  );
});

it.each([
  [['sweep', '--days', '2'], '--range: name a parameter to search, such as --range targetPct=0.1..0.6:0.05'],
  [['sweep', '--range', 'targetPct=0.1..0.3'], '--sealed: 2 sealed months leave no day of these candles'],
  [['sweep', '--range', 'targetPc=1,2', '--sealed', '0'], 'did you mean targetPct?'],
  [
    ['sweep', '--range', 'targetPct=0.1..0.3', '--method', 'grid', '--sealed', '0'],
    'every range needs a step',
  ],
  [
    ['sweep', '--range', 'initialStopPct=0.3,0.4', '--sealed', '0'],
    'no combination of these ranges is a valid set',
  ],
  [['sweep', '--range', 'targetPct=0.1,0.2', '--sets', '5', '--sealed', '0'], 'a grid has every combination'],
  [['walk-forward', '--range', 'targetPct=0.1,0.2', '--sealed', '0'], 'no room for 90 days to choose by'],
  [
    ['sweep', '--range', 'targetPct=0.1,0.2', '--sealed', '0', '--heat-map', 'targetPct,leverage'],
    '--heat-map targetPct,leverage: leverage is not searched; searched is targetPct',
  ],
  [
    ['walk-forward', '--range', 'targetPct=0.1,0.2', ...WALKED, '--sealed', '0', '--unseal'],
    'no months are sealed',
  ],
])('%j is refused with what is wrong', async (args, words) => {
  const { stdout, stderr, code } = await scalper(args);
  expect(stderr).toContain(words);
  expect([code, stdout]).toEqual([2, '']);
});
