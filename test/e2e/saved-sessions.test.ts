/**
 * Does `scalper candles sessions` gather the weeks that an exchange states, and is nothing lost whatever it answers?
 */
import { readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../lambda/core/units.ts';
import { NOON } from '../harness/builders.ts';
import { plainText, row } from '../harness/candle-writing.ts';
import { hasTerminals, startInTerminal } from '../harness/pseudo-terminal.ts';
import { folderOf, scalper } from '../harness/scalper-process.ts';
import type { BinanceVenue } from '../venue/binance-venue.ts';
import { TROUBLES } from '../venue/request-faults.ts';
import { tradingVenue } from '../venue/venue-clients.ts';

const PATH = '/fapi/v1/tradingSchedule';
const FILE = 'hours.json';
const fileSchema = z.object({
  known: z.object({ COMMODITY: z.array(z.object({ startTime: z.number(), endTime: z.number() })) }),
});

const infoSchema = z.looseObject({ symbols: z.array(z.looseObject({ symbol: z.string() })) });

async function goldVenue(): Promise<BinanceVenue> {
  const venue = await tradingVenue();
  venue.quote('XAUUSDT', { bid: 4_000, ask: 4_000.01 });
  return venue;
}

const envOf = ({ baseUrl }: BinanceVenue) => ({ EXCHANGE_ENDPOINT: baseUrl, NO_COLOR: '1' });

function save(venue: BinanceVenue, folder: string, ...words: readonly string[]) {
  const line = ['candles', 'sessions', 'binanceusdm', '--out', FILE, ...words];
  return scalper(line, { folder, env: envOf(venue) });
}

const contentOf = (folder: string) => readFile(join(folder, FILE), 'utf8');
const minuteOf = (timeMs: number) => new Date(timeMs).toISOString().slice(0, 16).replace('T', ' ');
const DAY_BEFORE = Math.floor(NOON / DAY_MS) * DAY_MS - DAY_MS;

describe('scalper candles sessions', () => {
  it('weeks that are saved one after the other are one file, in which a missing one is named', async () => {
    const [venue, folder] = [await goldVenue(), await folderOf()];
    const first = await save(venue, folder, 'XAUUSDT', 'BTCUSDT');
    const [from, to] = [DAY_BEFORE - 7 * DAY_MS, DAY_BEFORE + 7 * DAY_MS];
    expect(first.stderr).toBe('');
    expect(first.stdout).toContain(
      `COMMODITY (XAUUSDT): 10 sessions\n  known    ${minuteOf(from)} UTC to ${minuteOf(to)} UTC\n`,
    );
    expect(first.stdout).toContain('BTCUSDT: no closed hours at binanceusdm, and no sessions to save\n');
    expect(first.stdout).toContain(`Saved: ${FILE}\nSave again before ${minuteOf(to)} UTC`);
    expect(first.stdout).toContain(`backtest candles --sessions XAUUSDT=${FILE}\n`);
    expect(first.stdout).not.toContain('  missing  ');
    expect(venue.asked(`GET ${PATH}`)).toHaveLength(1);
    expect((await stat(join(folder, FILE))).mode & 0o777).toBe(0o600);
    venue.timeMs += 7 * DAY_MS;
    const second = await save(venue, folder);
    expect(second.stdout).toContain(`  known    ${minuteOf(from)} UTC to ${minuteOf(to + 7 * DAY_MS)} UTC\n`);
    expect(second.stdout).toContain(`Saved: ${FILE}, with what it held before\n`);
    expect(second.stdout).not.toContain('  missing  ');
    venue.timeMs += 21 * DAY_MS;
    const third = await save(venue, folder);
    const missing = [to + 7 * DAY_MS, from + 28 * DAY_MS] as const;
    expect(third.stdout).toContain(
      `\n  missing  ${minuteOf(missing[0])} UTC to ${minuteOf(missing[1])} UTC\n`,
    );
    expect(fileSchema.parse(JSON.parse(await contentOf(folder))).known.COMMODITY).toEqual([
      { startTime: from, endTime: missing[0] },
      { startTime: missing[1], endTime: to + 28 * DAY_MS },
    ]);
    expect(await readdir(folder)).toEqual([FILE]);
  });

  it('what was saved is what a backtest reads', async () => {
    const [venue, folder] = [await goldVenue(), await folderOf()];
    venue.rules.tradingSchedules = {
      COMMODITY: [
        { startTime: Date.UTC(2025, 4, 1), endTime: Date.UTC(2025, 4, 1) + HOUR_MS, type: 'REGULAR' },
        { startTime: Date.UTC(2025, 4, 1) + HOUR_MS, endTime: Date.UTC(2025, 4, 2), type: 'NO_TRADING' },
      ],
    };
    await save(venue, folder);
    const rows = Array.from({ length: (2 * HOUR_MS) / MINUTE_MS }, (_, k) => row(k));
    await writeFile(join(folder, 'XAUUSDT-1m-2025-05.csv'), plainText(rows));
    const tested = await scalper(['backtest', 'XAUUSDT-1m-2025-05.csv', '--sessions', FILE], { folder });
    expect(tested.stderr).toBe('');
    expect(tested.stdout).toContain(`XAUUSDT 1 by ${FILE}, 60 candles of closed minutes left out`);
  });

  it('hours that the answer does not tell are named, and the others are saved', async () => {
    const [venue, folder] = [await goldVenue(), await folderOf()];
    const listed = await (await fetch(`${venue.baseUrl}/fapi/v1/exchangeInfo`)).text();
    const share = { contractType: 'TRADIFI_PERPETUAL', underlyingType: 'EQUITY' };
    const info = infoSchema.parse(JSON.parse(listed));
    const symbols = info.symbols.map((each) => (each.symbol === '4USDT' ? { ...each, ...share } : each));
    const body = JSON.stringify({ ...info, symbols });
    venue.fail({ path: '/fapi/v1/exchangeInfo', fault: { kind: 'body', body }, times: 9 });
    const { code, stdout } = await save(venue, folder);
    expect(stdout).toMatch(/^COMMODITY \(XAUUSDT\): 10 sessions$/m);
    expect(stdout).toContain('EQUITY: not read: an answer that is not a schedule of EQUITY: it is not among');
    expect(stdout).toContain(`--sessions XAUUSDT=${FILE}\n`);
    expect(code).toBe(1);
    expect((await save(venue, folder, '4USDT')).stderr).toContain('nothing was saved');
  });

  it('markets without closed hours are named, and nothing is written', async () => {
    const [venue, folder] = [await goldVenue(), await folderOf()];
    const { code, stdout } = await save(venue, folder, 'BTCUSDT', 'ethusdt');
    expect(stdout).toBe(
      'BTCUSDT, ETHUSDT: no closed hours at binanceusdm, and no sessions to save\nNothing was saved.\n',
    );
    expect(code).toBe(0);
    expect(venue.asked(`GET ${PATH}`)).toEqual([]);
    expect(await readdir(folder)).toEqual([]);
  });

  it.each([
    [
      'a region that is not served',
      TROUBLES['restricted location'],
      /does not serve this region \(HTTP 451\)/,
    ],
    ['a lost connection', TROUBLES.reset, /cannot read the trading hours of binanceusdm: .*lost/],
    ['HTML', TROUBLES['HTML with 200'], /cannot read the trading hours of binanceusdm/],
    ['half an answer', TROUBLES['truncated body'], /cannot read the trading hours of binanceusdm/],
    ['a list', { kind: 'body', body: '[]' }, /not a schedule of COMMODITY: .*nothing was saved/],
    [
      'no markets',
      { kind: 'body', body: '{"marketSchedules":{}}' },
      /not among those stated; nothing was saved/,
    ],
    [
      'an empty market',
      { kind: 'body', body: '{"marketSchedules":{"COMMODITY":{"sessions":[]}}}' },
      /not a schedule of COMMODITY: sessions: .*nothing was saved/,
    ],
    [
      'a time that is none',
      {
        kind: 'body',
        body: '{"marketSchedules":{"COMMODITY":{"sessions":[{"startTime":1e300,"endTime":"x","type":7}]}}}',
      },
      /sessions\.0\.startTime: .*nothing was saved/,
    ],
  ] as const)('an answer that is %s loses nothing that was saved', async (_, fault, words) => {
    const [venue, folder] = [await goldVenue(), await folderOf()];
    await save(venue, folder);
    const before = await contentOf(folder);
    venue.fail({ path: PATH, fault, times: 9 });
    const { code, stdout, stderr } = await save(venue, folder, 'XAUUSDT');
    expect(stderr.replaceAll(/\s+/g, ' ')).toMatch(words);
    expect([code, stdout]).toEqual([2, '']);
    expect(await contentOf(folder)).toBe(before);
    expect(await readdir(folder)).toEqual([FILE]);
  });

  it('an exchange without hours, a stranger and a name that is none are told', async () => {
    const [venue, folder] = [await goldVenue(), await folderOf()];
    expect((await save(venue, folder, 'XAUUSTD')).stderr).toMatch(/did you mean XAUUSDT/);
    expect((await save(venue, folder, 'XAU/USDT')).stderr).toMatch(/XAU\/USDT is not a symbol/);
    const stranger = await scalper(['candles', 'sessions', 'binanceusd', '--out', FILE], { folder });
    expect(stranger.stderr).toMatch(/ccxt knows no exchange called binanceusd; did you mean/);
    expect(stranger.code).toBe(2);
    expect(await readdir(folder)).toEqual([]);
  });

  it.each([
    ['of somebody else', '{"marketSchedules":{}}', /it is there already; name another, or .*--force/],
    [
      'that was damaged',
      '{\n  "savedBy": "candles sessions of scalper",\n  "exchange": "binan',
      /cannot go on with hours\.json: .*--force/,
    ],
    [
      'of another exchange',
      `${JSON.stringify({ savedBy: 'candles sessions of scalper', exchange: 'bybit', follows: {}, known: {}, marketSchedules: {} }, undefined, 2)}\n`,
      /it holds the hours of bybit, and these are of binanceusdm; .*--force/,
    ],
  ])('a file %s is replaced with --force alone', async (_, content, words) => {
    const [venue, folder] = [await goldVenue(), await folderOf({ [FILE]: content })];
    const refused = await save(venue, folder, 'XAUUSDT');
    expect(refused.stderr.replaceAll(/\s+/g, ' ')).toMatch(words);
    expect(refused.code).toBe(2);
    expect(await contentOf(folder)).toBe(content);
    expect(venue.requests).toEqual([]);
    const forced = await save(venue, folder, 'XAUUSDT', '--force');
    expect([forced.code, forced.stderr]).toEqual([0, '']);
    expect(fileSchema.safeParse(JSON.parse(await contentOf(folder))).success).toBe(true);
  });

  it('for machines everything is told as JSON', async () => {
    const [venue, folder] = [await goldVenue(), await folderOf()];
    const { stdout } = await save(venue, folder, 'XAUUSDT', 'BTCUSDT', '--json');
    expect(JSON.parse(stdout)).toEqual({
      file: FILE,
      exchange: 'binanceusdm',
      follows: { XAUUSDT: 'COMMODITY' },
      withoutHours: ['BTCUSDT'],
      known: { COMMODITY: [{ startMs: DAY_BEFORE - 7 * DAY_MS, endMs: DAY_BEFORE + 7 * DAY_MS }] },
      problems: {},
      read: ['XAUUSDT'],
      isWritten: true,
      isMerged: false,
    });
  });

  it.skipIf(!hasTerminals)(
    'in 80 columns no line is too long (skipped where the script of util-linux is absent)',
    async () => {
      const [venue, folder] = [await goldVenue(), await folderOf()];
      const args = ['candles', 'sessions', 'binanceusdm', 'XAUUSDT', 'BTCUSDT', '--out', FILE];
      const { code, stdout } = await startInTerminal({ columns: 80, folder, args, env: envOf(venue) }).ended;
      expect(code).toBe(0);
      expect(stdout).toContain('Saved: hours.json');
      expect(stdout.split(/\r?\n/).filter((line) => line.length > 80 && !line.includes('Trade'))).toEqual([]);
    },
  );
});
