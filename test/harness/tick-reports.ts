/**
 * Reports of ticks, for the texts about them.
 */
import type { BotState } from '../../lambda/core/bot-state.ts';
import type { TickReport } from '../../lambda/tick-report.ts';
import { NOON, botState, ledger, parameters, position } from './builders.ts';

/** A committed tick at noon in which nothing happened. */
export function tickReport(changes: Partial<TickReport> = {}): TickReport {
  return {
    kind: 'tick',
    tickMs: NOON,
    status: 'committed',
    state: botState(),
    parameters: parameters(),
    rows: [],
    verdicts: [{ symbol: 'BTC', kind: 'held', reason: 'momentum' }],
    commits: 1,
    candleAgeMs: 62_000,
    ...changes,
  };
}

/** A bot with so many things that wait for a person: a halt, then an alert that could not be sent. */
export function stateNeeding(attention: number): BotState {
  const cause = 'invariant broken: rows end at 3, the ledger at 4';
  const alert = {
    id: 'bot-1-1-halted',
    atMs: NOON,
    kind: 'halted',
    happened: 'a',
    did: 'b',
    todo: 'c',
  } as const;
  return botState({
    ledger: attention > 0 ? { halted: { cause, sinceMs: NOON } } : {},
    outbox: { rows: [], alerts: attention > 1 ? [alert] : [] },
  });
}

/** A bot whose only position was filled then, and has no stop. */
export function unprotectedSince(filledAtMs: number): BotState {
  return botState({ ledger: ledger({ positions: [position({ filledAtMs })] }) });
}
