/**
 * One structured log line for each tick, with the bot's metrics in CloudWatch's embedded format. Pure: the handler
 * writes it.
 *
 * - Only a committed tick has metrics, so that a heartbeat means that a tick has reached its end.
 * - Nothing in a line steers the terminal that shows it, and the words of an error are bounded.
 * - A metric or a field whose value is unknown is left out, and never zero.
 * - Daily metrics are in the line of the tick or watch step that has begun a day or an epoch.
 */
import type { Bot } from '../../invocation.ts';
import { rejectionWords, type EntryVerdict, type TickReport } from '../../tick-report.ts';
import { attentionOf } from '../../core/control/attention.ts';
import { restrictionsOf } from '../../core/restrictions/restrictions.ts';
import { tradedAs } from '../../core/bot-state.ts';
import { unprotectedMs } from '../../core/orders/protection.ts';
import { SECOND_MS, minus, toDollars } from '../../core/units.ts';
import { jsonText } from '../../core/words.ts';
import { METRICS, METRIC_DIMENSION, METRIC_NAMESPACE, type BotMetric } from './metrics.ts';
import { limitOfDay, positionWords, tradesOf } from './owner-fields.ts';
import { errorWords, ownPlaces } from '../error-words.ts';

export interface TickTimes {
  /** When its function began, when the tick did, and when only its log line was left to write. */
  readonly startedMs: number;
  readonly beganMs: number;
  readonly endedMs: number;
  /** The time that the event proposed. */
  readonly proposedMs: number;
}

/** A tick's actions and their reasons, as one JSON line. @param warnings failed readings, in sentences */
export function tickLine(
  bot: Bot,
  report: TickReport,
  { startedMs, beganMs, endedMs, proposedMs }: TickTimes,
  warnings: readonly string[] = [],
): string {
  const { tickMs, status, state, rows, verdicts, noEntry, commits, lostRaces, whyPaper, parameters } = report;
  const { unobeyedCommands } = report;
  const { ledger } = state;
  const attention = attentionOf(state);
  const restrictions = restrictionsOf(state, parameters, tickMs).map(({ kind }) => kind);
  return jsonText({
    level: 'INFO',
    message: 'tick',
    bot: bot.id,
    ...releaseOf(bot),
    tick: new Date(tickMs).toISOString(),
    status,
    version: state.version,
    mode: tradedAs(state),
    ...(state.ledger.isDemo && { prices: 'demo' }),
    ...(whyPaper !== undefined && { whyPaper }),
    commits,
    ...(lostRaces !== undefined && { lostRaces }),
    eventTime: new Date(proposedMs).toISOString(),
    eventLagSeconds: (startedMs - proposedMs) / SECOND_MS,
    ...lagOf(report),
    ...(beganMs > startedMs && { waitedSeconds: (beganMs - startedMs) / SECOND_MS }),
    durationMs: endedMs - beganMs,
    rows: rows.map(({ sequence, event }) => `${sequence} ${event.kind}`),
    ...(unobeyedCommands !== undefined && { unobeyedCommands }),
    entries: verdicts.map((verdict) => `${verdict.symbol} ${verdict.kind} ${verdictDetail(verdict)}`),
    ...(noEntry !== undefined && { noEntry }),
    ...(attention.length > 0 && { attention }),
    ...(restrictions.length > 0 && { restrictions }),
    ...(warnings.length > 0 && { trouble: warnings }),
    openCount: ledger.positions.length,
    open: ledger.positions.map((position) => positionWords(position, tickMs)),
    ordersInFlight: state.orders.filter((order) => order.status !== 'resting').length,
    balanceUsd: toDollars(ledger.balanceUsd),
    dayNetUsd: toDollars(ledger.realisedTodayUsd),
    dayLimitUsd: toDollars(limitOfDay(report)),
    ...tradesOf(ledger),
    ...(status === 'committed' && embedded(bot, valuesOf(report, endedMs), endedMs)),
  });
}

/** How late it decided, where that is known. */
function lagOf({ decisionLagMs }: TickReport) {
  return decisionLagMs === undefined ? {} : { decisionLagSeconds: decisionLagMs / SECOND_MS };
}

function verdictDetail(verdict: EntryVerdict): string {
  switch (verdict.kind) {
    case 'denied':
      return verdict.code;
    case 'held':
      return verdict.reason;
    case 'rejected':
      return rejectionWords(verdict);
    case 'unknown':
      return verdict.cause;
    case 'entered':
    case 'resting':
    case 'unfilled':
    case 'unsent':
      return verdict.side;
  }
}

type MetricValue = readonly [metric: BotMetric, value: number];

/** The metrics of a committed tick; the heartbeat last. */
function valuesOf(report: TickReport, endedMs: number): readonly MetricValue[] {
  const { candleAgeMs } = report;
  const age: readonly MetricValue[] =
    candleAgeMs === undefined ? [] : [[METRICS.candleAgeSeconds, candleAgeMs / SECOND_MS]];
  return [...valuesOfStep(report, endedMs), ...age, [METRICS.heartbeat, 1]];
}

/** The metrics of a watch step, which reads no candle and is no heartbeat. */
function valuesOfStep(report: TickReport, endedMs: number): readonly MetricValue[] {
  const { state } = report;
  return [
    ...valuesOfDay(report),
    [METRICS.dayNetUsd, toDollars(state.ledger.realisedTodayUsd)],
    [METRICS.attention, attentionOf(state).length],
    [METRICS.unprotectedSeconds, unprotectedMs(state, endedMs) / SECOND_MS],
  ];
}

function valuesOfDay(report: TickReport): readonly MetricValue[] {
  const { rows, state } = report;
  if (!rows.some(({ event: { kind } }) => kind === 'day-started' || kind === 'started')) return [];
  const { dayStartBalanceUsd } = state.ledger;
  return [
    [METRICS.balanceUsd, toDollars(dayStartBalanceUsd)],
    [METRICS.dayFloorUsd, toDollars(minus(dayStartBalanceUsd, limitOfDay(report)))],
  ];
}

/** The fields that CloudWatch makes metrics of. */
function embedded(bot: Bot, values: readonly MetricValue[], atMs: number) {
  const names = values.map(([{ name, unit }]) => ({ Name: name, Unit: unit }));
  const directive = { Namespace: METRIC_NAMESPACE, Dimensions: [[METRIC_DIMENSION]], Metrics: names };
  return {
    _aws: { Timestamp: atMs, CloudWatchMetrics: [directive] },
    [METRIC_DIMENSION]: bot.id,
    ...Object.fromEntries(values.map(([{ name }, value]) => [name, value])),
  };
}

/** A watch step's actions, as one short JSON line; the heartbeat is the tick's alone. */
export function stepLine(bot: Bot, report: TickReport, endedMs: number): string {
  const { tickMs, status, state, rows, commits, lostRaces, unobeyedCommands } = report;
  return jsonText({
    level: 'INFO',
    message: 'watch step',
    bot: bot.id,
    step: new Date(tickMs).toISOString(),
    status,
    version: state.version,
    commits,
    ...(lostRaces !== undefined && { lostRaces }),
    ...lagOf(report),
    rows: rows.map(({ sequence, event }) => `${sequence} ${event.kind}`),
    ...(unobeyedCommands !== undefined && { unobeyedCommands }),
    open: state.ledger.positions.map(({ symbol, side }) => `${side} ${symbol}`),
    ...(status === 'committed' && embedded(bot, valuesOfStep(report, endedMs), endedMs)),
  });
}

/** A log has room for more than a screen. */
const REASON_BYTES_MAX = 2_000;

/**
 * A failed tick as one JSON line. A stack is cut to its places here, where it is written: people read this log with more than
 * our own commands. A defect is found by its places alone.
 */
export function errorLine(bot: Bot, error: unknown): string {
  const reason = errorWords(error, { bytesMax: REASON_BYTES_MAX });
  const known = error instanceof Error ? { error: error.name, reason, places: ownPlaces(error) } : { reason };
  return jsonText({ level: 'ERROR', message: 'tick failed', bot: bot.id, ...releaseOf(bot), ...known });
}

function releaseOf({ release }: Bot) {
  return release === undefined ? {} : { release };
}
