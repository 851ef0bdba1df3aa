/**
 * Is a result that was kept shown as its run showed it, and compared trade by trade?
 *
 * The two sets of parameters are compared on the recorded month whose trades two bookkeepers agreed on.
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { testedOn } from '../../../../infra/cli/commands/research/backtest-command.ts';
import {
  comparisonOf,
  comparisonReport,
  type ReadResult,
} from '../../../../infra/cli/reports/result/compared-results.ts';
import { keptFiles } from '../../../../infra/cli/reports/result/kept-files.ts';
import { readKept, readShown } from '../../../../infra/cli/reports/result/kept-result.ts';
import { shownResult } from '../../../../infra/cli/reports/result/shown-result.ts';
import { compareScreen } from '../../../../infra/cli/screens/result/compare-screen.ts';
import { resultScreen } from '../../../../infra/cli/screens/result-screen.ts';
import { runReport } from '../../../../infra/cli/reports/run-report.ts';
import { marketHash } from '../../../../infra/local/run-record.ts';
import {
  chooseMarket,
  type ChosenMarket,
  type MarketRequest,
} from '../../../../infra/market/market-source.ts';
import { fileOfResult, writeResult } from '../../../../infra/results/result-folder.ts';
import { resultId } from '../../../../infra/results/result-id.ts';
import { parseParameters } from '../../../../lambda/config.ts';
import { minus, plus, toDollars, ZERO_USD, type Usd } from '../../../../lambda/core/units.ts';
import type { ClosedTrade } from '../../../../lambda/core/ledger/closed-trade.ts';
import { run } from '../../../local/paper-run-harness.ts';

const MONTH = fileURLToPath(
  new URL('../../../../../shared/data/candles/binance-usdm/BTCUSDT-1m-2025-05.csv.gz', import.meta.url),
);
const STARTED_MS = Date.UTC(2026, 10, 29, 16, 56, 22);
const ID = resultId(STARTED_MS, 0);

async function newHome(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'kept-result-'));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  return home;
}

function originOf(id: string, market: ChosenMarket) {
  return {
    id,
    by: 'backtest',
    command: './scalper backtest',
    revision: '4c97113f0a29',
    startedMs: STARTED_MS,
    endedMs: STARTED_MS + 1_000,
    store: undefined,
    market: { label: market.label, toMs: market.toMs, hash: marketHash(market) },
  };
}

/** Kept, and read again. */
async function keptAndRead(
  home: string,
  id: string,
  market: ChosenMarket,
  written: object,
): Promise<ReadResult> {
  const shown = shownResult(market, ...testedOn(market, parseParameters(written)));
  await writeResult(home, id, keptFiles(originOf(id, market), shown));
  const kept = await readKept(home, id);
  const read = await readShown(home, kept);
  for (const view of [{}, { width: 80 }, { width: 140, by: ['hour'] as const }])
    expect(resultScreen(read, view)).toEqual(resultScreen(shown, view));
  expect(runReport(read)).toEqual(runReport(shown));
  return { origin: kept.origin, shown: read };
}

const synthetic = (request: MarketRequest = {}) => chooseMarket({ symbols: ['BTCUSDT'], ...request });

describe('a result that is read again', () => {
  it('a result that is read again is shown as it was, also of a run with an open position', async () => {
    const home = await newHome();
    const { shown } = await keptAndRead(home, ID, await synthetic({ seed: 3 }), { targetPct: 0.4 });
    expect(shown.run.trades.length).toBeGreaterThan(10);
    const market = await synthetic();
    const opened = new AbortController();
    const { result } = await run(market, {
      signal: opened.signal,
      onTick: ({ state }) => state.ledger.positions.length > 0 && opened.abort(),
    });
    expect(result).toMatchObject({ isInterrupted: true, open: [{}] });
    const interrupted = shownResult(market, result);
    await writeResult(home, ID, keptFiles(originOf(ID, market), interrupted));
    const again = await readShown(home, await readKept(home, ID));
    expect(resultScreen(again, { width: 140 })).toEqual(resultScreen(interrupted, { width: 140 }));
  });

  it('a result that is damaged is named by what is wrong, whatever it is', async () => {
    const home = await newHome();
    await keptAndRead(home, ID, await synthetic(), {});
    const read = async () => readShown(home, await readKept(home, ID));
    const [result, trades] = [fileOfResult(home, ID, 'result.json'), fileOfResult(home, ID, 'trades.jsonl')];
    const [resultText, tradesText] = [await readFile(result, 'utf8'), await readFile(trades, 'utf8')];
    const damages: readonly (readonly [string, string, string])[] = [
      [result, resultText.slice(0, 300), 'cannot be read: '],
      [result, resultText.replace('"netUsd"', '"net"'), 'report.netUsd'],
      [
        result,
        resultText.replace(/"balanceUsd": [\d.]+/, '"balanceUsd": 1e300'),
        'is no amount that can be kept',
      ],
      [result, resultText.replace(ID, resultId(STARTED_MS, 1)), 'is damaged: '],
      [trades, tradesText.slice(0, -20), 'is damaged: line '],
      [trades, tradesText.split('\n').slice(1).join('\n'), ' trades'],
    ];
    for (const [file, text, words] of damages) {
      await writeFile(file, text);
      await expect(read(), words).rejects.toThrow(words);
      await expect(read(), words).rejects.toMatchObject({ name: 'InputError' });
      await writeFile(result, resultText);
      await writeFile(trades, tradesText);
    }
    await rm(trades);
    await expect(read()).rejects.toThrow('trades.jsonl has 0 of ');
    await mkdir(trades);
    await expect(read()).rejects.toThrow(`${trades} cannot be read: it is a folder`);
    await rm(result);
    await expect(read()).rejects.toThrow(
      `result ${ID} cannot be read: it is not there, or its folder is not (ENOENT)`,
    );
  });
});

it.skipIf(process.platform === 'win32').each(['result.json', 'ledger.jsonl'])(
  'a pipe in the place of %s is named, and not waited for (skipped where there are none)',
  async (name) => {
    const home = await newHome();
    await keptAndRead(home, ID, await synthetic(), {});
    const path = fileOfResult(home, ID, name);
    await rm(path, { force: true });
    execFileSync('mkfifo', [path]);
    await expect(readKept(home, ID)).rejects.toThrow(`${path} is neither a file nor a folder`);
  },
);

describe('two results', () => {
  it('the same result twice differs in nothing, and another market is told', async () => {
    const home = await newHome();
    const one = await keptAndRead(home, ID, await synthetic(), {});
    const same = comparisonOf(one, one);
    expect(same).toMatchObject({ isSameMarket: true, parameters: [] });
    expect(same.trades).toEqual({
      same: one.shown.run.trades.length,
      onlyA: [],
      onlyB: [],
      different: [],
    });
    expect(compareScreen(same)).toContain('The parameters are the same.');
    const factor = { ...same.figures[0]!, label: 'factor', unit: 'factor', a: 0.174, b: 0.166 } as const;
    const lines = compareScreen({ ...same, figures: [factor, { ...factor, difference: -0.004 }] });
    expect(lines).toContainEqual(expect.stringMatching(/^factor  0\.17  0\.17 +0\.00$/));
    const other = await keptAndRead(home, ID, await synthetic({ seed: 2 }), {});
    expect(compareScreen(comparisonOf(one, other)).join('\n')).toContain(
      'The markets are not the same: the differences may be theirs.',
    );
  });

  it.skipIf(!existsSync(MONTH)).each([80, 140])(
    'two sets of parameters in May are compared in %i columns (skipped where the recording is absent)',
    async (width) => {
      const home = await newHome();
      const market = await chooseMarket({ candles: [MONTH] });
      const a = await keptAndRead(home, ID, market, {});
      const b = await keptAndRead(home, resultId(STARTED_MS + 60_000, 7), market, {
        targetPct: 0.3,
        maxHoldSeconds: 600,
      });
      const comparison = comparisonOf(a, b);
      const { trades, figures } = comparison;
      const screen = compareScreen(comparison, width);
      for (const line of screen) expect(line.length, line).toBeLessThanOrEqual(width);
      await expect(`${screen.join('\n')}\n`).toMatchFileSnapshot(`compare-${width}.txt`);

      // What two bookkeepers agreed on.
      expect(figures.find(({ name }) => name === 'netUsd')?.a?.toFixed(3)).toBe('-1283.773');
      expect(trades.same + trades.onlyA.length + trades.different.length).toBe(1_995);
      const net = (of: readonly ClosedTrade[]) => of.reduce((sum, { netUsd }) => plus(sum, netUsd), ZERO_USD);
      const byTrade: Usd = minus(
        plus(net(trades.onlyB), net(trades.different.map((pair) => pair.b))),
        plus(net(trades.onlyA), net(trades.different.map((pair) => pair.a))),
      );
      expect(figures.find(({ name }) => name === 'netUsd')?.difference).toBeCloseTo(toDollars(byTrade), 8);
      expect(comparisonReport(comparison)).toMatchObject({
        sameMarket: true,
        parameters: { targetPct: { a: 0.15, b: 0.3 }, maxHoldSeconds: { a: 300, b: 600 } },
        trades: { same: trades.same },
      });
    },
  );
});
