/**
 * The state of the bot for machines: amounts in dollars, times in ms since 1970, null for a missing value.
 */
import { attentionOf } from '../../../lambda/core/control/attention.ts';
import { mayEnter, type Restriction } from '../../../lambda/core/restrictions/restrictions.ts';
import { isStanding } from '../../../lambda/core/control/entry-rejections.ts';
import {
  grossOf,
  ratesOf,
  slippageOf,
  type RunStatistics,
} from '../../../lambda/core/ledger/day-statistics.ts';
import type { AskedBy } from '../../../lambda/core/ledger/ledger-state.ts';
import type { EntryRejection } from '../../../lambda/core/standing-failures.ts';
import type { SeenWorth } from '../../../lambda/core/risk/open-prices.ts';
import { ledgerCurrency } from '../../../lambda/core/settlement.ts';
import { isProtected } from '../../../lambda/core/orders/protection.ts';
import { unprotectedSinceMs } from '../../../lambda/core/orders/unprotected-spans.ts';
import { toDollars, type Usd } from '../../../lambda/core/units.ts';
import type { BotStatus } from './bot-status.ts';
import { positionReport } from './ledger-report.ts';

export function statusReport(status: BotStatus) {
  const { state, run, limitUsd } = status;
  const { ledger, unreadAccount, entryRejections = [] } = state;
  return {
    bot: state.botId,
    mode: status.mode,
    isDemo: ledger.isDemo === true,
    modeWanted: state.parameters?.mode ?? 'paper',
    lastTickMs: status.lastTickMs,
    version: state.version,
    epoch: ledger.epoch,
    settlementCurrency: ledgerCurrency(ledger),
    run: run === undefined ? null : runReport(run),
    isRunning: status.isRunning,
    release: status.release ?? null,
    balanceUsd: toDollars(ledger.balanceUsd),
    day: {
      startMs: ledger.dayMs,
      startBalanceUsd: toDollars(ledger.dayStartBalanceUsd),
      realisedUsd: toDollars(ledger.realisedTodayUsd),
      limitUsd: toDollars(limitUsd),
    },
    mayEnter: mayEnter(status.restrictions),
    restrictions: status.restrictions.map(restrictionReport),
    attention: attentionOf(state),
    account:
      unreadAccount === undefined
        ? null
        : { unreadSinceMs: unreadAccount.sinceMs, cause: unreadAccount.cause },
    rejections: entryRejections.filter(isStanding).map(rejectionReport),
    lossesInARow: ledger.lossesInARow,
    entriesInLastHour: status.entriesInLastHour,
    positions: ledger.positions.map((position) => ({
      ...positionReport(position),
      seen: seenReport(status.seen.get(position.tradeId)),
      isProtected: isProtected(state, position),
      unprotectedSinceMs: unprotectedSinceMs(state, position) ?? null,
    })),
    ordersInFlight: status.ordersInFlight,
    restingOrders: status.restingOrders,
    undelivered: { rows: status.waitingRows, alerts: status.waitingAlerts },
    waitingCommands: status.commands,
    commandsUnread: status.unread?.cause ?? null,
    ...tradesReport(ledger.run),
  };
}

/** Null where no price was seen. */
function seenReport(seen: SeenWorth | undefined) {
  return seen === undefined ? null : { ...seen, netUsd: toDollars(seen.netUsd) };
}

/** All null where an earlier release has begun the epoch, until its next day; `tradesSinceMs` is that day then. */
function tradesReport(trades: RunStatistics | undefined) {
  const rates = trades && ratesOf(trades);
  const amount = (value: Usd | undefined) => (value === undefined ? null : toDollars(value));
  const slippage = trades && slippageOf(trades);
  return {
    tradesSinceMs: trades?.sinceMs ?? null,
    trades: trades?.trades ?? null,
    wins: trades?.wins ?? null,
    grossUsd: amount(trades && grossOf(trades)),
    feesUsd: amount(trades?.feesUsd),
    fundingUsd: amount(trades?.fundingUsd),
    slippageUsd: amount(slippage?.knownUsd),
    slippageUnknownTrades: slippage?.unknownTrades ?? null,
    netUsd: amount(trades?.netUsd),
    winRate: rates?.winRate ?? null,
    breakEvenWinRate: rates?.breakEvenWinRate ?? null,
  };
}

/** Without what only the bot needs: when it has alerted. */
function rejectionReport({ reason, symbols, count, sinceMs, lastMs, cause }: EntryRejection) {
  return { reason, symbols, count, sinceMs, lastMs, cause };
}

function runReport({ id, market, symbols, seed, finished, isKept }: NonNullable<BotStatus['run']>) {
  return { id: id ?? null, market, symbols, seed: seed ?? null, finished, kept: isKept ?? false };
}

function restrictionReport(restriction: Restriction) {
  const { kind } = restriction;
  switch (restriction.kind) {
    case 'halted':
      return { kind, sinceMs: restriction.sinceMs, cause: restriction.cause };
    case 'flattening':
    case 'operator-paused':
      return { kind, sinceMs: restriction.sinceMs, ...askedBy(restriction.asked) };
    case 'stopped':
      return {
        kind,
        sinceMs: restriction.sinceMs,
        untilMs: restriction.untilMs,
        cause: restriction.stop?.cause ?? null,
      };
    case 'paused':
      return { kind, sinceMs: restriction.streak?.sinceMs ?? null, untilMs: restriction.untilMs };
    case 'account-unread':
    case 'commands-unread':
      return { kind, sinceMs: restriction.sinceMs, cause: restriction.cause };
    case 'outside-hours': {
      const { markets, count, isAll } = restriction;
      return { kind, markets, count, isAll };
    }
    case 'entries-rejected':
      return { kind, symbols: [...new Set(restriction.rejections.flatMap(({ symbols }) => symbols))] };
    default:
      return { kind };
  }
}

function askedBy(asked: AskedBy | undefined) {
  return { by: asked?.by ?? null, why: asked?.why ?? null };
}
