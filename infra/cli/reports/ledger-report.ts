/**
 * The ledger for machines: amounts in dollars with up to 8 decimals, times in ms since 1970.
 */
import { ledgerCurrency } from '../../../lambda/core/settlement.ts';
import type { LedgerEvent } from '../../../lambda/core/ledger/ledger-events.ts';
import type { ClosedTrade } from '../../../lambda/core/ledger/closed-trade.ts';
import type { Fill } from '../../../lambda/core/ledger/fills.ts';
import type { Position } from '../../../lambda/core/ledger/position.ts';
import { toDollars, type Usd } from '../../../lambda/core/units.ts';
import { isRow, type LedgerEntry, type ProblemEntry, type RowEntry } from './ledger-statement.ts';

/** One row, flat, with the balance that it left; or the rows that are missing or cannot be read, with the problem. */
export function entryReport(entry: LedgerEntry) {
  const balanceUsd = entry.balanceUsd === undefined ? null : toDollars(entry.balanceUsd);
  return { ...(isRow(entry) ? rowReport(entry) : problemReport(entry)), balanceUsd };
}

function rowReport({ row }: RowEntry) {
  const { epoch, sequence, event } = row;
  const { atMs, kind } = event;
  return { epoch, sequence, atMs, kind, ...detailsOf(event) };
}

function problemReport({ epoch, sequence, lastSequence, kind, atMs, problem }: ProblemEntry) {
  const last = lastSequence === sequence ? {} : { lastSequence };
  return { epoch, sequence, ...last, atMs: atMs ?? null, kind: kind ?? null, problem };
}

function detailsOf(event: LedgerEvent): object {
  switch (event.kind) {
    case 'started': {
      const { isDemo, after, asked } = event;
      return {
        settlementCurrency: ledgerCurrency(event),
        ...(isDemo && { isDemo }),
        ...(after && { after: { cause: after.cause, epoch: after.ledger.epoch } }),
        ...(asked && { asked }),
      };
    }
    case 'day-started':
    case 'day-summarised':
      return {};
    case 'opened': {
      const { position, decision, fills, decisionLagSeconds = null } = event;
      return { ...positionReport(position), decision, decisionLagSeconds, fills: fills.map(fillReport) };
    }
    case 'recovery':
      return { tradeId: event.tradeId, price: event.price };
    case 'funding':
      return { tradeId: event.tradeId, paidUsd: toDollars(event.paidUsd) };
    case 'reduced':
      return {
        tradeId: event.tradeId,
        fills: event.fills.map(fillReport),
        slippageUsd: amountOrNull(event.slippageUsd),
      };
    case 'transfer':
      return {
        amountUsd: toDollars(event.amountUsd),
        venueId: event.venueId,
        name: event.name ?? null,
      };
    case 'late-cost':
      return { symbol: event.symbol, paidUsd: toDollars(event.paidUsd), venueId: event.venueId };
    case 'closed': {
      const { trade, decision, fills, slippageUsd } = event;
      return {
        ...tradeReport(trade),
        slippageUsd: amountOrNull(slippageUsd),
        decision: decision ?? null,
        fills: fills.map(fillReport),
      };
    }
    case 'paused':
      return { untilMs: event.untilMs, lossesInARow: event.lossesInARow };
    case 'stopped':
      return {
        cause: event.cause,
        realisedUsd: toDollars(event.realisedUsd),
        unrealisedUsd: toDollars(event.unrealisedUsd),
        limitUsd: toDollars(event.limitUsd),
      };
    case 'halted':
      return { cause: event.cause };
    case 'operator-command':
      return { command: event.command };
    case 'reconciled':
      return { acceptedCause: event.acceptedCause, commandId: event.commandId };
    case 'parameters-changed':
      return { changes: event.changes };
    case 'denials':
      return { counts: event.counts };
  }
}

/** An open position; its terms are parameters, stated in dollars and percent. */
export function positionReport({
  entryFeeUsd,
  fundingUsd,
  recoverySinceMs,
  exits = [],
  slippageUsd,
  ...position
}: Position) {
  return {
    ...position,
    ...(exits.length > 0 && { exits: exits.map(fillReport) }),
    entryFeeUsd: toDollars(entryFeeUsd),
    fundingUsd: toDollars(fundingUsd),
    recoverySinceMs: recoverySinceMs ?? null,
    slippageUsd: amountOrNull(slippageUsd),
  };
}

/** Null where it is unknown. */
function amountOrNull(amount: Usd | undefined): number | null {
  return amount === undefined ? null : toDollars(amount);
}

/** `unprotected` is null where it is unknown, and on paper. */
function tradeReport({ grossUsd, feesUsd, fundingUsd, netUsd, unprotected, ...trade }: ClosedTrade) {
  return {
    ...trade,
    grossUsd: toDollars(grossUsd),
    feesUsd: toDollars(feesUsd),
    fundingUsd: toDollars(fundingUsd),
    netUsd: toDollars(netUsd),
    unprotected: unprotected ?? null,
  };
}

function fillReport({ feeUsd, realisedUsd, ...fill }: Fill) {
  const realised = realisedUsd === undefined ? {} : { realisedUsd: toDollars(realisedUsd) };
  return { ...fill, feeUsd: toDollars(feeUsd), ...realised };
}
