/**
 * A day on which a market crashes, drawn with what was measured of such a day.
 *
 * The measured day is the 19th of May 2021, minutes of BTC and ETH at Binance's spot market. From its open it fell by 30 and
 * 44 percent, within two hours, and took back half of it in the third.
 *
 * | of its minutes            | BTC               | ETH               |
 * | ------------------------- | ----------------- | ----------------- |
 * | deviation, by the hour    | 0.2 to 1.8 %      | 0.3 to 2.8 %      |
 * | worst and best move       | −6.1 and +4.5 %   | −8.9 and +8.5 %   |
 * | range, median and largest | 0.52 and 8.6 %    | 0.69 and 12.3 %   |
 * | largest gap between two   | 1.8 %             | 1.8 %             |
 * | volume of the month's     | 3 to 12, up to 35 | 3 to 11, up to 30 |
 */
import { MINUTE_MS } from '../../../lambda/core/units.ts';
import type { Bar } from '../../venue/market/candle-rows.ts';
import type { Course } from './price-course.ts';
import type { Chance } from './random-streams.ts';

export interface CrashDay {
  /** When its worst hour begins. */
  readonly worstMs: number;
  /** How much wilder than BTC's; ETH's was 1.6. */
  readonly wildness: number;
}

interface Hour {
  /** Deviation of a minute, in percent. */
  readonly deviationPct: number;
  /** From its open to its close, in percent. */
  readonly driftPct: number;
  /** Of a usual minute's. */
  readonly volume: number;
}

const CALM: Hour = { deviationPct: 0.1, driftPct: 0, volume: 1 };
/** From three hours before the worst one on: BTC's from 10:00 to 17:00. */
const HOURS: readonly Hour[] = [
  { deviationPct: 0.23, driftPct: -2.2, volume: 2.7 },
  { deviationPct: 0.69, driftPct: -1.9, volume: 6.3 },
  { deviationPct: 1.08, driftPct: -9, volume: 6.1 },
  { deviationPct: 1.8, driftPct: 1.8, volume: 12.5 },
  { deviationPct: 0.75, driftPct: 4.6, volume: 7 },
  { deviationPct: 0.5, driftPct: -0.5, volume: 6.8 },
  { deviationPct: 0.5, driftPct: 6.1, volume: 7.1 },
];
const BEFORE_WORST = 3;
const HOUR_MINUTES = 60;

/** In the worst hour, each by chance in one of its minutes. */
const WORST_MOVES_PCT = [-6.1, 4.5] as const;
const GAP_PCT = 1.8;
const GAP_CHANCE = 0.02;
/** How far an extreme goes beyond open and close, in deviations. */
const TAIL = 0.6;
const USUAL_VOLUME = 100;
const MOVE_MAX_PCT = 15;

export interface Crashing {
  readonly day: CrashDay;
  readonly price: number;
  readonly fromMs: number;
  readonly toMs: number;
}

export function crashCourse({ day, price, fromMs, toMs }: Crashing, chance: Chance): Course {
  const { worstMs, wildness } = day;
  const moments = WORST_MOVES_PCT.map((pct) => ({ ms: worstMs + chance.integer(0, 59) * MINUTE_MS, pct }));
  const bars = new Map<number, Bar>();
  let last = price;
  for (let ms = fromMs; ms < toMs; ms += MINUTE_MS) {
    const hour = hourAt(ms - worstMs);
    const deviation = (hour.deviationPct * wildness) / 100;
    const forced = moments.find((moment) => moment.ms === ms)?.pct;
    const drawn = chance.normal() * deviation + ((hour.driftPct / HOUR_MINUTES) * wildness) / 100;
    const movePct = MOVE_MAX_PCT / 100;
    const move =
      forced === undefined ? Math.min(movePct, Math.max(-movePct, drawn)) : (forced * wildness) / 100;
    const hasGap = hour.volume > 10 && chance.happens(GAP_CHANCE);
    const open = hasGap ? last * (1 + (chance.between(-1, 1) * GAP_PCT) / 100) : last;
    const close = open * (1 + move);
    const tail = () => Math.abs(chance.normal()) * deviation * TAIL;
    bars.set(ms, {
      open,
      high: Math.max(open, close) * (1 + tail()),
      low: Math.min(open, close) * (1 - Math.min(0.5, tail())),
      close,
      volume: USUAL_VOLUME * hour.volume * (0.3 + chance.skewed(0, 4)),
    });
    last = close;
  }
  return { barOf: (minuteMs) => bars.get(minuteMs) };
}

function hourAt(sinceWorstMs: number): Hour {
  return HOURS[Math.floor(sinceWorstMs / (HOUR_MINUTES * MINUTE_MS)) + BEFORE_WORST] ?? CALM;
}
