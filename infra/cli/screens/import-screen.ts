/**
 * The result of another tool's trades, before and after costs, on one screen.
 */
import type { ImportedLedger } from '../../imported/imported-trade.ts';
import { count, dollars, gain, minute, money, percent, tone } from '../terminal/text-format.ts';
import { DIFFERENCE_USD, type ImportCosts, type ImportedResult } from '../reports/imported-result.ts';
import { columns, wrapped } from '../terminal/columns.ts';

/** Misrecorded trades that are named one by one. */
const NAMED_MAX = 10;
/** So many characters of a reason leave room for its figures. */
const REASON_MAX = 20;

/** @param width columns that a line may have. */
export function importScreen(
  file: string,
  ledger: ImportedLedger,
  result: ImportedResult,
  costs: ImportCosts,
  width: number,
): readonly string[] {
  const sentences = [...costSentences(ledger, result, costs), ...ledger.assumed];
  return [
    `${tone('loud', `Ledger of ${ledger.origin}`)}  ${file}`,
    ...wrapped(
      `${tradeWords(result.trades.length)} closed, ${openWords(ledger)}${periodWords(ledger)}`,
      width,
    ),
    '',
    ...totalLines(ledger, result),
    '',
    ...reasonLines(result),
    '',
    ...wrapped(sentences.join(' '), width),
    ...recordedLines(ledger, result, width),
    ...balanceLines(ledger, result),
    'Nothing was written: the ledger of this bot is unchanged.',
  ];
}

function tradeWords(trades: number): string {
  return `${count(trades)} ${trades === 1 ? 'trade' : 'trades'}`;
}

function openWords({ openTrades }: ImportedLedger): string {
  return openTrades === 0 ? 'none open' : `${count(openTrades)} open, which are not counted`;
}

function periodWords({ trades }: ImportedLedger): string {
  if (trades.length === 0) return '';
  const fromMs = trades.reduce((first, { entryTimeMs }) => Math.min(first, entryTimeMs), Infinity);
  const toMs = trades.reduce((last, { exitTimeMs }) => Math.max(last, exitTimeMs), 0);
  return ` · ${minute(fromMs)} → ${minute(toMs)} UTC`;
}

function totalLines({ recordedIs }: ImportedLedger, result: ImportedResult): readonly string[] {
  const { before, after, feesUsd, fundingUsd, slippageUsd, recordedUsd } = result;
  const recorded = recordedUsd === undefined ? 'unknown' : dollars(recordedUsd);
  const [head = '', ...lines] = columns(
    ['left', 'right', 'right'],
    [
      ['', 'before costs', 'after costs'],
      ['  wins', count(before.wins), count(after.wins)],
      ['  win rate', percent(before.winRate), percent(after.winRate)],
      ['  break-even win rate', percent(before.breakEvenWinRate), percent(after.breakEvenWinRate)],
      ['  fees', '', money(feesUsd)],
      ['  funding', '', fundingUsd === undefined ? 'unknown' : money(fundingUsd)],
      ['  slippage', '', money(slippageUsd)],
      ...(recordedIs === undefined
        ? []
        : [['  recorded, USD', ...(recordedIs === 'gross' ? [recorded] : ['', recorded])]]),
      ['  result, USD', money(before.totalUsd), money(after.totalUsd)],
    ],
  );
  return [tone('quiet', head), ...lines.slice(0, -1), gain(after.totalUsd, lines.at(-1) ?? '')];
}

function reasonLines({ byReason }: ImportedResult): readonly string[] {
  if (byReason.size === 0) return ['  no trade was closed'];
  const sorted = [...byReason].toSorted(([, left], [, right]) => right.after.trades - left.after.trades);
  const [head = '', ...lines] = columns(
    ['left', 'right', 'right', 'right', 'right', 'right'],
    [
      ['  exit', 'trades', 'before costs', 'won', 'after costs', 'won'],
      ...sorted.map(([reason, { before, after }]) => [
        `  ${reason.length > REASON_MAX ? `${reason.slice(0, REASON_MAX - 1)}…` : reason}`,
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

/** What is as it was recorded, and what was assumed in its place. */
function costSentences(
  { trades }: ImportedLedger,
  result: ImportedResult,
  costs: ImportCosts,
): readonly string[] {
  const { feesRecorded, fundingRecorded } = result;
  const { takerFeePct, slippageBps } = costs;
  const recorded = [...(feesRecorded > 0 ? ['fees'] : []), ...(fundingRecorded > 0 ? ['funding'] : [])];
  const others = trades.length - feesRecorded;
  const where = feesRecorded === 0 ? '' : ` of the ${tradeWords(others)} without recorded fees`;
  const slippage =
    slippageBps === 0
      ? 'no slippage, as its prices are recorded (--set slippageBps=0.5 assumes some)'
      : `${slippageBps} bps of slippage on each`;
  const isFeeAssumed = feesRecorded === 0 || others > 0;
  const fee = isFeeAssumed ? `a taker fee of ${takerFeePct} % of entry and of exit${where}; ` : '';
  const unknown = trades.length - fundingRecorded;
  return [
    ...(recorded.length === 0
      ? []
      : [`Its ${recorded.join(' and ')} ${feesRecorded > 0 ? 'are' : 'is'} as recorded.`]),
    `Assumed: ${fee}${slippage}.`,
    ...(unknown === 0
      ? []
      : [
          `Funding${fundingRecorded === 0 ? '' : ` of ${tradeWords(unknown)}`} is not recorded, and left out.`,
        ]),
  ];
}

/** Whether its own P&L follows from what else it recorded. */
function recordedLines(ledger: ImportedLedger, result: ImportedResult, width: number): readonly string[] {
  const { recordedIs, amountStepUsd } = ledger;
  const { trades, misrecorded, compared } = result;
  if (trades.length === 0) return [];
  if (recordedIs === undefined) return ['It recorded no P&L of its own.'];
  const isGross = recordedIs === 'gross';
  const untold = trades.length - compared;
  const untoldLines =
    untold === 0
      ? []
      : wrapped(
          `Its P&L of ${tradeWords(untold)} is not compared: ${isGross ? 'none is recorded' : 'it, or the fees that it is net of, are not recorded'}.`,
          width,
        );
  if (compared === 0) return untoldLines;
  const parts = isGross
    ? ['prices', 'sizes']
    : ['prices', 'sizes', 'fees', ...(result.fundingRecorded > 0 ? ['funding'] : [])];
  const basis = `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
  const rounding = amountStepUsd > DIFFERENCE_USD ? `, rounded to ${amountStepUsd} USD` : '';
  const isOne = compared === 1;
  const one = trades.length === 1 ? 'its one trade' : 'one trade';
  const agreement =
    misrecorded.length === 0
      ? `${isOne ? one : `all ${tradeWords(compared)}`} is`
      : `${isOne ? one : `${count(misrecorded.length)} of ${tradeWords(compared)}`} is not`;
  const end = misrecorded.length === 0 ? '.' : ':';
  return [
    ...wrapped(
      `Its P&L of ${agreement} what ${isOne ? 'its' : 'their'} ${basis} make${rounding}${end}`,
      width,
    ),
    ...misrecorded
      .slice(0, NAMED_MAX)
      .map(
        ({ trade, expectedUsd }) =>
          `  ${trade.id}: recorded ${dollars(trade.recordedUsd ?? NaN)}, made ${dollars(expectedUsd ?? NaN)}`,
      ),
    ...(misrecorded.length > NAMED_MAX ? [`  and ${count(misrecorded.length - NAMED_MAX)} more`] : []),
    ...untoldLines,
  ];
}

function balanceLines(
  { balance }: ImportedLedger,
  { trades, expectedBalanceUsd }: ImportedResult,
): readonly string[] {
  if (trades.length === 0 || balance === undefined || expectedBalanceUsd === undefined) return [];
  const { finalUsd } = balance;
  return Math.abs(finalUsd - expectedBalanceUsd) <= DIFFERENCE_USD
    ? []
    : [`Its balance is ${dollars(finalUsd)} where its trades leave ${dollars(expectedBalanceUsd)}.`];
}
