/**
 * How is the state of a bot, a row or a command written?
 *
 * Invariants:
 * - What is written is read back by the schemas. Whoever only writes does not load them.
 * - The releases before this one read no kind but their own. So an alert of a later kind is written under one of
 *   theirs, with its own kind beside it.
 */
import type { Alert, AlertKind, AlertLog } from '../../core/alerts/alert.ts';
import type { BotState } from '../../core/bot-state.ts';
import type { KnownSlippage, RunStatistics } from '../../core/ledger/day-statistics.ts';
import type { LedgerState } from '../../core/ledger/ledger-state.ts';
import type { LedgerRow } from '../../core/ledger/ledger-events.ts';
import type { OperatorCommand } from '../../core/ledger/operator-command.ts';

/**
 * JSON in which a key whose value is unknown stays, as null. What no release has to find is left out where it is empty:
 * an idle item of more than 1 KB costs another unit a minute.
 */
export function toJson(value: BotState | LedgerRow | OperatorCommand): string {
  const written = 'outbox' in value ? { ...value, ...storedAlerts(value) } : value;
  return JSON.stringify(written, (key, part: unknown) => {
    if (OMITTED_WHEN_EMPTY.has(key) && isEmpty(part)) return undefined;
    if (key === 'run' && isRun(part)) return storedRun(part);
    if (key === 'ledger' && isLedger(part)) return storedLedger(part);
    if (SLIPPAGES.has(key) && isKnownSlippage(part)) return [part.trades, part.sumUsd];
    return part === undefined ? null : part;
  });
}

function storedAlerts({ outbox, alertLog: log }: BotState): object {
  const alerts = outbox.alerts.map(storedAlert);
  return { outbox: { ...outbox, alerts }, alertLog: storedAlertLog(log) };
}

const OMITTED_WHEN_EMPTY = new Set(['sentAtMs', 'told', 'heldBack', 'laterHeldBack', 'lastDay']);

function isEmpty(part: unknown): boolean {
  return part === undefined || (typeof part === 'object' && part !== null && Object.keys(part).length === 0);
}

/** The kinds that every release reads; those added since are later ones. */
const FIRST_KINDS = [
  'daily-stop',
  'paused',
  'halted',
  'unprotected',
  'parameters-refused',
  'credentials-refused',
  'region-refused',
  'missed-ticks',
  'mode-changed',
  'live-not-allowed',
  'flattened',
  'daily-summary',
] as const satisfies readonly AlertKind[];
const WRITTEN_AS = 'missed-ticks' satisfies (typeof FIRST_KINDS)[number];

/** An alert as the releases before read it, too. */
function storedAlert(written: Alert): object {
  return isLater(written.kind) ? { ...written, kind: WRITTEN_AS, laterKind: written.kind } : written;
}

/** The memory of sent alerts as the releases before read it, too. */
function storedAlertLog({ heldBack, ...log }: AlertLog): object {
  const entries = Object.entries(heldBack);
  return {
    ...log,
    heldBack: Object.fromEntries(entries.filter(([name]) => !isLater(name))),
    laterHeldBack: Object.fromEntries(entries.filter(([name]) => isLater(name))),
  };
}

function isLater(name: string): boolean {
  return FIRST_KINDS.every((first) => first !== name);
}

function storedRun({ trades, wins, netUsd, feesUsd, fundingUsd, winsUsd, sinceMs }: RunStatistics) {
  const sums = [trades, wins, netUsd, feesUsd, fundingUsd, winsUsd] as const;
  return sinceMs === undefined ? sums : ([...sums, sinceMs] as const);
}

/** Beside the sums of a run, of which the releases before this one read no more than they know. */
function storedLedger({ run, ...ledger }: LedgerState): object {
  const runSlippage = run?.slippage;
  return { ...ledger, ...(run && { run }), ...(runSlippage && { runSlippage }) };
}

const SLIPPAGES = new Set(['slippage', 'runSlippage']);

function isKnownSlippage(part: unknown): part is KnownSlippage {
  return typeof part === 'object' && part !== null && 'trades' in part && 'sumUsd' in part;
}

function isLedger(part: unknown): part is LedgerState {
  return typeof part === 'object' && part !== null && 'rowCount' in part && 'run' in part;
}

function isRun(part: unknown): part is RunStatistics {
  return (
    typeof part === 'object' && part !== null && 'winsUsd' in part && 'netUsd' in part && !('dayMs' in part)
  );
}
