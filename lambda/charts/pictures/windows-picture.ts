/**
 * The windows of a walk-forward: what was chosen from, and what came of the choice afterwards.
 */
import { dayWords, gainWords, signed } from '../drawing/drawn-figures.ts';
import { element, type Child } from '../drawing/markup.ts';
import { fillOf, roleOf, textOf } from '../drawing/palette.ts';
import { emptyPicture, type Picture, type Size } from '../drawing/picture.ts';
import { timeAxis, timeScale, type Plot, type Span } from '../drawing/plot.ts';

export interface WalkWindow {
  readonly train: Span;
  readonly test: Span;
  /** A day, of the chosen set in its train span, and after it. */
  readonly trainDollars: number;
  readonly testDollars: number;
}

const ROW_PX = 22;
const BAR_PX = 12;
const AXIS_PX = 28;
const WORDS_PX = 150;
/** Narrower, and the sentence has no room beside the other words. */
const WIDE_PX = 520;

export function windowsPicture(windows: readonly WalkWindow[], widthPx: number): Picture {
  const [first, last] = [windows[0], windows.at(-1)];
  if (first === undefined || last === undefined)
    return emptyPicture({ widthPx, heightPx: 60 }, 'There is no window: the time is too short.');
  const size: Size = { widthPx, heightPx: windows.length * ROW_PX + AXIS_PX + 24 };
  const plot: Plot = { leftPx: 8, rightPx: widthPx - WORDS_PX, topPx: 22, bottomPx: size.heightPx - AXIS_PX };
  const times = timeScale({ fromMs: first.train.fromMs, toMs: last.test.toMs }, plot);
  const bar = ({ fromMs, toMs }: Span, topPx: number, role: string): Child =>
    element('rect', {
      class: role,
      x: times(fromMs),
      y: topPx + (ROW_PX - BAR_PX) / 2,
      width: Math.max(1, times(toMs) - times(fromMs)),
      height: BAR_PX,
    });
  const shapes: Child[] = [
    element(
      'text',
      { class: textOf('muted'), x: plot.leftPx, y: 13 },
      widthPx < WIDE_PX ? 'chosen, then tried' : 'chosen in the hollow time, tried in the filled one',
    ),
    element(
      'text',
      { class: textOf('muted'), x: widthPx - 8, y: 13, 'text-anchor': 'end' },
      'USD a day: then → after',
    ),
    ...timeAxis(plot, times),
    ...windows.flatMap(({ train, test, trainDollars, testDollars }, k) => {
      const topPx = plot.topPx + k * ROW_PX;
      return [
        bar(train, topPx, 'ks-s-muted'),
        bar(test, topPx, fillOf(roleOf(testDollars))),
        element(
          'text',
          {
            class: textOf(roleOf(testDollars)),
            x: widthPx - 8,
            y: topPx + ROW_PX / 2 + 4,
            'text-anchor': 'end',
          },
          `${signed(trainDollars)} → ${signed(testDollars)}`,
        ),
      ];
    }),
  ];
  const words = windows.map(
    ({ test, testDollars }) => `${dayWords(test.fromMs)} ${gainWords(testDollars)} a day`,
  );
  return { ...size, label: `Windows of the walk-forward, out of sample: ${words.join(', ')}.`, shapes };
}
