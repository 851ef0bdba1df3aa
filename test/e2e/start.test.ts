/**
 * Does `scalper start` trade a synthetic day, and tell the same story on the screen and in its report?
 */
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { EXIT_REASONS, DENIAL_CODES } from '../../lambda/core/reasons.ts';
import { balances, dollars, readReport, total, type Report } from './run-report-schema.ts';
import { START, folderOf, scalper, type Ended } from '../harness/scalper-process.ts';
import { ESCAPE } from '../harness/terminal-emulator.ts';

let ended: Ended;
let report: Report;

beforeAll(async () => {
  const folder = await folderOf();
  ended = await scalper([...START, '--seed', '7', '--report', 'run.json'], { folder });
  report = await readReport(join(folder, 'run.json'));
});

/** The amount that stands behind a word on the result screen. */
function shownBehind(word: string): string | undefined {
  const result = ended.stdout.slice(ended.stdout.indexOf('\nResult\n'));
  return new RegExp(`(?:^|\\s)${word} +(-?[\\d,.]+)`).exec(result)?.[1];
}

describe('the output of a synthetic day', () => {
  it('the output of a synthetic day ends well, says that the market is synthetic, and has no colours without a terminal', () => {
    expect(ended.stderr).toBe('');
    expect(ended.code).toBe(0);
    expect(ended.stdout).toContain('SYNTHETIC market, seed 7');
    expect(ended.stdout.match(/SYNTHETIC/g)).toHaveLength(2);
    expect(ended.stdout).not.toContain(ESCAPE);
  });

  it('the output of a synthetic day begins with the economics, then the trades, then the result', () => {
    const parts = ['Economics of this configuration', '81.6 % of the trades', '73.8 %', '0.90 USD at most'];
    const order = [...parts, 'Paper trading', ' balance ', 'Result\n', 'win rate'];
    const places = order.map((words) => ended.stdout.search(new RegExp(words.replaceAll(' ', '\\s+'))));
    expect(places.every((place) => place >= 0)).toBe(true);
    expect(places).toEqual([...places].sort((left, right) => left - right));
    expect(ended.stdout.startsWith('Economics')).toBe(true);
  });

  it('the output of a synthetic day has a line for each trade, with what it earned and the balance it left', () => {
    const lines = ended.stdout.split('\n').filter((line) => / balance [\d,.]+$/.test(line));
    expect(lines).toHaveLength(report.trades);
    const left = balances(report);
    for (const [index, trade] of report.ledger.entries()) {
      const words = lines[index]!.split(/\s+/);
      const time = new Date(trade.exitTime).toISOString();
      expect(words.slice(0, 4)).toEqual([time.slice(0, 10), time.slice(11, 16), trade.symbol, trade.side]);
      expect(words).toContain(trade.reason);
      expect(words.slice(-4)).toEqual(['net', dollars(trade.netUsd), 'balance', dollars(left[index]!)]);
      expect(words[words.indexOf('gross') + 1]).toBe(dollars(trade.grossUsd));
      expect(words[words.indexOf('fees') + 1]).toBe(dollars(trade.feesUsd));
    }
  });

  it('the output of a synthetic day sums up what the report holds', () => {
    expect(shownBehind('trades')).toBe(String(report.trades));
    expect(shownBehind('wins')).toBe(String(report.wins));
    expect(shownBehind('gross')).toBe(dollars(report.grossUsd));
    expect(shownBehind('fees')).toBe(dollars(report.feesUsd));
    // Its sign is a word.
    expect(report.fundingUsd).toBeLessThan(0);
    expect(shownBehind('funding')).toBe(dollars(-report.fundingUsd));
    expect(ended.stdout).toContain(`${dollars(-report.fundingUsd)} received`);
    expect(shownBehind('net')).toBe(dollars(report.netUsd));
    expect(shownBehind('balance')).toBe(dollars(report.balanceUsd));
    expect(shownBehind('win rate')).toBe(((100 * report.wins) / report.trades).toFixed(1));
    expect(shownBehind('break-even win rate')).toBe((100 * report.breakEvenWinRate!).toFixed(1));
    expect(shownBehind('day stops')).toBe(String(report.dailyStops));
    for (const [code, count] of Object.entries(report.denied)) expect(shownBehind(code)).toBe(String(count));
  });
});

describe('the report', () => {
  it('the report holds trades whose sums are its totals', () => {
    const { ledger } = report;
    expect(report.trades).toBeGreaterThan(20);
    expect(ledger).toHaveLength(report.trades);
    expect(report.wins).toBe(ledger.filter(({ netUsd }) => netUsd > 0).length);
    expect(report.ambiguous).toBe(ledger.filter(({ ambiguous }) => ambiguous).length);
    for (const name of ['grossUsd', 'feesUsd', 'fundingUsd', 'netUsd'] as const) {
      expect(report[name]).toBe(total(ledger, name));
    }
    expect(Math.round(report.balanceUsd * 1e8)).toBe(Math.round((2000 + report.netUsd) * 1e8));
    for (const { grossUsd, feesUsd, fundingUsd, netUsd } of ledger) {
      expect(Math.round(netUsd * 1e8)).toBe(Math.round((grossUsd - feesUsd - fundingUsd) * 1e8));
    }
  });

  it('the report counts exits and denials by known codes', () => {
    const exits = report.ledger.map(({ reason }) => reason);
    for (const [reason, count] of Object.entries(report.exits)) {
      expect(EXIT_REASONS).toContain(reason);
      expect(count).toBe(exits.filter((exit) => exit === reason).length);
    }
    expect(Object.values(report.exits).reduce((sum, count) => sum + count, 0)).toBe(report.trades);
    for (const code of Object.keys(report.denied)) expect(DENIAL_CODES).toContain(code);
    expect(Object.values(report.denied).every((count) => count > 0)).toBe(true);
  });

  it('the report says which market it is of, and that the run was whole', () => {
    const { market, interrupted, optimistic } = report;
    expect(market).toMatchObject({ kind: 'synthetic', seed: 7, symbols: ['BTCUSDT', 'ETHUSDT', 'SOLUSDT'] });
    expect(market.toMs - market.fromMs).toBe(86_400_000);
    expect(interrupted).toBe(false);
    expect(optimistic).toBeNull();
  });

  it('the report has its trades in the order in which they closed, within the market, on its symbols', () => {
    const { ledger, market } = report;
    const exits = ledger.map(({ exitTime }) => exitTime);
    expect(exits).toEqual([...exits].sort((left, right) => left - right));
    for (const { symbol, entryTime, exitTime } of ledger) {
      expect(market.symbols).toContain(symbol);
      expect(entryTime).toBeGreaterThanOrEqual(market.fromMs);
      expect(exitTime).toBeGreaterThanOrEqual(entryTime);
      expect(exitTime).toBeLessThanOrEqual(market.toMs);
    }
  });
});

describe('a second run', () => {
  it('a second run is the same to the byte, and one with another seed is another market', async () => {
    const args = [...START, '--seed', '7', '--report', 'again.json'];
    const [again, other] = await Promise.all([scalper(args), scalper([...START, '--seed', '8'])]);
    expect(again).toEqual(ended);
    expect(other.stdout).not.toBe(ended.stdout);
  });

  it('a second run is only the result with --quiet, and the same with --both-ways where no candle is ambiguous', async () => {
    const folder = await folderOf();
    const args = [...START, '--seed', '7', '--quiet', '--both-ways', '--report', 'both.json'];
    const both = await scalper(args, { folder });
    expect(both.code).toBe(0);
    expect(both.stdout).not.toContain('Economics');
    expect(both.stdout).not.toMatch(/ balance [\d,.]+$/m);
    const { ambiguous, trades, netUsd } = report;
    expect(ambiguous).toBe(0);
    const optimistic = { trades, netUsd, steps: [] };
    expect(await readReport(join(folder, 'both.json'))).toEqual({ ...report, optimistic });
  });

  it('a run is better with --both-ways where candles are ambiguous, and says what the target first would have made', async () => {
    const folder = await folderOf();
    const close = ['initialStopPct=0.02', 'recoveryStopPct=0.03', 'targetPct=0.03', 'takerFeePct=0'];
    const args = [...START, '--quiet', '--both-ways', ...close.flatMap((set) => ['--set', set])];
    const { stdout } = await scalper([...args, '--report', 'both.json'], { folder });
    const { ambiguous, netUsd, optimistic } = await readReport(join(folder, 'both.json'));
    expect(ambiguous).toBeGreaterThan(0);
    expect(optimistic!.trades).toBeGreaterThan(0);
    expect(optimistic!.netUsd).toBeGreaterThan(netUsd);
    expect(optimistic!.steps!.at(-1)!.moreUsd).toBeCloseTo(optimistic!.netUsd - netUsd, 8);
    expect(stdout).toMatch(
      new RegExp(`the target first, exactly +[+]\\S+ +${dollars(optimistic!.netUsd)}\\n`),
    );
  });
});
