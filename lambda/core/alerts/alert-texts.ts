/**
 * The text of each alert.
 *
 * Invariants:
 * - Three plain parts: the event, the bot's response, and what the operator should do, with the command for it.
 * - A command stands in braces: the core knows nothing of the command line.
 * - Amounts are net unless the text says otherwise. No text holds a secret.
 */
import type { AlertText } from './alert.ts';
import { grossOf, ratesOf, slippageOf, type EndedDay } from '../ledger/day-statistics.ts';
import type { DayStop } from '../ledger/ledger-state.ts';
import type { ClosedTrade } from '../ledger/closed-trade.ts';
import type { Position } from '../ledger/position.ts';
import { DAY_MS, MINUTE_MS, negate, toDollars, utcMinute, type Usd } from '../units.ts';

export function dayStoppedAlert(day: DayStop): AlertText {
  const { cause, realisedUsd, unrealisedUsd, limitUsd } = day;
  const limit = `the limit of ${dollars(negate(limitUsd))}`;
  const isLoss = cause === 'loss';
  return {
    kind: 'daily-stop',
    happened: isLoss
      ? `The day's result is ${dollars(realisedUsd)} realised and ${dollars(unrealisedUsd)} unrealised: it has reached ${limit}.`
      : `The day's result is ${dollars(realisedUsd)}: what remains until ${limit} cannot pay for one more position.`,
    did: `The bot ${isLoss ? 'closes everything, and ' : ''}opens nothing until 00:00 UTC.`,
    todo: 'Nothing to do: trading resumes at 00:00 UTC. The trades of the day: {ledger --kind closed}.',
  };
}

export interface Pause {
  readonly lossesInARow: number;
  readonly untilMs: number;
}

export function pausedAlert({ lossesInARow, untilMs }: Pause): AlertText {
  return {
    kind: 'paused',
    happened: `${lossesInARow} ${lossesInARow === 1 ? 'loss' : 'losses'} in a row.`,
    did: `The bot opens nothing until ${utcMinute(untilMs)}; open positions stay managed.`,
    todo: `Nothing to do: trading resumes at ${utcMinute(untilMs)}. To prevent that: {pause}. To go on at once: {resume}.`,
  };
}

/** @param name of the halt, as `resume --accept` takes it. */
export function haltedAlert(cause: string, name: string): AlertText {
  return {
    kind: 'halted',
    happened: `Halted: ${cause}.`,
    did: 'The bot opens nothing until you accept the cause; open positions stay managed.',
    todo: `Look at {status} and {ledger --last 20}. To accept the cause and go on: {resume --accept ${name}}.`,
  };
}

export function unprotectedAlert({ symbol, side, filledAtMs }: Position): AlertText {
  return {
    kind: 'unprotected',
    happened: `The ${side} in ${symbol} of ${utcMinute(filledAtMs)} has no confirmed stop at the exchange.`,
    did: 'The bot closes it at the market.',
    todo: 'Check that it is closed: {status}. If it stays open, close it at the exchange by hand.',
  };
}

/** A value, and the bound that it breaks. */
export interface RefusedValue {
  readonly key: string;
  readonly value: unknown;
  readonly bound: string;
}

/** @param inForce the set that stays in force, such as `the last valid parameters`. */
export function parametersRefusedAlert(refused: readonly RefusedValue[], inForce: string): AlertText {
  const values = refused.map(({ key, value, bound }) => `${key} = ${JSON.stringify(value)}: ${bound}`);
  return {
    kind: 'parameters-refused',
    happened: `The parameters are invalid: ${values.join('; ')}.`,
    did: `The bot changes nothing: ${inForce} stay in force.`,
    todo: 'Write values within their bounds: {params set NAME=VALUE}. The values as written: {params get}.',
  };
}

const RESTING_ORDERS_STAY =
  'The bot opens nothing. Stops and take-profits stay at the exchange, where the bot can neither see nor move them.';

/** @param reason in the exchange's words, without the key. */
export function credentialsRefusedAlert(exchange: string, reason: string): AlertText {
  return {
    kind: 'credentials-refused',
    happened: `${exchange} rejects the API key: ${reason}.`,
    did: RESTING_ORDERS_STAY,
    todo: 'Store a key that may trade and nothing else: {secrets set}. Then check it: {doctor}.',
  };
}

/** @param reason in the exchange's words. */
export function regionRefusedAlert(reason: string): AlertText {
  return {
    kind: 'region-refused',
    happened: `The exchange does not serve the region the bot runs in: ${reason}.`,
    did: RESTING_ORDERS_STAY,
    todo: 'Close open positions at the exchange by hand. Deploy to a region that it serves, and check it: {doctor}.',
  };
}

/** @param reason in the exchange's words. */
export function entriesRejectedAlert(symbol: string, reason: string): AlertText {
  return {
    kind: 'entries-rejected',
    happened: `The exchange does not accept the entry in ${symbol}: ${reason}.`,
    did: 'The bot has opened nothing, and tries again with the next signal. It mails each reason once a day.',
    todo: 'Whether it goes on, and since when: {status}. Money, settings and limits of the account: {preflight}.',
  };
}

/** The same where an agreement of the exchange is missing, which nobody but the operator signs. */
export function agreementUnsignedAlert(symbol: string, reason: string): AlertText {
  return {
    kind: 'entries-rejected',
    happened: `The exchange takes no order in ${symbol} before you have signed its agreement for such markets: ${reason}.`,
    did: 'The bot has opened nothing, and tries again with the next signal. It mails this once a day.',
    todo: "Read the agreement at the exchange, then sign it there or with {agreement sign}. Or take the symbol out of the bot's.",
  };
}

export interface UnreadSince {
  readonly sinceMs: number;
  /** In the exchange's words. */
  readonly cause: string;
  readonly openPositions: number;
}

export function accountUnreadAlert({ sinceMs, cause, openPositions }: UnreadSince): AlertText {
  const positions = `${openPositions} open ${openPositions === 1 ? 'position' : 'positions'}`;
  const open = openPositions === 0 ? 'an order in doubt' : positions;
  return {
    kind: 'account-unread',
    happened: `What is open has not been readable since ${utcMinute(sinceMs)}, with ${open}: ${cause}.`,
    did: 'The bot sends the exits that it can judge, and reads again at every step. Stops stay at the exchange.',
    todo: 'Look at positions and stops at the exchange. Whether the bot can read them again: {doctor}.',
  };
}

export interface MissedTicks {
  readonly lastTickMs: number;
  readonly tickMs: number;
  /** Trades that closed in between and are booked now. */
  readonly closed: readonly ClosedTrade[];
  readonly openPositions: number;
}

export function ticksMissedAlert(missed: MissedTicks): AlertText {
  const { lastTickMs, tickMs, closed, openPositions } = missed;
  const minutes = Math.round((tickMs - lastTickMs) / MINUTE_MS) - 1;
  const trades = closed.map(
    ({ symbol, side, reason, netUsd }) => `${side} ${symbol} by ${reason}, ${dollars(netUsd)}`,
  );
  const settled = trades.length === 0 ? 'Nothing had closed' : `Closed meanwhile: ${trades.join('; ')}`;
  const open = `${openPositions} ${openPositions === 1 ? 'position is' : 'positions are'}`;
  return {
    kind: 'missed-ticks',
    happened: `${minutes} minutes had no tick, from ${utcMinute(lastTickMs)} to ${utcMinute(tickMs)}: the bot did not run, or had no price.`,
    did: `The bot has booked the events since then. ${settled}; ${open} open, and managed again.`,
    todo: 'Nothing to do if you had stopped it. Otherwise find the cause: {doctor}.',
  };
}

/** @param isWritten whether it could be written without what it can do without. */
export function itemTooLargeAlert(isWritten: boolean): AlertText {
  return {
    kind: 'item-too-large',
    happened: "The store does not take the bot's item: it is too large.",
    did: isWritten
      ? 'The bot has written it without waiting alerts and new entries; open positions stay managed.'
      : 'The bot opens nothing and cannot book anything. It still sends stops and closes.',
    todo: 'Look at open positions at the exchange, and find what fills the item: {doctor}. To close everything: {flatten}.',
  };
}

export function liveNotAllowedAlert(): AlertText {
  return {
    kind: 'live-not-allowed',
    happened: 'The mode was changed to live, and this deployment allows neither real money nor demo trading.',
    did: 'The bot goes on trading on paper.',
    todo: 'Change the mode back: {params set mode=paper}. Otherwise infra/stages.ts needs demo: true for play money, or allowLive: true for real money.',
  };
}

/** @param nextDayMs the day that began after it: days without a tick in between are part of its sums. */
export function dailySummaryAlert(day: EndedDay, nextDayMs: number): AlertText {
  const { trades, wins, dayMs, netUsd, feesUsd, fundingUsd, wasStopped } = day;
  const lastMs = nextDayMs - DAY_MS;
  const date = lastMs > dayMs ? `${utcDate(dayMs)} to ${utcDate(lastMs)}` : utcDate(dayMs);
  const { winRate, breakEvenWinRate } = ratesOf(day);
  const sum = `net ${dollars(netUsd)} (gross ${dollars(grossOf(day))}, fees ${dollars(feesUsd)}, funding ${dollars(fundingUsd)}; ${slippageWords(day)})`;
  const rates = `${wins} won, ${percent(winRate)}; break-even needed ${percent(breakEvenWinRate)}`;
  return {
    kind: 'daily-summary',
    happened:
      trades === 0
        ? `${date}: no trade was closed.`
        : `${date}: ${trades} ${trades === 1 ? 'trade' : 'trades'}, ${sum}. ${rates}.`,
    did: wasStopped
      ? 'The day stop was reached; the bot opens positions again.'
      : 'The day stop was not reached.',
    todo: 'Nothing to do. Trade by trade: {ledger --kind closed}.',
  };
}

function slippageWords(day: EndedDay): string {
  const { knownUsd, unknownTrades } = slippageOf(day);
  if (knownUsd === undefined) return 'slippage unknown';
  const trades = unknownTrades === 1 ? 'trade' : 'trades';
  const unknown = unknownTrades === 0 ? '' : `, unknown for ${unknownTrades} ${trades}`;
  return `slippage ${dollars(knownUsd)} within gross${unknown}`;
}

function utcDate(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 10);
}

/** @param currency of a wallet; a sum of the ledger is in the settlement currency, and called USD. */
export function dollars(amount: Usd, currency = 'USD'): string {
  return `${toDollars(amount).toFixed(2)} ${currency}`;
}

function percent(fraction: number | undefined): string {
  return fraction === undefined ? 'an unknown share' : `${(fraction * 100).toFixed(1)} %`;
}
