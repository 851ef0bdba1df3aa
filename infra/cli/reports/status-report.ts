/**
 * The state of the bot for machines: amounts in dollars, times in ms since 1970, null for a missing value.
 */
import type { OperatorCommand } from '../../../lambda/core/ledger/operator-command.ts';
import { toDollars } from '../../../lambda/core/units.ts';
import type { BotStatus, Restriction } from './bot-status.ts';
import { positionReport } from './ledger-report.ts';

export function statusReport(status: BotStatus) {
  const { state, run, statistics, limitUsd } = status;
  const { ledger } = state;
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
