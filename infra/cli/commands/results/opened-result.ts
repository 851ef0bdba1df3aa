/**
 * A result that was kept, in the page of a run: its trades, and of a run its ledger; candles where they can be had.
 */
import type { LedgerRow } from '../../../../lambda/core/ledger/ledger-events.ts';
import { isReadable } from '../../../../lambda/core/ledger/stored-row.ts';
import { NO_CANDLES, type SymbolCandles } from '../../../../lambda/core/market.ts';
import { DAY_MS } from '../../../../lambda/core/units.ts';
import { readCandleFiles } from '../../../candles/candle-files.ts';
import type { LocalPage } from '../../../local-page/local-page.ts';
import { localFolder, marketHash } from '../../../local/run-record.ts';
import { chooseMarket } from '../../../market/market-source.ts';
import { fileOfResult } from '../../../results/result-folder.ts';
import type { ReadResult } from '../../reports/result/compared-results.ts';
import { beganUsd } from '../../screens/result/figure-lines.ts';
import { interruptible } from '../../terminal/interrupt.ts';
import { complain } from '../../terminal/output.ts';
import { endPage, openPage, stayOpen, type OpenOptions } from '../open-option.ts';
import { marketRequest, type MarketOptions } from '../options.ts';

export type OpenedOptions = OpenOptions & Pick<MarketOptions, 'candles' | 'symbol' | 'columns' | 'utcOffset'>;

/** Until Ctrl-C. */
export async function openResult(options: OpenedOptions, result: ReadResult): Promise<void> {
  if (options.open === undefined) return;
  const { origin, shown } = result;
  const { market, run } = shown;
  const page = await openPage(options, {
    name: origin.by === 'backtest' ? 'Backtest' : 'Run',
    market: { ...market, symbols: await candlesOf(options, result) },
    parameters: run.parameters,
    beganUsd: beganUsd(run),
  });
  if (page === undefined) return;
  await fill(page, result);
  await endPage(page, shown);
  await stayOpen(page, interruptible());
}

/** Those that are named; else those of a market that can be made again, and is the same to the last digit. */
async function candlesOf(
  options: OpenedOptions,
  { origin, shown: { market } }: ReadResult,
): Promise<readonly SymbolCandles[]> {
  const { candles: files, reading } = marketRequest(options);
  const symbols = [...market.symbols];
  const found =
    files === undefined
      ? await madeAgain(origin.market.hash, market)
      : (await readCandleFiles(files, reading)).symbols;
  const missing = symbols.filter((wanted) => !found.some(({ symbol }) => symbol === wanted));
  if (missing.length > 0)
    complain(
      `no candles of ${missing.join(', ')} are drawn: a result keeps none; name their files with --candles`,
    );
  return symbols.map(
    (wanted) => found.find(({ symbol }) => symbol === wanted) ?? { symbol: wanted, candles: NO_CANDLES },
  );
}

async function madeAgain(
  hash: string | undefined,
  { seed, symbols, fromMs, toMs }: ReadResult['shown']['market'],
): Promise<readonly SymbolCandles[]> {
  if (seed === undefined || hash === undefined) return [];
  const days = Math.max(1, Math.ceil((toMs - fromMs) / DAY_MS));
  const made = await chooseMarket({ seed, days, symbols });
  return marketHash(made) === hash ? made.symbols : [];
}

/** With its rows, where they were kept, and else with what the result says. */
async function fill({ feed }: LocalPage, { origin, shown }: ReadResult): Promise<void> {
  const { run, attribution } = shown;
  if (origin.store === undefined) {
    const { positionOfTrade } = await import('../../../local-page/position-then.ts');
    const open = run.open.map((entered, k) => {
      const trade = { ...entered, tradeId: run.trades.length + 1 + k, entryTimeMs: entered.filledAtMs };
      return positionOfTrade(trade, undefined, run, run.toMs);
    });
    feed.whole(run.trades, open, run.toMs, attribution === undefined);
    return;
  }
  const [{ LEDGER_FILE }, { readKeptLedger }] = await Promise.all([
    import('../../../results/kept-ledger.ts'),
    import('../../../results/read-kept-ledger.ts'),
  ]);
  const { state, store } = await readKeptLedger(fileOfResult(localFolder(), origin.id, LEDGER_FILE));
  const rows: LedgerRow[] = [];
  for await (const row of store.rows(state.botId, state.ledger.epoch)) if (isReadable(row)) rows.push(row);
  feed.before(rows, state);
}
