/**
 * The yardstick of the backtest: a loop of plain comparisons over the same columns, as one would write it by hand.
 *
 * It has the signal, the two protective orders and the hold of the defaults, one position, and nothing else: no money, no
 * rails, no recovery, no quick exit, no gaps in the candles. So it is no engine, and says how fast the machine can go.
 */
import type { Candles } from '../../lambda/core/market.ts';

const [MOMENTUM, VOLUME, RANGE, HOLD_MINUTES] = [3, 20, 10, 5];
const [MOVE, RATIO, SPREAD, TARGET, STOP] = [0.0005, 1.3, 0.001, 0.0015, 0.0025];

/** The direction at the minute after candle `i`, or 0. */
function signalAt({ close, high, low, volume }: Candles, i: number): number {
  const move = close[i]! / close[i - MOMENTUM]! - 1;
  if (move < MOVE && move > -MOVE) return 0;
  let sum = 0;
  for (let k = i - VOLUME; k < i; k += 1) sum += volume[k]!;
  if (sum === 0 || volume[i]! / (sum / VOLUME) < RATIO) return 0;
  let [highest, lowest] = [-Infinity, Infinity];
  for (let k = i - RANGE + 1; k <= i; k += 1) {
    if (high[k]! > highest) highest = high[k]!;
    if (low[k]! < lowest) lowest = low[k]!;
  }
  if ((highest - lowest) / lowest < SPREAD) return 0;
  return move > 0 ? 1 : -1;
}

/** Returns the number of trades. */
export function plainLoop(candles: Candles): number {
  const { length, open, high, low } = candles;
  let [trades, side, stop, target, age] = [0, 0, 0, 0, 0];
  const meets = (bad: number, good: number) => (bad - stop) * side <= 0 || (good - target) * side > 0;
  for (let k = VOLUME + 1; k < length; k += 1) {
    const price = open[k]!;
    if (side !== 0) {
      age += 1;
      if (age >= HOLD_MINUTES || meets(price, price)) {
        side = 0;
        trades += 1;
      }
    }
    const signal = signalAt(candles, k - 1);
    if (signal !== 0 && side === 0) {
      [side, age] = [signal, 0];
      stop = price * (1 - side * STOP);
      target = price * (1 + side * TARGET);
    }
    if (side !== 0 && meets(side > 0 ? low[k]! : high[k]!, side > 0 ? high[k]! : low[k]!)) {
      side = 0;
      trades += 1;
    }
  }
  return trades;
}
