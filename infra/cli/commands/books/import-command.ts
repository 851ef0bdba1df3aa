/**
 * `scalper import`: what the trades of another tool earned after costs. Writes nothing.
 */
import { Option, type Command } from 'commander';
import { toDollars } from '../../../../lambda/core/units.ts';
import { readText } from '../../../files/bounded-text.ts';
import type { ImportedLedger } from '../../../imported/imported-trade.ts';
import { ledgerColumns, type ColumnRole } from '../../../imported/ledger-columns.ts';
import type { ChosenColumns } from '../../../recordings/header-columns.ts';
import { LEDGER_BYTES_MAX, readLedger } from '../../../imported/read-ledger.ts';
import { InputError } from '../../../input-error.ts';
import {
  resultOfImport,
  type Earnings,
  type ImportCosts,
  type ImportedResult,
  type RebookedTrade,
} from '../../reports/imported-result.ts';
import { readParameters } from '../options.ts';
import { screenWidth } from '../../terminal/columns.ts';
import { importScreen } from '../../screens/import-screen.ts';
import { print, printJson } from '../../terminal/output.ts';
import { fileFailureWords } from '../../../files/system-error.ts';

interface ImportOptions {
  readonly takerFee?: string;
  readonly set?: readonly string[];
  readonly columns?: ChosenColumns<ColumnRole>;
  readonly strategy?: string;
  readonly json?: true;
}

export function addImportCommand(program: Command): void {
  program
    .command('import')
    .description('show what the trades of another tool earned after costs; writes nothing')
    .argument(
      '<ledger>',
      "the old bot's data/ledger.json, freqtrade's trades (show-trades --print-json, or the JSON of a backtest), jesse's CSV, or any CSV with a header",
    )
    .addOption(
      new Option(
        '--columns <list>',
        'which column of a CSV is which, by name or number, such as entryPrice=open,netPnl=7; the others are found',
      ).argParser(ledgerColumns),
    )
    .option('--strategy <name>', 'whose trades, in a backtest of freqtrade with several')
    .option(
      '--taker-fee <pct>',
      'fee of a taker fill in percent, per side, where the tool recorded none: the same as --set takerFeePct=',
    )
    .option(
      '--set <name=value>',
      'takerFeePct or slippageBps; may be repeated',
      (value: string, before: readonly string[] | undefined) => [...(before ?? []), value],
    )
    .option('--json', 'print JSON, with every trade')
    .action(async (file: string, options: ImportOptions) => {
      const costs = await readCosts(options);
      const text = await readText(file, LEDGER_BYTES_MAX).catch((error: unknown) => {
        throw new InputError(`cannot read ${file}: ${fileFailureWords(error)}`, { cause: error });
      });
      const ledger = readLedger(text, file, options);
      const result = resultOfImport(ledger, costs);
      refuseUnusedFee(options, result);
      if (options.json) printJson(importReport(ledger, result, costs));
      else print(importScreen(file, ledger, result, costs, screenWidth()));
    });
}

/** @throws InputError where a fee was asked for, and every trade has its own. */
function refuseUnusedFee(
  { takerFee, set = [] }: ImportOptions,
  { trades, feesRecorded }: ImportedResult,
): void {
  const isAsked = takerFee !== undefined || set.some((written) => /^\s*takerFeePct\b/.test(written));
  if (!isAsked || trades.length === 0 || feesRecorded < trades.length) return;
  throw new InputError(
    'the fees of these trades are recorded, and no other is used: leave out the taker fee',
  );
}

/** The bot's own fee; no slippage unless asked for, since the prices are recorded. */
async function readCosts({ set = [], takerFee }: ImportOptions): Promise<ImportCosts> {
  const other = set.find((written) => !/^\s*(?:takerFeePct|slippageBps)\s*=/.test(written));
  if (other !== undefined) {
    throw new InputError(
      `--set ${other}: import uses takerFeePct and slippageBps, such as --set slippageBps=0.5`,
    );
  }
  const fee = takerFee === undefined ? [] : [`takerFeePct=${takerFee}`];
  const { takerFeePct, slippageBps } = await readParameters({ set: ['slippageBps=0', ...set, ...fee] });
  return { takerFeePct, slippageBps };
}

function importReport(ledger: ImportedLedger, result: ImportedResult, costs: ImportCosts) {
  const { trades, before, after, feesUsd, fundingUsd, slippageUsd, byReason } = result;
  return {
    ...costs,
    origin: ledger.origin,
    initialBalanceUsd: ledger.balance?.initialUsd ?? null,
    balanceUsd: ledger.balance?.finalUsd ?? null,
    expectedBalanceUsd: result.expectedBalanceUsd ?? null,
    trades: trades.length,
    openPositions: ledger.openTrades,
    recordedIs: ledger.recordedIs ?? null,
    recordedUsd: result.recordedUsd ?? null,
    before: earningsReport(before),
    feesUsd: toDollars(feesUsd),
    feesRecorded: result.feesRecorded,
    fundingUsd: fundingUsd === undefined ? null : toDollars(fundingUsd),
    fundingRecorded: result.fundingRecorded,
    slippageUsd: toDollars(slippageUsd),
    after: earningsReport(after),
    exits: Object.fromEntries(
      [...byReason].map(([reason, { before: gross, after: net }]) => [
        reason,
        { trades: net.trades, before: earningsReport(gross), after: earningsReport(net) },
      ]),
    ),
    compared: result.compared,
    misrecorded: result.misrecorded.length,
    ledger: trades.map(tradeReport),
    assumed: ledger.assumed,
  };
}

function tradeReport({ trade, ...rebooked }: RebookedTrade) {
  const { fundingUsd, expectedUsd, agrees } = rebooked;
  return {
    id: trade.id,
    symbol: trade.symbol ?? null,
    side: trade.side,
    entryTime: trade.entryTimeMs,
    entryPrice: trade.entryPrice,
    exitTime: trade.exitTimeMs,
    exitPrice: trade.exitPrice,
    quantity: trade.quantity,
    reason: trade.reason ?? null,
    recordedUsd: trade.recordedUsd ?? null,
    expectedUsd: expectedUsd ?? null,
    agrees: agrees ?? null,
    grossUsd: toDollars(rebooked.grossUsd),
    feesUsd: toDollars(rebooked.feesUsd),
    feesAre: trade.feesUsd === undefined ? 'assumed' : 'recorded',
    fundingUsd: fundingUsd === undefined ? null : toDollars(fundingUsd),
    slippageUsd: toDollars(rebooked.slippageUsd),
    netUsd: toDollars(rebooked.netUsd),
  };
}

function earningsReport({ wins, totalUsd, winRate, breakEvenWinRate }: Earnings) {
  return {
    resultUsd: toDollars(totalUsd),
    wins,
    winRate: winRate ?? null,
    breakEvenWinRate: breakEvenWinRate ?? null,
  };
}
