/** What the tests of pictures draw. */
import type { OpenPosition } from '../../lambda/charts/pictures/position-picture.ts';
import type { Restricted, Standing } from '../../lambda/charts/standing-card.ts';
import type { ClosedTrade } from '../../lambda/core/ledger/closed-trade.ts';
import { candlesOfRows, type Candles } from '../../lambda/core/market.ts';
import { DAY_MS, MINUTE_MS, usd } from '../../lambda/core/units.ts';
import { NOON, at, trade } from '../harness/builders.ts';

export const MORNING = at('06:00');
export const DAY = { fromMs: at('00:00'), toMs: at('00:00') + DAY_MS };

/** From six o'clock on, up and down. */
export function candlesOfHours(hours: number): Candles {
  const price = (k: number) => 95_000 + 120 * Math.sin(k / 17) + 20 * Math.sin(k);
  return candlesOfRows(
    Array.from({ length: hours * 60 }, (_, k) => {
      const [open, close] = [price(k), price(k + 1)];
      return {
        openTimeMs: MORNING + k * MINUTE_MS,
        open,
        high: Math.max(open, close) + 8,
        low: Math.min(open, close) - 8,
        close,
        volume: 3,
      };
    }),
  );
}

export function closedTrade(changes: Partial<ClosedTrade>): ClosedTrade {
  return trade(0.4, {
    symbol: 'BTCUSDT',
    side: 'long',
    quantity: 0.0063,
    entryPrice: 95_040,
    entryTimeMs: MORNING + 40 * MINUTE_MS,
    exitPrice: 95_110,
    exitTimeMs: MORNING + 52 * MINUTE_MS,
    netUsd: usd(0.4),
    ...changes,
  });
}

export function position(changes: Partial<OpenPosition>): OpenPosition {
  return {
    symbol: 'BTCUSDT',
    side: 'long',
    quantity: 0.0063,
    entry: 95_000,
    now: 94_880,
    netDollars: -1.4,
    target: 95_142.5,
    breakEven: 95_085,
    initialStop: 94_857,
    hardStop: 94_620,
    ageMs: 150_000,
    maxHoldMs: 900_000,
    recovery: { sinceMs: 30_000, lengthMs: 180_000 },
    isProtected: true,
    ...changes,
  };
}

export const CALM: Restricted = {
  what: 'DAY STOP since 12:00',
  why: "The day's loss has reached its limit.",
  remedy: ['Nothing to do: trading resumes at midnight.'],
};

export function standing(changes: Partial<Standing>): Standing {
  return {
    bot: 'btc',
    mode: 'paper',
    asOfMs: NOON,
    balanceDollars: 1_963.8,
    currency: 'USDT',
    today: { netDollars: -36.2, limitDollars: 80 },
    sums: {
      trades: 125,
      wins: 35,
      grossDollars: -6.76,
      feesDollars: 72.29,
      fundingDollars: 0,
      slippageDollars: 8.1,
      slippageUnknown: 0,
      netDollars: -79.05,
      winRate: 0.28,
      breakEvenWinRate: 0.778,
    },
    restrictions: [CALM],
    waiting: ['1 alert could not be sent'],
    ...changes,
  };
}
