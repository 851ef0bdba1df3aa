/**
 * Order books that do not hold everything that is asked of them.
 */
import type { Quoted } from '../../venue/venue-exchange.ts';

export interface ThinBook {
  /** Worth of what either side holds at the touch. */
  readonly usd: number;
  /** How far away the rest is; 0: there is none. */
  readonly restPct: number;
}

interface Touch {
  readonly bid: number;
  readonly ask: number;
}

const REST_USD = 1e7;

/** @param step of the market's quantities */
export function thinQuote({ bid, ask }: Touch, step: number, thin: ThinBook): Quoted {
  return { bid: sideOf(bid, -1, step, thin), ask: sideOf(ask, 1, step, thin) };
}

function sideOf(
  touch: number,
  direction: 1 | -1,
  step: number,
  { usd, restPct }: ThinBook,
): readonly (readonly [price: number, quantity: number])[] {
  const level = (price: number, worthUsd: number) =>
    [price, Math.max(step, Math.floor(worthUsd / price / step) * step)] as const;
  if (restPct === 0) return [level(touch, usd)];
  return [level(touch, usd), level(touch * (1 + (direction * restPct) / 100), REST_USD)];
}
