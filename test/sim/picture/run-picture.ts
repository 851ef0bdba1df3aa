/**
 * `test/sim/picture/`: a run as a picture, an SVG that is legible at 1400 pixels: time goes from left to right.
 *
 * On top what happened, as flags; below it a panel for each market. A rule that was broken is a red line through all.
 * Whoever points at something reads its words.
 */
import type { RunReport, Violation } from '../run-report.ts';
import type { RunSample } from '../run-sample.ts';
import { runTime } from '../swarm/happening-words.ts';
import { flags, LANE_HEIGHT, lanesOf } from './happening-lanes.ts';
import { marketPanel } from './market-panel.ts';
import { LEFT, timeScale, WIDTH, type Scale } from './picture-scales.ts';
import { element, escaped, label } from './svg-text.ts';

const HEAD = 58;
const VIOLATION_HEIGHT = 16;
const PANEL_HEIGHT = 210;
const PANEL_GAP = 14;
const FOOT = 30;

const STYLE = `
text { font: 10.5px system-ui, "Segoe UI", "DejaVu Sans", sans-serif; fill: #343a40; }
.title { font-size: 17px; font-weight: 600; }
.symbol { font-size: 12px; font-weight: 600; }
.axis { fill: #868e96; }
.name { font-size: 10px; }
.broken { font-size: 11px; font-weight: 600; fill: #c92a2a; }
.panel { fill: #fbfcfd; stroke: #dee2e6; }
.grid { stroke: #e9ecef; }
.price { fill: none; stroke: #495057; stroke-width: 1.1; stroke-linejoin: round; }
.stop { fill: none; stroke: #9c36b5; stroke-width: 1.4; }
.long { fill: #1c7ed6; opacity: 0.13; }
.short { fill: #f08c00; opacity: 0.16; }
.naked { fill: #fa5252; opacity: 0.28; }
.bare { fill: #e03131; }
.entry { fill: #212529; stroke: #212529; }
.exit { fill: #fff; stroke: #212529; stroke-width: 1.2; }
.down { stroke: #adb5bd; stroke-width: 0.7; stroke-dasharray: 2 3; }
.lasts { fill: #ffe066; opacity: 0.75; }
.flag { fill: #e67700; }
.violation { stroke: #e03131; stroke-width: 1.6; stroke-dasharray: 6 3; }
`;

export function runPicture(report: RunReport, samples: readonly RunSample[]): string {
  const { seed, minutes, violations, happenings } = report;
  const time = timeScale(minutes * 60_000);
  const symbols = [...new Set(samples.flatMap(({ markets }) => markets.map(({ symbol }) => symbol)))];
  const lanes = lanesOf(happenings, time);
  const lanesTop = HEAD + violations.length * VIOLATION_HEIGHT;
  const laneCount = Math.max(0, ...lanes.map(({ lane }) => lane + 1));
  const panelsTop = lanesTop + laneCount * LANE_HEIGHT + PANEL_GAP;
  const bottom = panelsTop + symbols.length * (PANEL_HEIGHT + PANEL_GAP) - PANEL_GAP;
  const height = bottom + FOOT;
  const title = `Seed ${seed}, ${minutes} minutes: ${report.trades} trades, ${happenings.length} happenings, ${
    violations.length === 0 ? 'no rule broken' : `${violations.length} broken`
  }`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}">`,
    element('style', {}, STYLE),
    element('rect', { width: WIDTH, height, fill: '#fff' }),
    label(LEFT, 26, title, { class: 'title' }),
    legend(),
    ...symbols.map((symbol, k) =>
      marketPanel({
        symbol,
        top: panelsTop + k * (PANEL_HEIGHT + PANEL_GAP),
        height: PANEL_HEIGHT,
        time,
        samples,
      }),
    ),
    flags(lanes, lanesTop, bottom),
    ...violations.map((violation, k) => broken(violation, time, HEAD + k * VIOLATION_HEIGHT, bottom)),
    ...time.ticks.map((ms) => {
      const x = Math.min(time.place(ms), WIDTH - 20);
      return label(x, bottom + 16, runTime(ms).slice(0, -2), { class: 'axis', 'text-anchor': 'middle' });
    }),
    '</svg>\n',
  ].join('\n');
}

function broken({ atMs, rule, words }: Violation, time: Scale, y: number, bottom: number): string {
  const x = time.place(atMs);
  const isBefore = x > WIDTH / 2;
  return element(
    'g',
    {},
    element('title', {}, escaped(`${runTime(atMs)} ${rule}: ${words}`)),
    element('line', { x1: x, x2: x, y1: y, y2: bottom, class: 'violation' }),
    label(isBefore ? x - 6 : x + 6, y + 11, `${rule} at ${runTime(atMs)}`, {
      class: 'broken',
      'text-anchor': isBefore ? 'end' : undefined,
    }),
  );
}

/** What the forms and colours mean. */
function legend(): string {
  const y = 42;
  const entries: readonly (readonly [drawn: (x: number) => string, words: string])[] = [
    [(x) => element('line', { x1: x, x2: x + 16, y1: y, y2: y, class: 'price' }), 'price'],
    [(x) => element('line', { x1: x, x2: x + 16, y1: y, y2: y, class: 'stop' }), 'stop'],
    [(x) => box(x, y, 'long'), 'long'],
    [(x) => box(x, y, 'short'), 'short'],
    [(x) => box(x, y, 'bare'), 'without a stop'],
    [(x) => triangle(x, y, 'entry'), 'entry (up: buys, down: sells)'],
    [(x) => triangle(x, y, 'exit'), 'exit'],
    [(x) => box(x, y, 'lasts'), 'what happens, as long as it lasts'],
    [(x) => element('line', { x1: x, x2: x + 16, y1: y, y2: y, class: 'violation' }), 'a rule is broken'],
  ];
  let x = LEFT;
  const drawn = entries.map(([draw, words]) => {
    const at = x;
    x += 22 + words.length * 5.6 + 18;
    return draw(at) + label(at + 21, y + 3.5, words);
  });
  return drawn.join('\n');
}

function box(x: number, y: number, name: string): string {
  return element('rect', { x, y: y - 5, width: 16, height: 10, class: name });
}

function triangle(x: number, y: number, name: string): string {
  return element('path', { d: `M${x + 8} ${y - 5}l-5 9h10z`, class: name });
}
