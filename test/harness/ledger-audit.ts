/**
 * Is the ledger in order, whatever the bot has gone through?
 *
 * Nothing lost, nothing doubled: rows without gaps that replay to the item's ledger, a balance that is the sum of its
 * trades, orders that were never sent twice.
 */
import { expect } from 'vitest';
import type { BotState } from '../../lambda/core/bot-state.ts';
import type { LedgerRow } from '../../lambda/core/ledger/ledger-events.ts';
import { replay } from '../../lambda/core/ledger/ledger.ts';
import { completeRows, endOfEpochBefore, rebuild } from '../../lambda/core/audit/rebuild.ts';
import { ZERO_USD, plus } from '../../lambda/core/units.ts';
import type { LedgerStore } from '../../lambda/ports.ts';
import { rowsIn, stateIn } from './stored-bot.ts';

export interface AuditedLedger {
  readonly state: BotState;
  /** With those that only the outbox holds. */
  readonly rows: readonly LedgerRow[];
}

/** Reads a bot's ledger, and expects it to be in order. */
export async function auditLedger(store: LedgerStore, botId: string): Promise<AuditedLedger> {
  return auditedLedger(store, await stateIn(store, botId));
}

/** The ledgers of all its epochs, the last one first, expected to be in order and to follow from each other. */
export async function auditEpochs(store: LedgerStore, botId: string): Promise<readonly AuditedLedger[]> {
  const audited = [await auditLedger(store, botId)];
  for (let last = audited.at(-1); last !== undefined; last = audited.at(-1)) {
    const before = endOfEpochBefore({ state: last.state, delivered: last.rows });
    if (before === undefined) break;
    audited.push(await auditedLedger(store, before));
  }
  return audited;
}

async function auditedLedger(store: LedgerStore, state: BotState): Promise<AuditedLedger> {
  const { botId } = state;
  const delivered = await rowsIn(store, state.ledger.epoch, botId);
  const rows = completeRows(state, delivered);
  expect(rows.map(({ sequence }) => sequence)).toEqual(rows.map((_, k) => k + 1));
  expect(replay(state.ledger.epoch, rows)).toStrictEqual(state.ledger);
  expect(rebuild(state, delivered).differences).toEqual([]);
  expectExactBalance(state, rows);
  expectEachTradeOnce(rows);
  expectNoOrderTwice(state, rows);
  return { state, rows };
}

function expectExactBalance({ ledger }: BotState, rows: readonly LedgerRow[]): void {
  const amounts = rows.map(({ event }) => {
    if (event.kind === 'started') return event.balanceUsd;
    return event.kind === 'closed' ? event.trade.netUsd : ZERO_USD;
  });
  expect(ledger.balanceUsd).toBe(amounts.reduce(plus, ZERO_USD));
}

/** Every closed trade was opened once, before; what was opened and not closed is open. */
function expectEachTradeOnce(rows: readonly LedgerRow[]): void {
  const opened = new Map<number, number>();
  for (const { event, sequence } of rows) {
    if (event.kind === 'started' && event.after?.cause === 'restored') {
      for (const { tradeId } of event.after.ledger.positions) opened.set(tradeId, sequence);
    }
    if (event.kind === 'opened') {
      expect(opened.has(event.position.tradeId), `trade ${event.position.tradeId} is opened once`).toBe(
        false,
      );
      opened.set(event.position.tradeId, sequence);
    }
    if (event.kind === 'closed') {
      expect(opened.get(event.trade.tradeId), `trade ${event.trade.tradeId} was open`).toBeLessThan(sequence);
      opened.set(event.trade.tradeId, Infinity);
    }
  }
}

/** Of what was filled, and of what is still in the book. */
function expectNoOrderTwice({ orders }: BotState, rows: readonly LedgerRow[]): void {
  const filled = rows.flatMap(({ event }) =>
    event.kind === 'opened' || event.kind === 'closed' ? event.fills.map((fill) => fill.clientOrderId) : [],
  );
  const ids = [...filled, ...orders.map(({ clientOrderId }) => clientOrderId)];
  expect(ids.length).toBe(new Set(ids).size);
}
