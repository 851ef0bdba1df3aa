/**
 * The ledger's rows as a statement: each with the balance after it, and its position.
 */
import { commandLine } from '../../../lambda/adapters/command-line.ts';
import type { BotState } from '../../../lambda/core/bot-state.ts';
import type { LedgerEvent, LedgerRow } from '../../../lambda/core/ledger/ledger-events.ts';
import { evolve } from '../../../lambda/core/ledger/ledger.ts';
import { initialLedger, type LedgerState } from '../../../lambda/core/ledger/ledger-state.ts';
import type { Position } from '../../../lambda/core/ledger/position.ts';
import { completeRows, rebuild } from '../../../lambda/core/audit/rebuild.ts';
import type { Usd } from '../../../lambda/core/units.ts';
import { namedBot } from '../../local/run-record.ts';
import { InputError } from '../../input-error.ts';

export interface LedgerEntry {
  readonly row: LedgerRow;
  readonly balanceUsd: Usd;
  /** As it was before the event; `undefined` where the event has none. */
  readonly position: Position | undefined;
}

/** @throws InputError when the rows are not a ledger: balances would mean nothing. */
export function entriesOf(state: BotState, delivered: readonly LedgerRow[]): readonly LedgerEntry[] {
  const { ledger: rebuilt, differences } = rebuild(state, delivered);
  if (rebuilt === undefined) {
    const places = differences.length === 1 ? 'one place' : `${differences.length} places`;
    throw new InputError(
      `the ledger's rows contradict each other in ${places}; to list them: ${commandLine('rebuild', namedBot(state.botId))}`,
    );
  }
  let ledger = initialLedger(state.ledger.epoch);
  return completeRows(state, delivered)
    .filter(({ sequence }) => sequence <= state.ledger.rowCount)
    .map((row) => {
      const position = positionOf(ledger, row.event);
      ledger = evolve(ledger, row.event);
      return { row, balanceUsd: ledger.balanceUsd, position };
    });
}

function positionOf({ positions }: LedgerState, event: LedgerEvent): Position | undefined {
  if (event.kind === 'opened') return event.position;
  const tradeId = tradeOf(event);
  return positions.find((position) => position.tradeId === tradeId);
}

function tradeOf(event: LedgerEvent): number | undefined {
  if (event.kind === 'closed') return event.trade.tradeId;
  return event.kind === 'recovery' || event.kind === 'funding' ? event.tradeId : undefined;
}
