/**
 * Are the codes those of the strategy, each once?
 */
import { describe, expect, it } from 'vitest';
import { DENIAL_CODES, EXIT_REASONS, HOLD_REASONS, isExitReason } from '../../lambda/core/reasons.ts';

describe('the reasons', () => {
  it('the reasons of an exit are those of the strategy', () => {
    expect(EXIT_REASONS.join(' ')).toBe(
      'target hard-stop session-end max-hold recovered recovery-timeout quick-exit daily-stop liquidated flatten unprotected',
    );
  });

  it('the reasons of an exit are told from any other word', () => {
    expect(['target', 'unprotected', 'hour', ''].map(isExitReason)).toEqual([true, true, false, false]);
  });

  it('the reasons of a denial are those of the strategy, and a full outbox', () => {
    expect(DENIAL_CODES.toSorted().join(' ')).toBe(
      'balance budget collateral halted hour minimum operator-paused outbox paused positions stopped symbol',
    );
  });

  it('the reasons of no signal name what is missing: a session, candles, their history, or momentum, volume and range', () => {
    expect(HOLD_REASONS.toSorted().join(' ')).toBe(
      'closed-session incomplete-history late-candle momentum no-candles no-volume unknown-session volatility volume',
    );
  });
});
