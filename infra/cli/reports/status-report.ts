/**
 * The state of the bot for machines: amounts in dollars, times in ms since 1970, null for a missing value.
 */
import { attentionOf } from '../../../lambda/core/control/attention.ts';
import { isStanding } from '../../../lambda/core/control/entry-rejections.ts';
import type { OperatorCommand } from '../../../lambda/core/ledger/operator-command.ts';
import type { EntryRejection } from '../../../lambda/core/standing-failures.ts';
import { toDollars } from '../../../lambda/core/units.ts';
import type { BotStatus, Restriction } from './bot-status.ts';
import { positionReport } from './ledger-report.ts';

export function statusReport(status: BotStatus) {
  const { state, run, statistics, limitUsd } = status;
  const { ledger, unreadAccount, entryRejections = [] } = state;
  return {
    bot: state.botId,
    mode: status.mode,
    modeWanted: state.parameters?.mode ?? 'paper',
    lastTickMs: status.lastTickMs,
    version: state.version,
    epoch: ledger.epoch,
    run: run === undefined ? null : runReport(run),
    isRunning: status.isRunning,
    balanceUsd: toDollars(ledger.balanceUsd),
    day: {
      startMs: ledger.dayMs,
      startBalanceUsd: toDollars(ledger.dayStartBalanceUsd),
      realisedUsd: toDollars(ledger.realisedTodayUsd),
      limitUsd: limitUsd === undefined ? null : toDollars(limitUsd),
    },
    mayEnter: status.restrictions.length === 0,
    restrictions: status.restrictions.map(restrictionReport),
    attention: attentionOf(state),
    account:
      unreadAccount === undefined
        ? null
        : { unreadSinceMs: unreadAccount.sinceMs, cause: unreadAccount.cause },
    rejections: entryRejections.filter(isStanding).map(rejectionReport),
    lossesInARow: ledger.lossesInARow,
    entriesInLastHour: status.entriesInLastHour,
    positions: ledger.positions.map(positionReport),
    ordersInFlight: status.ordersInFlight,
    restingOrders: status.restingOrders,
    undelivered: { rows: status.waitingRows, alerts: status.waitingAlerts },
    waitingCommands: status.commands,
    trades: statistics.trades,
    wins: statistics.wins,
    grossUsd: toDollars(statistics.grossUsd),
    feesUsd: toDollars(statistics.feesUsd),
    fundingUsd: toDollars(statistics.fundingUsd),
    netUsd: toDollars(statistics.netUsd),
    winRate: statistics.winRate ?? null,
    breakEvenWinRate: statistics.breakEvenWinRate ?? null,
  };
}

/** Without what only the bot needs: when it has alerted. */
function rejectionReport({ reason, symbols, count, sinceMs, lastMs, cause }: EntryRejection) {
  return { reason, symbols, count, sinceMs, lastMs, cause };
}

function runReport({ market, symbols, seed, finished }: NonNullable<BotStatus['run']>) {
  return { market, symbols: symbols.split(', '), seed: seed ?? null, finished };
}

function restrictionReport(restriction: Restriction) {
  const { kind } = restriction;
  switch (restriction.kind) {
    case 'halted':
      return { kind, sinceMs: restriction.sinceMs, cause: restriction.cause };
    case 'flattening':
    case 'operator-paused':
      return { kind, sinceMs: restriction.sinceMs, ...askedBy(restriction.command) };
    case 'stopped':
      return {
        kind,
        sinceMs: restriction.sinceMs,
        untilMs: restriction.untilMs,
        cause: restriction.row?.cause ?? null,
      };
    case 'paused':
      return { kind, sinceMs: restriction.row?.atMs ?? null, untilMs: restriction.untilMs };
  }
}

function askedBy(command: OperatorCommand | undefined) {
  return { by: command?.issuedBy ?? null, why: command?.why ?? null };
}
