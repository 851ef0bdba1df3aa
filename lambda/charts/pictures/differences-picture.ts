/**
 * What each trade made more, or less, than in the backtest, at the time of its entry.
 */
import { count } from '../../core/text/figure-words.ts';
import { amountWords, gainWords } from '../drawing/drawn-figures.ts';
import { element, tenth, type Child } from '../drawing/markup.ts';
import { roleOf, strokeOf } from '../drawing/palette.ts';
import { emptyPicture, type Picture, type Size } from '../drawing/picture.ts';
import { timeAxis, timeScale, valueAxis, valueScale, type Plot, type Span } from '../drawing/plot.ts';

export interface TimedDifference {
  readonly timeMs: number;
  readonly dollars: number;
}

const COLUMN_PX = 3;

/** A line from zero for each; of those in one place the largest on either side. */
export function differencesPicture(
  { fromMs, toMs, differences }: Span & { readonly differences: readonly TimedDifference[] },
  size: Size,
): Picture {
  const differing = differences.filter(({ dollars }) => dollars !== 0);
  if (differing.length === 0) return emptyPicture(size, 'Every trade made what it made in the backtest.');
  const plot: Plot = { leftPx: 66, rightPx: size.widthPx - 12, topPx: 12, bottomPx: size.heightPx - 26 };
  const times = timeScale({ fromMs, toMs }, plot);
  const money = valueScale([0, ...differing.map(({ dollars }) => dollars)], plot);
  const [low = 0, high = 0] = money.domain();
  const decimals = high - low < 5 ? 2 : 0;
  const stems = largest(differing, times);
  const shapes: Child[] = [
    ...valueAxis(plot, money, (value) => amountWords(value, decimals)),
    ...(['loss', 'gain'] as const).map((role) =>
      element('path', {
        class: `${strokeOf(role)} ks-line`,
        d: stems
          .filter(({ dollars }) => roleOf(dollars) === role)
          .map(({ xPx, dollars }) => `M${tenth(xPx)},${tenth(money(0))}V${tenth(money(dollars))}`)
          .join(''),
      }),
    ),
    element('path', { class: 'ks-zero', d: `M${plot.leftPx},${money(0).toFixed(1)}H${plot.rightPx}` }),
    ...timeAxis(plot, times),
  ];
  const sum = differing.reduce((all, { dollars }) => all + dollars, 0);
  const label = `${count(differing.length)} of ${count(differences.length)} trades differ from the backtest, together ${gainWords(sum)}.`;
  return { ...size, label, shapes };
}

interface Stem {
  readonly xPx: number;
  readonly dollars: number;
}

function largest(differing: readonly TimedDifference[], times: (timeMs: number) => number): readonly Stem[] {
  const columns = Map.groupBy(
    differing,
    ({ timeMs, dollars }) => 2 * Math.floor(times(timeMs) / COLUMN_PX) + (dollars > 0 ? 1 : 0),
  );
  return [...columns.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const most = others.reduce(
      (found, each) => (Math.abs(each.dollars) > Math.abs(found.dollars) ? each : found),
      first,
    );
    return [{ xPx: times(most.timeMs), dollars: most.dollars }];
  });
}
