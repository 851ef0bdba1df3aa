/**
 * `lambda/backtest/result/`: what the trades of a run come to, beyond their sums.
 *
 * - Equity is the balance that each closed trade left; what was open is not in it.
 * - A win is a trade with net > 0, a loss any other.
 * - A figure of nothing is unknown, not zero.
 */
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { ClosedTrade } from '../../core/ledger/closed-trade.ts';
import type { ExitReason } from '../../core/reasons.ts';
import { DAY_MS, HOUR_MS, ZERO_USD, minus, negate, plus, toDollars, type Usd } from '../../core/units.ts';
import { groupedMeanInterval, type GroupSums } from '../statistics/stationary-bootstrap.ts';
import { wilsonInterval, type Interval } from '../statistics/win-rate-interval.ts';

/** The deepest fall of the equity below a peak of it. */
export interface Drawdown {
  readonly depthUsd: Usd;
  /** Of the peak; a fraction. */
  readonly depth: number;
  readonly peakMs: number;
  readonly troughMs: number;
  /** When equity was back at the peak; `undefined` where it never was. */
  readonly recoveredMs: number | undefined;
  /** The longest time below a peak, of any fall; one that did not end counts up to the last trade. */
  readonly longestMs: number;
}

export interface GroupFigures {
  readonly trades: number;
  readonly wins: number;
  readonly netUsd: Usd;
}

export interface RunFigures {
  /** `undefined` where equity never fell. */
  readonly drawdown: Drawdown | undefined;
  /** Net of the wins over the absolute net of the losses; `undefined` where nothing was lost. */
  readonly profitFactor: number | undefined;
  readonly averageWinUsd: number | undefined;
  /** Negative, or 0. */
  readonly averageLossUsd: number | undefined;
  /** Mean net of a trade. */
  readonly expectancyUsd: number | undefined;
  /** At 95 %, by days drawn again, or hours of a short run; `undefined` of one. */
  readonly expectancyInterval: Interval | undefined;
  /** At 95 %, as if trades were independent. */
  readonly winRateInterval: Interval | undefined;
  readonly bySymbol: ReadonlyMap<string, GroupFigures>;
  readonly byReason: ReadonlyMap<ExitReason, GroupFigures>;
  /** Of the entry in UTC, in order: 0 to 23. */
  readonly byHour: ReadonlyMap<number, GroupFigures>;
  /** Of the entry in UTC, in order: 0 for a Monday to 6. */
  readonly byWeekday: ReadonlyMap<number, GroupFigures>;
}

/** @param beganMs when the run began, with `beganUsd`; trades in the order in which they closed. */
export function runFigures(
  trades: readonly ClosedTrade[],
  { beganMs, beganUsd }: { readonly beganMs: number; readonly beganUsd: Usd },
): RunFigures {
  const wins = trades.filter(({ netUsd }) => netUsd > 0);
  const losses = trades.filter(({ netUsd }) => netUsd <= 0);
  const [wonUsd, lostUsd] = [sumOf(wins), sumOf(losses)];
  return {
    drawdown: drawdownOf(trades, beganMs, beganUsd),
    profitFactor: lostUsd === 0 ? undefined : toDollars(wonUsd) / toDollars(negate(lostUsd)),
    averageWinUsd: meanOf(wonUsd, wins.length),
    averageLossUsd: meanOf(lostUsd, losses.length),
    expectancyUsd: meanOf(plus(wonUsd, lostUsd), trades.length),
    expectancyInterval: expectancyInterval(trades),
    winRateInterval: wilsonInterval({ wins: wins.length, trades: trades.length }),
    bySymbol: groupFigures(trades, ({ symbol }) => symbol),
    byReason: groupFigures(trades, ({ reason }) => reason),
    byHour: inOrder(groupFigures(trades, ({ entryTimeMs }) => new Date(entryTimeMs).getUTCHours())),
    byWeekday: inOrder(
      groupFigures(trades, ({ entryTimeMs }) => (new Date(entryTimeMs).getUTCDay() + 6) % 7),
    ),
  };
}

function inOrder(groups: ReadonlyMap<number, GroupFigures>): ReadonlyMap<number, GroupFigures> {
  return new Map([...groups].toSorted(([left], [right]) => left - right));
}

/** The figures of each group, in the order in which the groups came first. */
export function groupFigures<Key>(
  trades: readonly ClosedTrade[],
  keyOf: (trade: ClosedTrade) => Key,
): ReadonlyMap<Key, GroupFigures> {
  const groups = new Map<Key, GroupFigures>();
  for (const trade of trades) {
    const key = keyOf(trade);
    const before = groups.get(key) ?? { trades: 0, wins: 0, netUsd: ZERO_USD };
    groups.set(key, {
      trades: before.trades + 1,
      wins: before.wins + (trade.netUsd > 0 ? 1 : 0),
      netUsd: plus(before.netUsd, trade.netUsd),
    });
  }
  return groups;
}

function sumOf(trades: readonly ClosedTrade[]): Usd {
  return trades.reduce((sum, { netUsd }) => plus(sum, netUsd), ZERO_USD);
}

function meanOf(sum: Usd, count: number): number | undefined {
  return count === 0 ? undefined : toDollars(sum) / count;
}

/** The same trades have the same interval. */
const SEED = 1;
/** Where trades closed on fewer days, those of an hour are drawn together. */
const DAYS_MIN = 10;

function expectancyInterval(trades: readonly ClosedTrade[]): Interval | undefined {
  const random = xoroshiro128plus(SEED);
  const days = sumsBy(trades, DAY_MS);
  const groups = days.sums.length < DAYS_MIN ? sumsBy(trades, HOUR_MS) : days;
  return groupedMeanInterval(groups, { uniform: () => uniformFloat64(random) });
}

function sumsBy(trades: readonly ClosedTrade[], lengthMs: number): GroupSums {
  const groups = [...groupFigures(trades, ({ exitTimeMs }) => Math.floor(exitTimeMs / lengthMs)).values()];
  return {
    sums: Float64Array.from(groups, ({ netUsd }) => toDollars(netUsd)),
    counts: Float64Array.from(groups, (group) => group.trades),
  };
}

function drawdownOf(trades: readonly ClosedTrade[], beganMs: number, beganUsd: Usd): Drawdown | undefined {
  let peak = { usd: beganUsd, atMs: beganMs };
  let equityUsd = beganUsd;
  let isBelow = false;
  let longestMs = 0;
  let deepest: Omit<Drawdown, 'longestMs'> | undefined;
  for (const { netUsd, exitTimeMs } of trades) {
    equityUsd = plus(equityUsd, netUsd);
    if (equityUsd < peak.usd) {
      isBelow = true;
      const depthUsd = minus(peak.usd, equityUsd);
      const depth = toDollars(depthUsd) / toDollars(peak.usd);
      if (depthUsd > (deepest?.depthUsd ?? 0))
        deepest = { depthUsd, depth, peakMs: peak.atMs, troughMs: exitTimeMs, recoveredMs: undefined };
    }
    if (isBelow) longestMs = Math.max(longestMs, exitTimeMs - peak.atMs);
    if (equityUsd < peak.usd) continue;
    if (deepest?.peakMs === peak.atMs && isBelow) deepest = { ...deepest, recoveredMs: exitTimeMs };
    isBelow = false;
    peak = { usd: equityUsd, atMs: exitTimeMs };
  }
  return deepest && { ...deepest, longestMs };
}
