/**
 * `lambda/adapters/market/terms/`: what an exchange states of a market beside its steps: limits, kind, hours, funding.
 *
 * Does the price of a market follow another market, which has closed hours? As Binance writes it: gold, oil and shares
 * are perpetuals like any other, of a type of their own.
 *
 * Invariant: such a market has hours, known or not. Until they are known nobody takes it for open.
 */
import { z } from 'zod';
import type { Market } from '../../../core/market.ts';
import { UNKNOWN_SESSIONS } from '../../../core/trading-sessions.ts';

/** Of a market that has closed hours. */
export interface ClosedHours {
  /** Under which name the exchange states its hours, such as `COMMODITY`; empty where it does not say. */
  readonly scheduleName: string;
  readonly terms: Pick<Market, 'sessions' | 'needsAgreement'>;
}

const FOLLOWING = 'TRADIFI_PERPETUAL';

const infoSchema = z.looseObject({
  contractType: z.literal(FOLLOWING),
  underlyingType: z.string().max(40).catch(''),
});

/** @param info a market as the exchange describes it. */
export function closedHoursOf(info: unknown): ClosedHours | undefined {
  const { data } = infoSchema.safeParse(info);
  if (data === undefined) return undefined;
  return {
    scheduleName: data.underlyingType,
    terms: { sessions: UNKNOWN_SESSIONS, needsAgreement: true },
  };
}
