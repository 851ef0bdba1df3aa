/**
 * Books that somebody has doctored: for tests of whoever audits them.
 */
import { z } from 'zod';
import { decimal } from '../../venue/decimal.ts';
import type { LoggedRequest } from '../../venue/request-faults.ts';
import type { VenueTrade } from '../../venue/venue-state.ts';
import { DynamoTwin } from '../twins/dynamo-twin.ts';
import type { TwinItem } from '../twins/twin-item.ts';
import { CommitRules, type Commit } from './commit-rules.ts';
import { findings } from './findings.ts';
import type { RecordedRow } from './recorded-items.ts';
import { waitingCommands } from './waiting-commands.ts';

export const START_MS = Date.UTC(2025, 0, 6);
export const TABLE = 'Table';
export const BOT = 'sim';
export const EPOCH = 7;

type Json = Readonly<Record<string, unknown>>;

/** An auditor's clock, and the rules that she has found broken. */
export function eyes() {
  let nowMs = START_MS;
  const found: string[] = [];
  const looking = findings(
    START_MS,
    () => nowMs,
    ({ rule }) => found.push(rule),
  );
  const pass = (ms: number) => {
    nowMs += ms;
  };
  return { looking, found, pass };
}

export function ledgerOf(changes: Json = {}): Json {
  return {
    epoch: EPOCH,
    rowCount: 1,
    balanceUsd: 2_000_00000000,
    dayMs: START_MS,
    dayStartBalanceUsd: 2_000_00000000,
    realisedTodayUsd: 0,
    stoppedAtMs: null,
    lossesInARow: 0,
    pausedUntilMs: 0,
    entryTimesMs: [],
    positions: [],
    halted: null,
    operatorPausedSinceMs: null,
    flatteningSinceMs: null,
    ...changes,
  };
}

/** The body of an item: a bot that has just started. */
export function stateOf(changes: Json = {}): Json {
  return {
    botId: BOT,
    version: 1,
    tickMs: START_MS,
    ledger: ledgerOf(),
    orders: [],
    account: null,
    consumedCommandIds: [],
    outbox: { rows: [STARTED], alerts: [] },
    alertLog: {},
    ...changes,
  };
}

export function rowOf(sequence: number, event: Json): Json {
  return { epoch: EPOCH, sequence, event: { atMs: START_MS, ...event } };
}

export const STARTED = rowOf(1, { kind: 'started', balanceUsd: 2_000_00000000 });

export function fillOf(changes: Json = {}): Json {
  return {
    clientOrderId: 'sim-7-1-e',
    price: 100,
    quantity: 1,
    feeUsd: 5_000_000,
    timeMs: START_MS,
    venueId: '11',
    realisedUsd: 0,
    ...changes,
  };
}

export const TERMS = {
  collateralUsd: 30,
  leverage: 20,
  targetPct: 0.15,
  profitTargetUsd: 30,
  profitCapUsd: 70,
  quickExitSeconds: 120,
  maxHoldSeconds: 300,
  initialStopPct: 0.12,
  recoverySeconds: 180,
  recoveryStopPct: 0.25,
};

export function positionOf(changes: Json = {}): Json {
  return {
    tradeId: 1,
    symbol: 'BTCUSDT',
    side: 'long',
    quantity: 1,
    entryPrice: 100,
    entryFeeUsd: 5_000_000,
    fundingUsd: 0,
    decidedAtMs: START_MS,
    stopPrice: 99.75,
    takeProfitPrice: 100.15,
    terms: TERMS,
    ...changes,
  };
}

export function openedRow(sequence: number, changes: Json = {}): Json {
  return rowOf(sequence, { kind: 'opened', position: positionOf(changes), fills: [fillOf()] });
}

/** Of the position above, with a loss of a dollar and the fees. */
export function closedRow(sequence: number, changes: Json = {}, others: Json = {}): Json {
  const trade = {
    tradeId: 1,
    symbol: 'BTCUSDT',
    reason: 'hard-stop',
    exitTimeMs: START_MS,
    grossUsd: -1_00000000,
    feesUsd: 10_000_000,
    fundingUsd: 0,
    netUsd: -1_10000000,
    ...changes,
  };
  const fill = { clientOrderId: 'sim-7-2-s', price: 99, venueId: '12', realisedUsd: -1_00000000 };
  return rowOf(sequence, { kind: 'closed', trade, fills: [fillOf(fill)], ...others });
}

export function entryOf(changes: Json = {}): Json {
  return {
    clientOrderId: 'sim-7-1-e',
    tradeId: 1,
    symbol: 'BTCUSDT',
    side: 'long',
    quantity: 1,
    leg: 'entry',
    status: 'intended',
    sendBeforeMs: START_MS + 5_000,
    terms: TERMS,
    decision: { price: 100, tickMs: START_MS },
    ...changes,
  };
}

export function stateItem(body: Json): TwinItem {
  return {
    pk: { S: `bot#${BOT}` },
    sk: { S: 'state' },
    version: { N: String(body.version) },
    body: { S: JSON.stringify(body) },
  };
}

export function rowItem(row: Json, changes: Partial<Record<'sk' | 'kind' | 'at' | 'body', string>> = {}) {
  const { epoch, sequence, event } = row;
  const at = new Date(START_MS).toISOString();
  const { kind } = z.object({ kind: z.string() }).parse(event);
  const key = `${String(epoch).padStart(6, '0')}#${String(sequence).padStart(12, '0')}`;
  return {
    pk: { S: `ledger#${BOT}` },
    sk: { S: changes.sk ?? key },
    kind: { S: changes.kind ?? kind },
    at: { S: changes.at ?? at },
    body: { S: changes.body ?? JSON.stringify(row) },
  };
}

/** A table under audit. Nothing is refused there: what is written is what somebody has doctored. */
export function auditedTable() {
  const { looking, found, pass } = eyes();
  const dynamo = new DynamoTwin(TABLE);
  const [commits, rows]: [Commit[], RecordedRow[]] = [[], []];
  const rules = new CommitRules({
    ...looking,
    older: { lastMs: () => -Infinity },
    botId: BOT,
    waitingCommands: (table) => waitingCommands(dynamo, table, BOT),
    onRow: (row) => rows.push(row),
    onCommit: (commit) => commits.push(commit),
  });
  dynamo.onWrite = (written) => rules.wrote(written);
  dynamo.onDelete = (table, item) => rules.deleted(table, item);
  const put = (Item: TwinItem) => dynamo.respond('PutItem', JSON.stringify({ TableName: TABLE, Item }));
  const remove = (pk: string, sk: string) =>
    dynamo.respond('DeleteItem', JSON.stringify({ TableName: TABLE, Key: { pk: { S: pk }, sk: { S: sk } } }));
  const commit = (changes: Json) => put(stateItem(stateOf(changes)));
  return { looking, found, pass, dynamo, rules, commits, rows, put, remove, commit };
}

/** The commit of a state, after another one where that matters. */
export function commitOf(changes: Json, before?: Json): Commit {
  const { commits, commit } = auditedTable();
  if (before !== undefined) commit(before);
  commit(changes);
  const last = commits.at(-1);
  if (last === undefined) throw new Error('the doctored state cannot be read');
  return last;
}

export function tradeOf(changes: Partial<VenueTrade> = {}): VenueTrade {
  return {
    id: 11,
    orderId: 1,
    clientOrderId: 'sim-7-1-e',
    symbol: 'BTCUSDT',
    side: 'BUY',
    positionSide: 'BOTH',
    price: decimal(100),
    quantity: decimal(1),
    quoteQuantity: decimal(100),
    realizedPnl: 0n,
    commission: decimal('0.05'),
    commissionAsset: 'USDT',
    isMaker: false,
    timeMs: START_MS,
    ...changes,
  };
}

export function requestOf(params: string, changes: Partial<LoggedRequest> = {}): LoggedRequest {
  const read = new URLSearchParams(params);
  return {
    method: 'POST',
    path: '/fapi/v1/order',
    params,
    symbol: read.get('symbol') ?? undefined,
    clientId: read.get('newClientOrderId') ?? read.get('clientAlgoId') ?? undefined,
    order: undefined,
    weight: 0,
    orders: 1,
    timeMs: START_MS,
    answered: { status: 200, code: undefined },
    ...changes,
  };
}
