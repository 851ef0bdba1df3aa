/**
 * `scalper import`: what the trades of the old bot earned after costs. Writes nothing.
 */
import type { Command } from 'commander';
import { toDollars } from '../../../../lambda/core/units.ts';
import { readText } from '../../../files/bounded-text.ts';
import { InputError } from '../../../input-error.ts';
import { OLD_LEDGER_BYTES_MAX, parseOldLedger, type OldLedger } from '../../../local/legacy-ledger.ts';
import {
  resultOfOldTrades,
  type Earnings,
  type OldCosts,
  type OldResult,
} from '../../reports/legacy-trades.ts';
import { readParameters } from '../options.ts';
import { screenWidth } from '../../terminal/columns.ts';
import { importScreen } from '../../screens/import-screen.ts';
import { print, printJson } from '../../terminal/output.ts';
import { wordsOf } from '../../../caught-words.ts';

interface ImportOptions {
  readonly takerFee?: string;
  readonly set?: readonly string[];
  readonly json?: true;
}

export function addImportCommand(program: Command): void {
  program
    .command('import')
    .description("show what the trades in the old bot's ledger earned after costs; writes nothing")
    .argument('<ledger.json>', "the old bot's data/ledger.json")
    .option('--taker-fee <pct>', 'fee of a taker fill in percent, per side: the same as --set takerFeePct=')
    .option(
      '--set <name=value>',
      'takerFeePct or slippageBps; may be repeated',
      (value: string, before: readonly string[] | undefined) => [...(before ?? []), value],
    )
    .option('--json', 'print JSON, with every trade')
    .action(async (file: string, options: ImportOptions) => {
      const costs = await readCosts(options);
      const text = await readText(file, OLD_LEDGER_BYTES_MAX).catch((error: unknown) => {
        throw new InputError(`cannot read ${file}: ${wordsOf(error)}`, { cause: error });
      });
      const old = parseOldLedger(text, file);
      const result = resultOfOldTrades(old, costs);
      if (options.json) printJson(importReport(old, result, costs));
      else print(importScreen(file, old, result, costs, screenWidth()));
    });
}

/** The bot's own fee; no slippage unless asked for, since the old prices are recorded. */
async function readCosts({ set = [], takerFee }: ImportOptions): Promise<OldCosts> {
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

function importReport({ balance, initialBalance }: OldLedger, result: OldResult, costs: OldCosts) {
  const { trades, openPositions, before, after, feesUsd, slippageUsd, byReason } = result;
  const misrecorded = new Set(result.misrecorded);
  return {
    ...costs,
    initialBalanceUsd: initialBalance,
    balanceUsd: balance,
    expectedBalanceUsd: result.expectedBalanceUsd ?? null,
    trades: trades.length,
    openPositions,
    before: earningsReport(before),
    feesUsd: toDollars(feesUsd),
    slippageUsd: toDollars(slippageUsd),
    after: earningsReport(after),
    exits: Object.fromEntries(
      [...byReason].map(([reason, { before: gross, after: net }]) => [
        reason,
        { trades: net.trades, before: earningsReport(gross), after: earningsReport(net) },
      ]),
    ),
    misrecorded: misrecorded.size,
    ledger: trades.map((rebooked) => ({
      id: rebooked.trade.id,
      side: rebooked.trade.side,
      entryTime: rebooked.trade.entryTime,
      entryPrice: rebooked.trade.entryPrice,
      exitTime: rebooked.trade.exitTime,
      exitPrice: rebooked.trade.exitPrice,
      quantity: rebooked.quantity,
      reason: rebooked.trade.reason,
      recordedUsd: rebooked.trade.pnl,
      agrees: !misrecorded.has(rebooked),
      grossUsd: toDollars(rebooked.grossUsd),
      feesUsd: toDollars(rebooked.feesUsd),
      slippageUsd: toDollars(rebooked.slippageUsd),
      netUsd: toDollars(rebooked.netUsd),
    })),
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
