/**
 * Is what is exported exact, the same in every format, and is the rest of what a run leaves read as it was written?
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { folderOf, scalper, startProgram } from '../../harness/scalper-process.ts';

const records = z.array(z.record(z.string(), z.string()));

const NUMBERS = [
  'trade_id',
  'quantity',
  'entry_price',
  'gross_usd',
  'net_usd',
  'momentum_pct',
  'range_pct',
] as const;

/** This reader makes a binary number of a decimal. */
const money = z.number().transform((amount) => Number(amount.toFixed(8)));

/** As JSON has it. */
const tradeOf = <Time extends z.ZodType, Whole extends z.ZodType>(time: Time, whole: Whole) =>
  z.object({
    bot: z.literal('local'),
    epoch: whole,
    trade_id: whole,
    symbol: z.string(),
    side: z.enum(['long', 'short']),
    quantity: z.number().positive(),
    entry_time: time,
    entry_price: z.number().positive(),
    exit_time: time,
    exit_price: z.number().positive(),
    reason: z.string(),
    gross_usd: money,
    fees_usd: money,
    funding_usd: money,
    net_usd: money,
    ambiguous: z.boolean(),
    momentum_pct: z.number(),
    volume_ratio: z.number(),
    range_pct: z.number(),
    decision_lag_seconds: z.null(),
    // On paper there is no exchange.
    unprotected_seconds: z.null(),
    slippage_usd: money,
  });
const tradesSchema = z.array(tradeOf(z.iso.datetime(), z.int()));
const parquetSchema = z.array(
  tradeOf(
    z.date().transform((time) => time.toISOString()),
    z.bigint().transform(Number),
  ),
);

let folder = '';
let env: NodeJS.ProcessEnv = {};
const ask = (...args: readonly string[]) => scalper(args, { folder, env });

beforeAll(async () => {
  folder = await folderOf();
  env = { SCALPER_HOME: join(folder, 'home') };
  const run = ['start', '--quiet', '--symbols', 'BTCUSDT,ETHUSDT', '--store', 'dynalite'];
  expect(await ask(...run, '--to', '2025-01-06T06:00')).toMatchObject({ code: 0 });
});

describe('export', () => {
  it('export has the same closed trades in every format, each amount with all its decimals', async () => {
    const trades = records.parse(parse((await ask('export')).stdout, { columns: true }));
    expect(trades.length).toBeGreaterThan(20);
    const json = tradesSchema.parse(JSON.parse((await ask('export', '--format', 'json')).stdout));
    await ask('export', '--format', 'parquet', '--out', 'trades.parquet');
    const file = await asyncBufferFromFile(join(folder, 'trades.parquet'));
    const parquet = parquetSchema.parse(await parquetReadObjects({ file }));
    expect(parquet).toEqual(json);
    for (const [k, cells] of trades.entries()) {
      const { net_usd: net, gross_usd: gross, fees_usd: fees, funding_usd: funding } = cells;
      expect([net, gross, fees, funding].join(' ')).toMatch(/^(?:-?\d+\.\d{8} ?){4}$/);
      expect(cells['exit_time']).toMatch(/^2025-01-0\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      expect(Object.keys(cells)).toEqual(Object.keys(json[k]!));
      expect(cells['ambiguous']).toBe(String(json[k]!.ambiguous));
      for (const name of NUMBERS) expect(Number(cells[name]), name).toBe(json[k]![name]);
    }
  });

  it('export has every row too, and leaves a file that is there', async () => {
    const rows = z
      .array(z.object({ sequence: z.int(), details: z.looseObject({}) }))
      .parse(JSON.parse((await ask('export', '--what', 'rows', '--format', 'json')).stdout));
    expect(rows.map(({ sequence }) => sequence)).toEqual(rows.map((_, k) => k + 1));
    await ask('export', '--out', 'once.csv');
    const before = await readFile(join(folder, 'once.csv'), 'utf8');
    const again = await ask('export', '--what', 'rows', '--out', 'once.csv');
    expect(again).toMatchObject({
      code: 2,
      stderr:
        'scalper: --out: cannot write once.csv: it is there already; name another, or replace it with --force\n',
    });
    expect(await readFile(join(folder, 'once.csv'), 'utf8')).toBe(before);
    await ask('export', '--what', 'rows', '--out', 'once.csv', '--force');
    expect(await readFile(join(folder, 'once.csv'), 'utf8')).not.toBe(before);
    expect((await ask('export', '--format', 'parquet')).stderr).toContain('name a file with --out');
  });
});

describe('tail', () => {
  it('tail tells the last ticks, for people and as they were written', async () => {
    const { stdout } = await ask('tail', '--last', '2');
    expect(stdout).toMatch(/^2025-01-06 05:59 · tick · .*\n2025-01-06 06:00 · tick · .*no entry: no-quote/);
    const [line = ''] = (await ask('tail', '--last', '1', '--json')).stdout.split('\n');
    expect(JSON.parse(line)).toMatchObject({ message: 'tick', bot: 'local' });
  });

  it('tail says that there is no log', async () => {
    const nothing = await scalper(['tail'], { env: { SCALPER_HOME: join(folder, 'nothing') } });
    expect(nothing).toMatchObject({ code: 2, stdout: '' });
    expect(nothing.stderr).toContain('there is no log here yet');
  });
});

describe('completion', () => {
  it('completion is a script that bash takes, and that knows commands below commands', async () => {
    const script = (await ask('completion', 'bash')).stdout;
    const asked = `${script}\nCOMP_WORDS=(scalper params ''); COMP_CWORD=2; _scalper; echo "\${COMPREPLY[@]}"`;
    const { code, stdout } = await startProgram('bash', ['-c', asked], { folder }).ended;
    expect(code).toBe(0);
    expect(stdout).toContain('get set diff history');
    expect((await ask('completion', 'zsh')).stdout).toContain('bashcompinit');
    expect((await ask('completion', 'fish')).stdout).toContain('complete -c scalper -f');
    expect(await ask('completion', 'tcsh')).toMatchObject({ code: 2 });
  });
});
