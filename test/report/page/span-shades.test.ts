/**
 * Are recoveries and times without a stop shaded in the candles in which they were, as far as they can be seen?
 */
import { expect, it } from 'vitest';
import { shadesIn } from '../../../infra/report/page/span-shades.ts';
import { TradesInTime } from '../../../infra/report/page/trade-marks.ts';
import { MINUTE_MS, SECOND_MS } from '../../../lambda/core/units.ts';
import { MORNING } from '../../charts/samples.ts';
import { closedTradeWith } from '../sample-trades.ts';

const at = (minutes: number) => MORNING + minutes * MINUTE_MS;
const TRADE = {
  trade: closedTradeWith(0, { entryTimeMs: at(1), exitTimeMs: at(9) }),
  index: 0,
  recoverySinceMs: at(7),
  unprotected: {
    spans: [
      { fromMs: at(1), toMs: at(1) + 412 },
      { fromMs: at(3), toMs: at(3) + 30 * SECOND_MS },
    ],
  },
};
const shaded = (minutes: number) =>
  shadesIn(new TradesInTime([TRADE]), {
    view: { fromMs: at(0), toMs: at(minutes) },
    widthPx: 600,
    selected: undefined,
  }).map(({ fromMs, role }) => [fromMs, role]);

it('what is shaded is a recovery until its exit, and a time without a stop, where it is a point wide or more', () => {
  expect(shaded(20)).toEqual([
    [at(7), 'warn'],
    [at(3), 'loss'],
  ]);
  expect(shaded(300)).toHaveLength(2);
  // 2 minutes are a point: the half is not to be seen.
  expect(shaded(1_200)).toEqual([[at(7), 'warn']]);
});
