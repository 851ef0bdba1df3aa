/**
 * What does a failed request to Binance say of itself?
 *
 * Source: Binance's error codes for USD-M futures.
 */
import { verdictOfFailure } from '../orders/ccxt-verdict.ts';
import type { Verdict } from '../venue-dialect.ts';

/** Every code that means something else than a plain rejection. */
const VERDICTS: Readonly<Record<number, Verdict>> = {
  // "Unknown error", "internal error", "status unknown": it may have been executed.
  [-1000]: 'unknown',
  [-1001]: 'unknown',
  [-1006]: 'unknown',
  [-1007]: 'unknown',
  [-1003]: 'unavailable',
  [-1008]: 'unavailable',
  [-1015]: 'unavailable',
  [-1016]: 'unavailable',
  [-1021]: 'clock',
  [-4188]: 'clock',
  [-5028]: 'clock',
  [-1002]: 'credentials',
  [-1022]: 'credentials',
  [-2014]: 'credentials',
  [-2015]: 'credentials',
  [-2011]: 'not-found',
  [-2013]: 'not-found',
  [-2021]: 'would-trigger',
  [-2022]: 'nothing-to-reduce',
  [-4118]: 'nothing-to-reduce',
  [-4509]: 'nothing-to-reduce',
  [-5021]: 'would-cross',
  [-5022]: 'would-cross',
  [-4116]: 'duplicate',
  [-20132]: 'duplicate',
  // A stop that closes the whole position rests already.
  [-4130]: 'duplicate',
  [-4061]: 'hedge-mode',
  [-4411]: 'agreement-unsigned',
  [-2023]: 'reduce-only-account',
  [-4087]: 'reduce-only-account',
  [-4088]: 'reduce-only-account',
  [-4183]: 'reduce-only-account',
  [-4192]: 'reduce-only-account',
  [-4400]: 'reduce-only-account',
  [-4401]: 'reduce-only-account',
  [-4402]: 'reduce-only-account',
  [-4403]: 'reduce-only-account',
  // Too far from the mark price: a market order, a limit above it, a limit below it.
  [-4131]: 'price-band',
  [-4016]: 'price-band',
  [-4024]: 'price-band',
  // Precision, largest and smallest quantity and price, their steps, and the smallest notional.
  [-1111]: 'stale-market',
  [-4002]: 'stale-market',
  [-4003]: 'stale-market',
  [-4004]: 'stale-market',
  [-4005]: 'stale-market',
  [-4013]: 'stale-market',
  [-4014]: 'stale-market',
  [-4023]: 'stale-market',
  [-4029]: 'stale-market',
  [-4030]: 'stale-market',
  [-4164]: 'stale-market',
};

export function binanceVerdictOf(thrown: unknown): Verdict {
  return verdictOfFailure(thrown, verdictOfAnswer);
}

function verdictOfAnswer(error: Error): Verdict | undefined {
  // The one answer with a 503 that says for certain that nothing was done.
  if (/"msg"\s*:\s*"Service Unavailable\."/.test(error.message)) return 'unavailable';
  const code = binanceCode(error);
  if (code !== undefined && code !== 0) return VERDICTS[code] ?? (code < 0 ? 'rejected' : 'unknown');
  return /restricted location/i.test(error.message) ? 'region' : undefined;
}

/** The code in the answer that ccxt quotes in its message: `binanceusdm {"code":-2019,"msg":"…"}`. */
export function binanceCode({ message }: Error): number | undefined {
  const [, digits] = /"code"\s*:\s*"?(-?\d+)/.exec(message) ?? [];
  return digits === undefined ? undefined : Number(digits);
}
