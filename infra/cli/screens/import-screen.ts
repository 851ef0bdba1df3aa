/**
 * The result of the old bot's trades, before and after costs, on one screen.
 */
import { toDollars } from '../../../lambda/core/units.ts';
import type { OldLedger } from '../../local/legacy-ledger.ts';
import { count, dollars, gain, minute, money, percent, tone } from '../terminal/text-format.ts';
import { DIFFERENCE_USD, type OldCosts, type OldResult } from '../reports/legacy-trades.ts';
import { columns, wrapped } from '../terminal/columns.ts';

/** Misrecorded trades that are named one by one. */
const NAMED_MAX = 10;

/** @param width columns that a line may have. */
export function importScreen(
  file: string,
  old: OldLedger,
  result: OldResult,
  costs: OldCosts,
  width: number,
): readonly string[] {
  return [
    `${tone('loud', 'Ledger of the old bot')}  ${file}`,
    `${tradeWords(result)} closed, ${openWords(result)}${periodWords(result)}`,
    '',
    ...totalLines(result),
    '',
    ...reasonLines(result),
    '',
    ...wrapped(costWords(costs), width),
    ...recordedLines(old, result),
    'Nothing was written: the ledger of this bot is unchanged.',
  ];
}

function tradeWords({ trades }: OldResult): string {
  return `${count(trades.length)} ${trades.length === 1 ? 'trade' : 'trades'}`;
}

function openWords({ openPositions }: OldResult): string {
  return openPositions === 0 ? 'none open' : `${count(openPositions)} open, which are not counted`;
}

function periodWords({ trades }: OldResult): string {
  if (trades.length === 0) return '';
  const fromMs = trades.reduce((first, { trade }) => Math.min(first, trade.entryTime), Infinity);
  const toMs = trades.reduce((last, { trade }) => Math.max(last, trade.exitTime), 0);
  return ` · ${minute(fromMs)} → ${minute(toMs)} UTC`;
}

function totalLines({ before, after, feesUsd, slippageUsd }: OldResult): readonly string[] {
  const [head = '', ...lines] = columns(
    ['left', 'right', 'right'],
    [
      ['', 'before costs', 'after costs'],
      ['  wins', count(before.wins), count(after.wins)],
      ['  win rate', percent(before.winRate), percent(after.winRate)],
      ['  break-even win rate', percent(before.breakEvenWinRate), percent(after.breakEvenWinRate)],
      ['  fees', '', money(feesUsd)],
      ['  slippage', '', money(slippageUsd)],
      ['  result, USD', money(before.totalUsd), money(after.totalUsd)],
    ],
  );
  return [tone('quiet', head), ...lines.slice(0, -1), gain(after.totalUsd, lines.at(-1) ?? '')];
}

function reasonLines({ byReason }: OldResult): readonly string[] {
  if (byReason.size === 0) return ['  no trade was closed'];
  const sorted = [...byReason].toSorted(([, left], [, right]) => right.after.trades - left.after.trades);
  const [head = '', ...lines] = columns(
    ['left', 'right', 'right', 'right', 'right', 'right'],
    [
      ['  exit', 'trades', 'before costs', 'won', 'after costs', 'won'],
      ...sorted.map(([reason, { before, after }]) => [
        `  ${reason}`,
        count(after.trades),
        money(before.totalUsd),
        percent(before.winRate),
        money(after.totalUsd),
        percent(after.winRate),
      ]),
    ],
  );
  return [tone('quiet', head), ...lines];
}

function costWords({ takerFeePct, slippageBps }: OldCosts): string {
  const slippage =
    slippageBps === 0
      ? 'no slippage, as its prices are recorded (--set slippageBps=0.5 assumes some)'
      : `${slippageBps} bps of slippage on each`;
  return `Assumed: a taker fee of ${takerFeePct} % of entry and of exit; ${slippage}.`;
}

/** Whether its own figures follow from its prices and sizes. */
function recordedLines({ balance }: OldLedger, result: OldResult): readonly string[] {
  const { trades, misrecorded, expectedBalanceUsd } = result;
  if (trades.length === 0) return [];
  const agreement =
    misrecorded.length === 0
      ? [
          `Its P&L of ${trades.length === 1 ? 'its one trade' : `all ${tradeWords(result)}`} is what their prices and sizes make.`,
        ]
      : [
          `Its P&L of ${count(misrecorded.length)} of ${tradeWords(result)} is not what their prices and sizes make:`,
          ...misrecorded
            .slice(0, NAMED_MAX)
            .map(
              ({ trade, grossUsd }) =>
                `  ${trade.id}: recorded ${dollars(trade.pnl)}, made ${dollars(toDollars(grossUsd))}`,
            ),
          ...(misrecorded.length > NAMED_MAX ? [`  and ${count(misrecorded.length - NAMED_MAX)} more`] : []),
        ];
  const isOff = expectedBalanceUsd !== undefined && Math.abs(balance - expectedBalanceUsd) > DIFFERENCE_USD;
  return isOff
    ? [
        ...agreement,
        `Its balance is ${dollars(balance)} where its trades leave ${dollars(expectedBalanceUsd)}.`,
      ]
    : agreement;
}
