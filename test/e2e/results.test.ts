/**
 * Does every run and backtest leave its result, and do commands say of which run they speak?
 */
import { readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readKept } from '../../infra/cli/reports/result/kept-result.ts';
import { LIMITS, resultIds, resultsIn, writeResult } from '../../infra/results/result-folder.ts';
import { resultId } from '../../infra/results/result-id.ts';
import { twoSymbols } from '../harness/candle-writing.ts';
import {
  START,
  folderOf,
  interruptedAt,
  scalper,
  startScalper,
  type Ended,
} from '../harness/scalper-process.ts';

const CANDLES = ['--candles', '.', '--quiet'] as const;
const exportedSchema = z.array(z.object({ trade_id: z.number() }));

let folder: string;

async function told(...args: readonly string[]): Promise<Ended> {
  const ended = await scalper(args, { folder });
  expect(ended.code, ended.stderr).toBe(0);
  return ended;
}

/** The newest first. */
async function results() {
  const home = join(folder, '.scalper');
  const kept = await Promise.all((await resultIds(home)).map((id) => readKept(home, id)));
  return kept.map(({ origin, report }) => ({ ...origin, ...report }));
}

async function exported(...args: readonly string[]): Promise<number> {
  const { stdout } = await told('export', '--format', 'json', ...args);
  return exportedSchema.parse(JSON.parse(stdout)).length;
}

beforeAll(async () => {
  folder = await folderOf(await twoSymbols(80));
});

describe('what is kept of runs', () => {
  it('a run in memory leaves its result and its ledger, and is the one that others speak of', async () => {
    expect((await told('results')).stdout).toMatch(
      /^No results in .*results yet: `.*scalper backtest` makes one/,
    );
    await told('start', ...CANDLES);
    const [first] = await results();
    expect(first).toMatchObject({ by: 'start', store: 'dynalite', interrupted: false });
    expect((await told('status')).stdout).toContain(
      `run ${first!.id} · finished: the next start begins anew`,
    );

    await told(...START, ...CANDLES, '--symbols', 'ETHUSDT');
    const [memory, again] = await results();
    expect([memory!.store, again]).toEqual(['memory', first]);
    expect(memory!.trades).toBeLessThan(first!.trades);
    expect(memory!.command).toMatch(/scalper start --store memory --candles \. --quiet --symbols ETHUSDT$/);
    const [status, ledger, json] = [
      await told('status'),
      await told('ledger', '--last', '3'),
      await told('ledger', '--json', '--last', '1'),
    ];
    expect(status.stdout).toContain(`run ${memory!.id} · finished, and kept with its result`);
    expect(ledger.stdout).toMatch(new RegExp(`^run ${memory!.id} · recorded candles\n`));
    expect(json.stderr).toBe(`of run ${memory!.id}, which is kept with its result\n`);
    expect(await exported()).toBe(memory!.trades);
    expect(await exported('--result', first!.id)).toBe(first!.trades);
    // These speak of the run in the database, and say so.
    const [doctor, parity] = [await told('doctor'), await told('parity', '.')];
    expect(doctor.stdout).toMatch(new RegExp(`^run +passed +${first!.id}: finished; the next`, 'm'));
    expect(parity.stdout).toContain(`Parity  run ${first!.id} in `);
  });

  it('a finished run is not erased by the next start, and what is kept of it is damaged by nobody', async () => {
    const [, first] = await results();
    await told('start', ...CANDLES, '--set', 'targetPct=0.3');
    const [second, , still] = await results();
    expect(still).toEqual(first);
    expect(await exported()).toBe(second!.trades);
    expect(await exported('--result', first!.id)).toBe(first!.trades);

    const home = join(folder, '.scalper', 'results');
    await writeFile(join(home, second!.id, 'result.json'), '{');
    const list = await told('results');
    expect(list.stdout).toContain(first!.id);
    expect(list.stdout).not.toContain(second!.id);
    expect(list.stderr).toContain(`result ${second!.id} cannot be read`);
    const shown = await scalper(['results', 'show', second!.id], { folder });
    expect(shown).toMatchObject({ code: 2, stdout: '' });
    await told('results', 'rm', second!.id);
    expect(await readdir(home)).toHaveLength(2);
  });

  it('a backtest has a result and no ledger, and a list of ids is removed together', async () => {
    const backtest = await told('backtest', ...CANDLES);
    const [kept, ...others] = await results();
    expect(kept).toMatchObject({ by: 'backtest', store: undefined });
    const { stdout } = await told('results', 'show', kept!.id);
    expect(stdout.split('\n').slice(1).join('\n')).toBe(backtest.stdout);
    const ledger = await scalper(['ledger', '--result', kept!.id], { folder });
    expect(ledger.stderr).toContain(`result ${kept!.id} is that of a backtest, and has no ledger`);
    expect(ledger.code).toBe(2);
    await told('results', 'rm', kept!.id, others[0]!.id);
    expect(await results()).toEqual(others.slice(1));
    const asked = await startScalper(['results', 'rm', '--all'], { folder });
    asked.typeLast('n\n');
    expect((await asked.ended).stdout).toContain('Nothing was removed.');
    expect(await results()).toHaveLength(others.length - 1);
    await told('results', 'rm', '--all', '--yes');
    expect(await results()).toEqual([]);
  });

  it('an interrupted run is kept as such, and going on ends it under the same id', async () => {
    const args = ['start', '--candles', '.', '--fresh'];
    const { code } = await scalper(args, { folder, env: interruptedAt(' balance 1,9') });
    expect(code).toBe(0);
    const [interrupted] = await results();
    expect(interrupted).toMatchObject({ by: 'start', interrupted: true });
    expect((await told('results')).stdout).toContain(`${interrupted!.id}*`);
    await told('start', '--candles', '.');
    const [finished, ...none] = await results();
    expect(none).toEqual([]);
    expect(finished).toMatchObject({ id: interrupted!.id, interrupted: false });
    expect(finished!.trades).toBeGreaterThan(interrupted!.trades);
  });

  it('the oldest of more than a hundred results goes, and that is said', async () => {
    const home = join(folder, '.scalper');
    const oldest = resultId(Date.UTC(2025, 0, 1), 0);
    await writeResult(home, oldest, {});
    await utimes(join(resultsIn(home), oldest), new Date(0), new Date(0));
    const others = LIMITS.results - (await resultIds(home)).length;
    for (let k = 1; k <= others; k += 1) await writeResult(home, resultId(Date.UTC(2025, 0, 2), k), {});
    const { stderr } = await told('backtest', ...CANDLES);
    expect(stderr).toBe(`The oldest result ${oldest} was removed: 100 are kept at most, and 1.00 GB.\n`);
    expect(await resultIds(home)).toHaveLength(100);
  });

  it('a run that goes on is the one that others speak of, also beside a later one in memory', async () => {
    const own = await folderOf();
    const running = await startScalper(['start', '--speed', '600'], { folder: own });
    await running.until('Paper trading');
    expect((await scalper([...START, '--quiet', '--seed', '2'], { folder: own })).code).toBe(0);
    const status = () => scalper(['status'], { folder: own });
    const [kept] = await resultIds(join(own, '.scalper'));
    const beside = (await status()).stdout;
    running.signal('SIGINT');
    await running.ended;
    expect(beside).toContain('SYNTHETIC market, seed 1 ');
    expect(beside).not.toContain(kept!);
    expect((await status()).stdout).toContain(`run ${kept} · finished, and kept with its result`);
  });
});
