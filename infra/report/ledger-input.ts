/**
 * The facts of a bot's ledger, from its item and its rows.
 *
 * Invariant: a row that is missing or cannot be read is said before any figure, and counted nowhere.
 */
import type { BotParameters } from '../../lambda/config.ts';
import { withCommandLines } from '../../lambda/adapters/command-line.ts';
import { openPositionsOf, standingOf } from '../../lambda/charts/bot-view.ts';
import { gainWords } from '../../lambda/charts/drawing/drawn-figures.ts';
import { TradeDetailsBook, type TradeDetails } from '../../lambda/charts/trade-details.ts';
import { tradedAs } from '../../lambda/core/bot-state.ts';
import type { LedgerEvent } from '../../lambda/core/ledger/ledger-events.ts';
import { ZERO_USD, minus, plus, toDollars } from '../../lambda/core/units.ts';
import { statusOf } from '../cli/reports/bot-status.ts';
import {
  isRow,
  movedBy,
  placeOfRows,
  type LedgerEntry,
  type ProblemEntry,
} from '../cli/reports/ledger-statement.ts';
import type { BotSnapshot } from '../local/bot-snapshot.ts';
import { namedBot } from '../local/run-record.ts';
import { marketName } from '../results/run-market-kind.ts';
import type { BalanceMove } from './balance-points.ts';
import type { RunFacts, Said, StandingBot } from './report-input.ts';

/** @param entries of one epoch, the oldest first. */
export function ledgerFacts(snapshot: BotSnapshot, entries: readonly LedgerEntry[]): RunFacts {
  const { state, run } = snapshot;
  const { parameters, lastTickMs } = statusOf(snapshot);
  const events = entries.filter((entry) => isRow(entry)).map(({ row }) => row.event);
  const closed = events.filter((event) => event.kind === 'closed');
  const trades = closed.map(({ trade }) => trade);
  const moves = events.flatMap((event) => moveOf(event));
  const symbols = [...new Set(trades.map(({ symbol }) => symbol))];
  const moved = events.map((event) => movedBy(event));
  return {
    kind: 'run',
    title: `Bot ${state.botId}`,
    mode: tradedAs(state),
    market: run === undefined ? 'its exchange' : `${marketName(run.market)} market`,
    isSynthetic: run?.market === 'synthetic',
    symbols: symbols.length > 0 ? symbols : (run?.symbols ?? []),
    fromMs: events[0]?.atMs ?? lastTickMs,
    toMs: lastTickMs,
    isInterrupted: false,
    parameters,
    trades,
    details: detailsOf(events),
    beganUsd: moved.reduce((before, amount) => minus(before, amount), state.ledger.balanceUsd),
    moves,
    denied: denialsOf(events),
    dailyStops: events.filter(({ kind }) => kind === 'stopped').length,
    openPositions: state.ledger.positions.length,
    bot: botOf(snapshot, parameters),
    assumptions: assumptionsOf(snapshot, parameters),
    // What its rows do not tell is not nothing.
    notSeen: [['minutes', 'not counted in a ledger']],
    warnings: [
      ...warningsOf(snapshot),
      ...problemWords(entries.filter((entry): entry is ProblemEntry => !isRow(entry))),
      ...lateWords(events),
    ],
  };
}

/** As the widget and the page of a run show it. */
function botOf({ state, commands, unread, run }: BotSnapshot, parameters: BotParameters): StandingBot {
  const named = namedBot(state.botId);
  const { restrictions, waiting, ...standing } = standingOf(state, parameters, {
    waiting: { commands: commands.length },
    typed: (words) => withCommandLines(words, named),
  });
  const isOver = run?.finished === true || run?.isKept === true;
  return {
    standing: {
      ...standing,
      // What nobody trades any more enters nothing, and has been told why it stopped, if it has.
      restrictions: isOver && restrictions?.length === 0 ? undefined : restrictions,
      waiting: [...waiting, ...(unread === undefined ? [] : [MORE_COMMANDS])],
    },
    open: openPositionsOf(state, parameters),
  };
}

const MORE_COMMANDS = 'more commands may wait: not all of them could be read';

/** Without a trade. */
function moveOf(event: LedgerEvent): readonly BalanceMove[] {
  if (event.kind !== 'transfer' && event.kind !== 'late-cost') return [];
  return [{ timeMs: event.atMs, dollars: toDollars(movedBy(event)) }];
}

/** In the order of the trades that closed. */
function detailsOf(events: readonly LedgerEvent[]): readonly TradeDetails[] {
  const book = new TradeDetailsBook();
  return events.flatMap((event) => book.take(event) ?? []);
}

function denialsOf(events: readonly LedgerEvent[]): Readonly<Record<string, number>> {
  const sums: Record<string, number> = {};
  for (const event of events) {
    if (event.kind !== 'denials') continue;
    for (const [code, count] of Object.entries(event.counts)) sums[code] = (sums[code] ?? 0) + count;
  }
  return sums;
}

function assumptionsOf({ state }: BotSnapshot, parameters: BotParameters): readonly Said[] {
  if (tradedAs(state) !== 'paper') return [['fills', 'those that the exchange has reported']];
  const { takerFeePct, makerFeePct, slippageBps, fundingPct } = parameters;
  return [
    ['fills', 'on paper: whole and at once, no order was sent'],
    ['fees', `taker ${takerFeePct} %, maker ${makerFeePct} % of each fill`],
    ['slippage', `${slippageBps} bps against us on every taker fill`],
    ['funding', `assumed ${fundingPct} % every 8 h where none is recorded`],
  ];
}

function warningsOf({ state, isRunning, run }: BotSnapshot): readonly string[] {
  const { ledger } = state;
  return [
    ...(run?.finished === false && !isRunning ? ['The run was interrupted: this is its ledger so far.'] : []),
    ...(ledger.positions.length > 0
      ? ['Positions are open; what they have paid counts when they close.']
      : []),
  ];
}

/** Why the sums of trades are others than those of the bot, and than its balance. */
function lateWords(events: readonly LedgerEvent[]): readonly string[] {
  const late = events.filter((event) => event.kind === 'late-cost');
  if (late.length === 0) return [];
  const costs = gainWords(-toDollars(late.reduce((sum, { paidUsd }) => plus(sum, paidUsd), ZERO_USD)));
  return [
    `Costs came after their trades had closed: ${costs}. They are in the balance and in where the bot stands; in figures of trades they are not.`,
  ];
}

const NAMED_MAX = 5;

function problemWords(problems: readonly ProblemEntry[]): readonly string[] {
  const words = problems.map(
    (problem) => `The ledger is not whole: ${placeOfRows(problem)} ${problem.problem}.`,
  );
  const more = words.length - NAMED_MAX;
  return [...words.slice(0, NAMED_MAX), ...(more > 0 ? [`${more} more problems of the ledger.`] : [])];
}
