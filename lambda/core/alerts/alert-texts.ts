/**
 * What does each alert say?
 *
 * Invariants: three plain parts, what happened, what the bot did, and what its owner should do, with the command for
 * it; amounts are net where nothing else is said; the words hold nothing that is secret.
 */
import type { AlertText } from './alert.ts';
import { grossOfDay, ratesOfDay, type EndedDay } from '../ledger/day-statistics.ts';
import type { ClosedTrade } from '../ledger/closed-trade.ts';
import type { Position } from '../ledger/position.ts';
import { MINUTE_MS, negate, toDollars, utcMinute, type Usd } from '../units.ts';

export interface StoppedDay {
  readonly cause: 'budget' | 'loss';
  readonly realisedUsd: Usd;
  readonly unrealisedUsd: Usd;
  readonly limitUsd: Usd;
}

export function dayStoppedAlert(day: StoppedDay): AlertText {
  const { cause, realisedUsd, unrealisedUsd, limitUsd } = day;
  const limit = `the limit of ${dollars(negate(limitUsd))}`;
  const isLoss = cause === 'loss';
  return {
    kind: 'daily-stop',
    happened: isLoss
      ? `The day stands at ${dollars(realisedUsd)} realised and ${dollars(unrealisedUsd)} unrealised, which is ${limit} or beyond it.`
      : `The day stands at ${dollars(realisedUsd)}; what is left to ${limit} cannot pay for one more position.`,
    did: `${isLoss ? 'It closes everything, and' : 'It'} opens nothing until 00:00 UTC.`,
    todo: `Nothing until then: it goes on by itself. To see what the day lost on: {ledger --kind closed}.`,
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
    did: `It opens nothing until ${utcMinute(untilMs)}; what is open stays managed.`,
    todo: `Nothing: it goes on by itself. To keep it from that: {pause}.`,
  };
}

export function haltedAlert(cause: string): AlertText {
  return {
    kind: 'halted',
    happened: `Halted: ${cause}.`,
    did: 'What is open stays managed, and nothing is opened until you have looked.',
    todo: `Look at {status} and {ledger --last 20}. When you accept what they say: {resume --accept}.`,
  };
}

export function unprotectedAlert({ symbol, side, filledAtMs }: Position): AlertText {
  return {
    kind: 'unprotected',
    happened: `The ${side} in ${symbol} of ${utcMinute(filledAtMs)} has no confirmed stop at the exchange.`,
    did: 'It is being closed at the market.',
    todo: `See that it is gone: {status}. If it stays, close it at the exchange by hand.`,
  };
}

/** A value, and the bound that it breaks. */
export interface RefusedValue {
  readonly key: string;
  readonly value: unknown;
  readonly bound: string;
}

/** @param inForce what stays in force, such as `the parameters of 2026-01-05 12:00 UTC`. */
export function parametersRefusedAlert(
  refused: readonly RefusedValue[],
  inForce: string,
): AlertText {
  const values = refused.map(({ key, value, bound }) => `${key} = ${JSON.stringify(value)}, which ${bound}`);
  return {
    kind: 'parameters-refused',
    happened: `The parameters were changed to what cannot be: ${values.join('; ')}.`,
    did: `It changed nothing: ${inForce} stay in force.`,
    todo: `Write values within their bounds: {params set NAME=VALUE}. What is written now: {params get}.`,
  };
}

/** @param reason in the exchange's words, without the key. */
export function credentialsRefusedAlert(exchange: string, reason: string): AlertText {
  return {
    kind: 'credentials-refused',
    happened: `${exchange} refuses the API key: ${reason}.`,
    did: 'Nothing is opened. Stops and take-profits that rest at the exchange stay there; it cannot see or move them.',
    todo: `Store a key that may trade and nothing else: {secrets set}. Then {doctor}.`,
  };
}

/** @param reason in the exchange's words. */
export function regionRefusedAlert(reason: string): AlertText {
  return {
    kind: 'region-refused',
    happened: `The exchange does not serve the region the bot runs in: ${reason}.`,
    did: 'Nothing is opened. Stops and take-profits that rest at the exchange stay there; it cannot see or move them.',
    todo: `Close what is open at the exchange by hand, and deploy to a region that it serves: {doctor}.`,
  };
}

export interface MissedTicks {
  readonly lastTickMs: number;
  readonly tickMs: number;
  /** What was closed in between, and is booked now. */
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
    happened: `${minutes} minutes had no tick, from ${utcMinute(lastTickMs)} to ${utcMinute(tickMs)}: it was not run, or had no price.`,
    did: `What happened meanwhile is booked now. ${settled}; ${open} open, and managed again.`,
    todo: `Nothing, if you had stopped it. Otherwise find out why: {doctor}.`,
  };
}

export interface ModeChange {
  readonly from: string;
  readonly to: string;
  readonly balanceUsd: Usd;
}

export function modeChangedAlert({ from, to, balanceUsd }: ModeChange): AlertText {
  return {
    kind: 'mode-changed',
    happened: `The mode was changed from ${from} to ${to}.`,
    did: `A new epoch of the ledger begins with ${dollars(balanceUsd)}.`,
    todo: `Nothing, if it was you. If it was not: {pause}.`,
  };
}

export function liveNotAllowedAlert(): AlertText {
  return {
    kind: 'live-not-allowed',
    happened: 'The mode was changed to live, and this deployment does not allow it.',
    did: 'It goes on trading on paper.',
    todo: `Change it back: {params set mode=paper}. Real money also needs allowLive in infra/stages.ts.`,
  };
}

/** @param openPositions how many are open when it is asked for */
export function flattenedAlert(issuedBy: string, openPositions: number): AlertText {
  const open = `${openPositions} ${openPositions === 1 ? 'position' : 'positions'}`;
  return {
    kind: 'flattened',
    happened: `By order of ${issuedBy}, everything is closed and nothing is opened.`,
    did: `It closes ${open} at the market, and is paused.`,
    todo: `See that nothing is left: {status}. To go on: {resume}.`,
  };
}

export function dailySummaryAlert(day: EndedDay): AlertText {
  const { trades, wins, dayMs, netUsd, feesUsd, fundingUsd, wasStopped } = day;
  const date = new Date(dayMs).toISOString().slice(0, 10);
  const { winRate, breakEvenWinRate } = ratesOfDay(day);
  const sum = `net ${dollars(netUsd)} (gross ${dollars(grossOfDay(day))}, fees ${dollars(feesUsd)}, funding ${dollars(fundingUsd)})`;
  const rates = `${wins} won, ${percent(winRate)}; to break even it would have taken ${percent(breakEvenWinRate)}`;
  return {
    kind: 'daily-summary',
    happened:
      trades === 0
        ? `${date}: no trade was closed.`
        : `${date}: ${trades} ${trades === 1 ? 'trade' : 'trades'}, ${sum}. ${rates}.`,
    did: wasStopped
      ? 'The limit of the day stopped it; it opens positions again.'
      : 'The limit of the day was not reached.',
    todo: `Nothing. Trade by trade: {ledger --kind closed}.`,
  };
}

function dollars(amount: Usd): string {
  return `${toDollars(amount).toFixed(2)} USD`;
}

function percent(fraction: number | undefined): string {
  return fraction === undefined ? 'an unknown share' : `${(fraction * 100).toFixed(1)} %`;
}
