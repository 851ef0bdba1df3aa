/**
 * Happenings as flags in lanes, so that no name lies upon another.
 */
import { classOf } from '../swarm/happening-class.ts';
import { lastsMs, type Happening } from '../swarm/happening.ts';
import { happeningLine } from '../swarm/happening-words.ts';
import type { Scale } from './picture-scales.ts';
import { WIDTH, RIGHT } from './picture-scales.ts';
import { element, escaped, label } from './svg-text.ts';

export const LANE_HEIGHT = 15;
const CHARACTER_WIDTH = 6.2;
const GAP = 8;

interface Flag {
  readonly happening: Happening;
  readonly x: number;
  readonly end: number;
  readonly lane: number;
  /** Written before the flag where there is no room after it. */
  readonly isBefore: boolean;
}

export function lanesOf(happenings: readonly Happening[], time: Scale): readonly Flag[] {
  const ends: number[] = [];
  return happenings
    .toSorted((left, right) => left.atMs - right.atMs)
    .map((happening) => {
      const x = time.place(happening.atMs);
      const text = GAP + classOf(happening).length * CHARACTER_WIDTH;
      const isBefore = x + text > WIDTH - RIGHT;
      const end = Math.min(WIDTH - RIGHT, time.place(happening.atMs + lastsMs(happening)));
      const from = isBefore ? x - text : x;
      const free = ends.findIndex((taken) => taken <= from);
      const lane = free < 0 ? ends.length : free;
      ends[lane] = Math.max(end, isBefore ? x : x + text) + GAP;
      return { happening, x, end, lane, isBefore };
    });
}

/** @param top of the lanes @param bottom of the picture: a thin line leads down to it. */
export function flags(all: readonly Flag[], top: number, bottom: number): string {
  return all
    .map(({ happening, x, end, lane, isBefore }) => {
      const y = top + lane * LANE_HEIGHT;
      return element(
        'g',
        {},
        element('title', {}, escaped(happeningLine(happening))),
        element('line', { x1: x, x2: x, y1: y, y2: bottom, class: 'down' }),
        element('rect', { x, y, width: Math.max(2, end - x), height: LANE_HEIGHT - 3, class: 'lasts' }),
        element('rect', { x, y, width: 2, height: LANE_HEIGHT - 3, class: 'flag' }),
        label(isBefore ? x - 4 : x + 5, y + 9.5, classOf(happening), {
          class: 'name',
          'text-anchor': isBefore ? 'end' : undefined,
        }),
      );
    })
    .join('\n');
}
