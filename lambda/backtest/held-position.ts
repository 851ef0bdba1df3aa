/**
 * A position that a loop holds: what of it changes from minute to minute.
 */
import type { BotParameters } from '../config.ts';
import { fundingOfPosition } from '../core/fill-model.ts';
import { fundingDue, nothingDueBeforeMs, type RecordedFunding } from '../core/paper/funding-due.ts';
import { worstOfPosition } from '../core/risk/limits.ts';
import { ZERO_USD, fractionOfPct, plus, type Usd } from '../core/units.ts';
import type { OpenPosition } from './loop-positions.ts';
import type { Track } from './track.ts';

export interface Held {
  readonly position: OpenPosition;
  /** Funding is charged up to before this moment. */
  fundedToMs: number;
  /** None is due before this one. */
  fundingFromMs: number;
  /** Its worst loss, as it is at stake. */
  readonly worstUsd: Usd;
  /** What a close at the open of this minute would leave. */
  netUsd: Usd;
}

export function heldFrom(
  position: OpenPosition,
  recorded: RecordedFunding | undefined,
  parameters: BotParameters,
): Held {
  const fundedToMs = position.filledAtMs + 1;
  const fundingFromMs = nothingDueBeforeMs(recorded, fundedToMs);
  const worstUsd = worstOfPosition(position, parameters);
  return { position, fundedToMs, fundingFromMs, worstUsd, netUsd: ZERO_USD };
}

export function copyOfHeld(held: Held): Held {
  return { ...held, position: { ...held.position } };
}

/** What came due up to this minute, missed times included, at its open. */
export function payFunding(
  held: Held,
  recorded: RecordedFunding | undefined,
  price: number,
  minuteMs: number,
  { fundingPct }: BotParameters,
): void {
  const { position } = held;
  const { side, quantity } = position;
  for (const { rate = fractionOfPct(fundingPct) } of fundingDue(recorded, held.fundedToMs, minuteMs)) {
    position.fundingUsd = plus(position.fundingUsd, fundingOfPosition(side, price, quantity, rate));
  }
  held.fundedToMs = minuteMs + 1;
  held.fundingFromMs = nothingDueBeforeMs(recorded, held.fundedToMs);
}

/** Of the symbols that have a price now. @param held by the places of the tracks. */
export function unrealisedUsd(tracks: readonly Track[], held: readonly (Held | undefined)[]): Usd {
  let sumUsd = ZERO_USD;
  for (const { isPriced, index } of tracks) {
    const position = held[index];
    if (isPriced && position !== undefined) sumUsd = plus(sumUsd, position.netUsd);
  }
  return sumUsd;
}
