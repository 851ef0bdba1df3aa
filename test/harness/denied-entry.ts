/** An entry that every gate denies. */
import type { EntryRequest } from '../../lambda/core/risk/entry-gates.ts';
import { initialLedger } from '../../lambda/core/ledger/ledger-state.ts';
import { noStake } from '../../lambda/core/risk/limits.ts';
import { ZERO_USD, usd } from '../../lambda/core/units.ts';
import { NOON, parameters } from './builders.ts';

export const DENIED_BY_ALL: EntryRequest = {
  tickMs: NOON,
  parameters: parameters({ maxPositions: 0, maxOpenCollateralUsd: 0, maxTradesPerHour: 0 }),
  book: { ...initialLedger(1), stoppedAtMs: NOON, pausedUntilMs: NOON + 1 },
  stake: noStake(),
  limits: { limitUsd: ZERO_USD, worstNewUsd: usd(1) },
  entriesInFlight: 0,
  isTaken: true,
  isHalted: true,
  isOperatorPaused: true,
  hasRoom: () => false,
};
