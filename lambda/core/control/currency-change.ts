/**
 * What becomes of a bot whose symbols settle in another currency than its ledger is kept in?
 *
 * Invariants:
 * - An epoch is in one currency from its first row to its last.
 * - A flat bot on paper changes by a new epoch, and a bot that leaves real money for paper begins in that of its symbols.
 * - Any other is halted: nothing is opened, and open positions stay managed in the currency in which they were opened.
 */
import { modeOf, type BotState } from '../bot-state.ts';
import { currencyNamed, ledgerCurrency, type SettlementCurrency } from '../settlement.ts';
import { isFlat } from './epoch.ts';
import { halt } from './halt.ts';

/** What the symbols settle in, where the ledger is kept in another currency; `undefined` where it is not. */
export function otherCurrency(state: BotState, symbols: readonly string[]): SettlementCurrency | undefined {
  const named = currencyNamed(symbols);
  return named === ledgerCurrency(state.ledger) ? undefined : named;
}

/** The currency in which a new epoch begins now, where that differs; only a flat bot on paper changes by itself. */
export function currencyToBegin(state: BotState, symbols: readonly string[]): SettlementCurrency | undefined {
  return modeOf(state) === 'paper' && isFlat(state) ? otherCurrency(state, symbols) : undefined;
}

/** A bot that cannot change opens nothing, and a person is told. One that is accepted and persists halts it again. */
export function haltForCurrency(state: BotState, symbols: readonly string[], tickMs: number): BotState {
  const wanted = otherCurrency(state, symbols);
  if (wanted === undefined) return state;
  const kept = ledgerCurrency(state.ledger);
  return halt(
    state,
    `its symbols settle in ${wanted}, and its ledger is kept in ${kept}: put symbols in ${kept} back into infra/stages.ts and deploy, or let everything close and set mode=paper, and a ledger in ${wanted} begins`,
    tickMs,
  );
}
