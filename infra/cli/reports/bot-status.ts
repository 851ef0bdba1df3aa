/**
 * `infra/cli/reports/`: the facts that commands show, and their JSON and CSV.
 *
 * The state of the bot as of its last tick, for the status.
 *
 * Facts only; the screen decides how they look. A fact that is not stored is unknown, never zero.
 */
import { parametersSchema, parseParameters, type BotParameters } from '../../../lambda/config.ts';
import { modeOf, type BotState } from '../../../lambda/core/bot-state.ts';
import type { LedgerEvent, LedgerRow } from '../../../lambda/core/ledger/ledger-events.ts';
import type { OperatorCommand } from '../../../lambda/core/ledger/operator-command.ts';
import type { Order } from '../../../lambda/core/order.ts';
import { completeRows } from '../../../lambda/core/audit/rebuild.ts';
import { entriesInLastHour, exposureOf } from '../../../lambda/core/risk/entry-gates.ts';
import { dailyLimit } from '../../../lambda/core/risk/loss-budget.ts';
import { statisticsOf, type TradeStatistics } from '../../../lambda/core/ledger/trade-statistics.ts';
import { DAY_MS, type Usd } from '../../../lambda/core/units.ts';
import type { BotSnapshot, RunSummary } from '../../local/bot-snapshot.ts';

/** Why nothing may be opened now. */
export type Restriction =
  | { readonly kind: 'halted'; readonly sinceMs: number; readonly cause: string }
  | { readonly kind: 'flattening'; readonly sinceMs: number; readonly command: OperatorCommand | undefined }
  | {
      readonly kind: 'operator-paused';
      readonly sinceMs: number;
      readonly command: OperatorCommand | undefined;
    }
  | {
      readonly kind: 'stopped';
      readonly sinceMs: number;
      readonly untilMs: number;
      readonly row: EventOf<'stopped'> | undefined;
    }
  | { readonly kind: 'paused'; readonly untilMs: number; readonly row: EventOf<'paused'> | undefined };

type EventOf<Kind extends LedgerEvent['kind']> = Extract<LedgerEvent, { readonly kind: Kind }>;

export interface BotStatus {
  readonly state: BotState;
  readonly mode: 'paper' | 'live';
  readonly lastTickMs: number;
  readonly run: RunSummary | undefined;
  /** A process trades there now. */
  readonly isRunning: boolean;
  /** Of today, positive; `undefined` when the parameters are not known. */
  readonly limitUsd: Usd | undefined;
  readonly restrictions: readonly Restriction[];
  readonly ordersInFlight: readonly Order[];
  readonly restingOrders: number;
  readonly entriesInLastHour: number;
  readonly waitingRows: number;
  readonly waitingAlerts: number;
  readonly commands: readonly OperatorCommand[];
  readonly statistics: TradeStatistics;
}

export function statusOf({ state, delivered, commands, run, isRunning }: BotSnapshot): BotStatus {
  const { ledger, orders, outbox } = state;
  const rows = completeRows(state, delivered);
  const lastTickMs = state.tickMs ?? ledger.dayMs;
  const parameters = parametersOf(state, run);
  // The counts depend on no parameter.
  const exposure = exposureOf(state, parameters ?? parseParameters({}));
  return {
    state,
    mode: modeOf(state),
    lastTickMs,
    run,
    isRunning,
    limitUsd: parameters && dailyLimit(parameters, ledger.dayStartBalanceUsd),
    restrictions: restrictionsOf(state, rows, lastTickMs),
    ordersInFlight: orders.filter(({ status }) => status !== 'resting'),
    restingOrders: orders.filter(({ status }) => status === 'resting').length,
    entriesInLastHour: entriesInLastHour(state, exposure, lastTickMs),
    waitingRows: rows.length - delivered.length,
    waitingAlerts: outbox.alerts.length,
    commands: commands.filter(({ id }) => !state.consumedCommandIds.includes(id)),
    statistics: statisticsOf(rows.flatMap(({ event }) => (event.kind === 'closed' ? [event.trade] : []))),
  };
}

/** Those that the bot last accepted; before its first tick, those that it was started with. */
function parametersOf(state: BotState, run: RunSummary | undefined): BotParameters | undefined {
  const accepted = parametersSchema.safeParse(state.parameters);
  return state.parameters === undefined ? run?.parameters : accepted.data;
}

/** In the order in which the gates ask. */
function restrictionsOf(
  { ledger }: BotState,
  rows: readonly LedgerRow[],
  tickMs: number,
): readonly Restriction[] {
  const { halted, flatteningSinceMs, operatorPausedSinceMs, stoppedAtMs, pausedUntilMs, dayMs } = ledger;
  const restrictions: Restriction[] = [];
  if (halted !== undefined) restrictions.push({ kind: 'halted', ...halted });
  if (flatteningSinceMs !== undefined) {
    const command = commandAt(rows, flatteningSinceMs, ['flatten']);
    restrictions.push({ kind: 'flattening', sinceMs: flatteningSinceMs, command });
  } else if (operatorPausedSinceMs !== undefined) {
    const command = commandAt(rows, operatorPausedSinceMs, ['pause', 'flatten']);
    restrictions.push({ kind: 'operator-paused', sinceMs: operatorPausedSinceMs, command });
  }
  if (stoppedAtMs !== undefined) {
    const row = lastEvent(rows, 'stopped');
    restrictions.push({ kind: 'stopped', sinceMs: stoppedAtMs, untilMs: dayMs + DAY_MS, row });
  }
  if (tickMs < pausedUntilMs) {
    restrictions.push({ kind: 'paused', untilMs: pausedUntilMs, row: lastEvent(rows, 'paused') });
  }
  return restrictions;
}

function lastEvent<Kind extends LedgerEvent['kind']>(
  rows: readonly LedgerRow[],
  kind: Kind,
): EventOf<Kind> | undefined {
  const isOfKind = (event: LedgerEvent): event is EventOf<Kind> => event.kind === kind;
  return rows.map(({ event }) => event).findLast(isOfKind);
}

/** The command whose row was written then. */
function commandAt(
  rows: readonly LedgerRow[],
  atMs: number,
  kinds: readonly OperatorCommand['kind'][],
): OperatorCommand | undefined {
  const commands = rows.flatMap(({ event }) => (event.kind === 'operator-command' ? [event] : []));
  return commands.find((event) => event.atMs === atMs && kinds.includes(event.command.kind))?.command;
}
