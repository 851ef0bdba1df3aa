/**
 * One tick: its rows, its entries, and the reason for each symbol without one.
 */
import { ledgerCurrency } from '../../../lambda/core/settlement.ts';
import { averagePrice, totalQuantity } from '../../../lambda/core/ledger/fills.ts';
import { plainDecimal } from '../../../lambda/core/text/decimal-text.ts';
import {
  rejectionWords,
  type EntryEnd,
  type EntryVerdict,
  type TickReport,
} from '../../../lambda/tick-report.ts';
import type { LedgerEvent } from '../../../lambda/core/ledger/ledger-events.ts';
import type { NoEntryReason } from '../../../lambda/core/reasons.ts';
import { minute, money, price, tone } from '../terminal/text-format.ts';
import { signedFunding } from './result/figure-lines.ts';

export function tickScreen(report: TickReport): readonly string[] {
  const { tickMs, status, state, rows, verdicts, noEntry, commits } = report;
  const lines = [
    `${tone('loud', `Tick ${minute(tickMs)} UTC`)}  ${status === 'committed' ? `committed as version ${state.version}` : 'another invocation was first: nothing was sent'} (${commits} ${commits === 1 ? 'commit' : 'commits'})`,
    ...rows.map(({ sequence, event }) => `  row ${sequence}  ${eventWords(event)}`),
    ...verdicts.map((verdict) => `  ${verdictWords(verdict)}`),
    ...(noEntry === undefined ? [] : [`  no entry was considered: ${NO_ENTRY_WORDS[noEntry]}`]),
  ];
  const { ledger } = state;
  const open = ledger.positions.map(
    ({ side, symbol, entryPrice }) => `${side} ${symbol} at ${price(entryPrice)}`,
  );
  lines.push(
    `  balance ${money(ledger.balanceUsd)} USD, day ${money(ledger.realisedTodayUsd)}, open: ${open.join(', ') || 'none'}`,
  );
  return lines;
}

const NO_ENTRY_WORDS: Readonly<Record<NoEntryReason, string>> = {
  'repeated-tick': 'this minute was traded already',
  'late-tick':
    'the signal is older than maxSignalAgeSeconds, or the bot enters at the turn of the minute only',
  'early-tick': "its minute has not begun at the exchange: the machine's clock was ahead",
  'no-quote': 'no symbol has a price now',
  'no-account': 'the account at the exchange could not be read',
  restored: 'the table was restored from a backup: the account is compared with it first',
  'commands-unread': 'not all commands of the operator could be read',
  deadline: 'the function has too little time left for an entry and its stop',
  'request-limit': 'its address has asked the exchange for most of what a minute allows',
};

function verdictWords(verdict: EntryVerdict): string {
  const symbol = verdict.symbol.padEnd(8);
  if (verdict.kind === 'held') return `${symbol} no signal: ${HOLD_WORDS[verdict.reason]}`;
  if (verdict.kind === 'denied') return `${symbol} ${verdict.side} denied: ${verdict.code}`;
  return `${symbol} ${verdict.side} ${entryWords(verdict)}`;
}

/** What became of an entry that was decided on. */
export function entryWords(end: EntryEnd): string {
  switch (end.kind) {
    case 'rejected':
      return `rejected: ${rejectionWords(end)}`;
    case 'unknown':
      return `sent, outcome unknown: ${end.cause}`;
    case 'unfilled':
      return 'accepted, not filled';
    case 'unsent':
      return 'not sent';
    case 'entered':
    case 'resting':
      return end.kind;
  }
}

const HOLD_WORDS: Readonly<Record<Extract<EntryVerdict, { kind: 'held' }>['reason'], string>> = {
  'no-quote': 'no price now',
  'closed-session': 'its market is closed, or its trading session ends within sessionEndSeconds',
  'unknown-session': 'its trading sessions are not known now',
  'no-candles': 'no closed candle yet',
  'late-candle': 'the candle of the last minute is missing',
  'incomplete-history': 'the history has a gap, or is too short',
  'no-volume': 'nothing was traded in the minutes before',
  momentum: 'the move is smaller than momentumPct',
  volume: 'the volume is below volumeRatio',
  volatility: 'the range is smaller than volatilityPct',
};

/** One ledger event in words. */
export function eventWords(event: LedgerEvent): string {
  switch (event.kind) {
    case 'started':
      return `started with ${money(event.balanceUsd)} ${ledgerCurrency(event)}${event.isDemo ? ", at the exchange's demo" : ''}`;
    case 'day-started':
      return 'a new UTC day begins';
    case 'day-summarised':
      return 'summary of the day before';
    case 'opened': {
      const { symbol, side, quantity, entryPrice, stopPrice, takeProfitPrice } = event.position;
      return `opened ${side} ${symbol} ${quantity.toPrecision(6)} at ${price(entryPrice)}, stop ${price(stopPrice)}, take-profit ${price(takeProfitPrice)}`;
    }
    case 'recovery':
      return `trade ${event.tradeId} waits for the bounce from ${price(event.price)}`;
    case 'funding': {
      const { sign, amount } = signedFunding(event.paidUsd);
      return `trade ${event.tradeId} ${sign} funding of ${amount} USD`;
    }
    case 'reduced':
      return `trade ${event.tradeId} closed in part: ${plainDecimal(totalQuantity(event.fills))} at ${price(averagePrice(event.fills))}`;
    case 'transfer':
      return [`transfer of ${money(event.amountUsd)} USD`, event.name].filter(Boolean).join(': ');
    case 'late-cost':
      return `${event.symbol === '' ? 'without a name' : event.symbol}: a late cost of ${money(event.paidUsd)} USD`;
    case 'closed': {
      const { symbol, side, exitPrice, reason, grossUsd, feesUsd, netUsd } = event.trade;
      return `closed ${side} ${symbol} at ${price(exitPrice)}, ${reason}: gross ${money(grossUsd)}, fees ${money(feesUsd)}, net ${money(netUsd)} USD`;
    }
    case 'paused':
      return `streak pause until ${minute(event.untilMs)}, after ${event.lossesInARow} losses in a row`;
    case 'stopped':
      return `day stop (${event.cause}): realised ${money(event.realisedUsd)}, limit ${money(event.limitUsd)} USD`;
    case 'halted':
      return `halted: ${event.cause}`;
    case 'operator-command':
      return [`${event.command.kind} by ${event.command.issuedBy}`, event.command.why]
        .filter(Boolean)
        .join(': ');
    case 'reconciled':
      return `halt accepted: ${event.acceptedCause}`;
    case 'parameters-changed':
      return `parameters: ${event.changes.map(({ name, from, to }) => `${name} ${from} → ${to}`).join(', ')}`;
    case 'denials':
      return `denied: ${Object.entries(event.counts)
        .map(([code, count]) => `${code} ${count}`)
        .join(', ')}`;
  }
}
