/**
 * One structured line for each tick. Pure: writing it is the handler's work.
 */
import type { Bot, TurnReport } from '../turn-report.ts';
import { toDollars } from '../core/units.ts';

/** What a tick did, and why, as one JSON line. */
export function tickLine(bot: Bot, report: TurnReport, eventLagSeconds: number, durationMs: number): string {
  const { tickMs, status, state, rows, verdicts, noEntry, commits } = report;
  const { ledger } = state;
  return JSON.stringify({
    level: 'INFO',
    message: 'tick',
    bot: bot.id,
    tick: new Date(tickMs).toISOString(),
    status,
    version: state.version,
    commits,
    eventLagSeconds,
    durationMs,
    rows: rows.map(({ sequence, event }) => `${sequence} ${event.kind}`),
    entries: verdicts.map((verdict) => {
      if (verdict.kind === 'entered') return `${verdict.symbol} entered ${verdict.side}`;
      if (verdict.kind === 'denied') return `${verdict.symbol} denied ${verdict.code}`;
      return `${verdict.symbol} held ${verdict.reason}`;
    }),
    ...(noEntry !== undefined && { noEntry }),
    open: ledger.positions.map(({ symbol, side }) => `${side} ${symbol}`),
    ordersInFlight: state.orders.filter((order) => order.status !== 'resting').length,
    balanceUsd: toDollars(ledger.balanceUsd),
    dayNetUsd: toDollars(ledger.realisedTodayUsd),
  });
}

/** What a watch step did, as one short JSON line; the heartbeat is the tick's alone. */
export function stepLine(bot: Bot, { tickMs, status, state, rows, commits }: TurnReport): string {
  return JSON.stringify({
    level: 'INFO',
    message: 'watch step',
    bot: bot.id,
    step: new Date(tickMs).toISOString(),
    status,
    version: state.version,
    commits,
    rows: rows.map(({ sequence, event }) => `${sequence} ${event.kind}`),
    open: state.ledger.positions.map(({ symbol, side }) => `${side} ${symbol}`),
  });
}

/** A failed tick as one JSON line. */
export function errorLine(bot: Bot, error: unknown): string {
  const known =
    error instanceof Error
      ? { error: error.name, reason: error.message, stack: error.stack }
      : { reason: String(error) };
  return JSON.stringify({ level: 'ERROR', message: 'tick failed', bot: bot.id, ...known });
}
