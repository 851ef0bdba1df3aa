/**
 * One form for the trades of every tool.
 *
 * What a tool did not record is absent, and never zero.
 */
import type { Side } from '../../lambda/core/market.ts';

/** A trade that was closed. Amounts are in dollars, times in ms. */
export interface ImportedTrade {
  readonly id: string;
  readonly symbol?: string | undefined;
  readonly side: Side;
  readonly quantity: number;
  readonly entryPrice: number;
  readonly exitPrice: number;
  readonly entryTimeMs: number;
  readonly exitTimeMs: number;
  readonly reason?: string | undefined;
  /** The P&L that the tool recorded. */
  readonly recordedUsd?: number | undefined;
  /** What was paid; negative for a rebate. */
  readonly feesUsd?: number | undefined;
  /** What was paid; negative where the position received. */
  readonly fundingUsd?: number | undefined;
}

export type TradePart = keyof ImportedTrade;

export interface ImportedLedger {
  /** Whose ledger it is, in words. */
  readonly origin: string;
  /** Whether a recorded P&L is before fees and funding or after them; `undefined` where none is recorded. */
  readonly recordedIs: 'gross' | 'net' | undefined;
  /** To what the tool rounds its amounts and its quantities; 0 where it does not. */
  readonly amountStepUsd: number;
  readonly quantityStep: number;
  readonly trades: readonly ImportedTrade[];
  /** They are not among the trades. */
  readonly openTrades: number;
  /** Of a tool that keeps one. */
  readonly balance?: { readonly initialUsd: number; readonly finalUsd: number };
  /** What had to be assumed while reading, in sentences. */
  readonly assumed: readonly string[];
}
