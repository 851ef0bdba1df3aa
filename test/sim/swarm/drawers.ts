/**
 * Who draws what happens, and of which class it is.
 */
import { Chance } from '../world/random-streams.ts';
import { CLOUD_DRAWERS } from './cloud-drawers.ts';
import type { Draw, Span } from './drawing.ts';
import { classOf } from './happening-class.ts';
import { UNREAD_HOURS, type Happening } from './happening.ts';
import { MARKET_DRAWERS } from './market-drawers.ts';
import { VENUE_DRAWERS } from './venue-drawers.ts';

export const DRAWERS: readonly [Draw, ...Draw[]] = [...CLOUD_DRAWERS, ...VENUE_DRAWERS, ...MARKET_DRAWERS];

/** So often each of them is asked for what it draws. */
const ASKED = 400;
const ANY_SPAN: Span = { fromMs: 0, toMs: 3_600_000, symbols: ['BTCUSDT'] };

const drawersOf = new Map<string, Set<Draw>>();
for (const [k, draw] of DRAWERS.entries()) {
  const chance = new Chance(k, 'classes');
  for (let asked = 0; asked < ASKED; asked += 1) {
    const name = classOf(draw(chance, ANY_SPAN));
    drawersOf.set(name, (drawersOf.get(name) ?? new Set()).add(draw));
  }
}

/** Of everything that can be drawn at any time. */
export const CLASSES: readonly string[] = [...drawersOf.keys()].toSorted();

/** Of what happens to markets with closed hours: their times hang together, and no other drawer takes them. */
const OF_HOURS: readonly string[] = [
  'hours end',
  'hours end and begin with a gap',
  ...UNREAD_HOURS.map((as) => `hours unread ${as}`),
  'agreement not signed',
];

/** Of everything that can happen. */
export const KNOWN_CLASSES: readonly string[] = [...CLASSES, ...OF_HOURS].toSorted();

/** Draws until it is of the class. */
export function drawnOfClass(name: string, chance: Chance, span: Span): Happening {
  const [first, ...more] = drawersOf.get(name) ?? [];
  if (first === undefined) throw new RangeError(`nobody draws ${name}`);
  const draw = chance.pick([first, ...more]);
  for (;;) {
    const happening = draw(chance, span);
    if (classOf(happening) === name) return happening;
  }
}
