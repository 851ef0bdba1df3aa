/**
 * What befalls entries that rest, in the worlds in which they do.
 */
import { MINUTE_MS, SECOND_MS } from '../../../lambda/core/units.ts';
import type { Chance } from '../world/random-streams.ts';
import { at, symbolOf, type Span } from './drawing.ts';
import type { Happening } from './happening.ts';

/** Of a run, at most. */
const TIMES_MOST = 3;

/**
 * Post-only entries of which the answer is lost, which no look shows, and which are met, all or in part, before they are taken
 * back: none of it happens by itself in the few seconds that an entry rests. Drawn by a stream of its own, so that everything
 * else stays as its seed has drawn it.
 */
export function withRestingEntries(
  drawn: readonly Happening[],
  chance: Chance,
  span: Span,
): readonly Happening[] {
  if (drawn.length === 0) return drawn;
  const befalling = Array.from({ length: chance.integer(0, TIMES_MOST) }, () =>
    chance.pick([metInDoubt, metUnseen])(chance, span),
  );
  return [...drawn, ...befalling.flat()].toSorted((left, right) => left.atMs - right.atMs);
}

const SHARES = [0.01, 0.5, 0.99, 1] as const;

function metInDoubt(chance: Chance, span: Span): readonly Happening[] {
  const atMs = at(chance, span);
  const fault = { kind: chance.pick<'silence' | 'reset'>(['silence', 'reset']) };
  return [
    { kind: 'venue-fault', atMs, script: { order: 'entry', fault, when: 'after' } },
    {
      kind: 'venue-fault',
      atMs,
      during: 'entering',
      script: {
        method: 'GET',
        path: '/fapi/v1/order',
        fault: { kind: 'reset' },
        when: 'before',
        times: chance.integer(4, 20),
      },
    },
    {
      kind: 'limit-met',
      atMs,
      during: 'in-doubt',
      symbol: symbolOf(chance, span),
      share: chance.pick(SHARES),
    },
  ];
}

/** No look shows what it was met with: only the answer to the cancel does. */
function metUnseen(chance: Chance, span: Span): readonly Happening[] {
  const atMs = at(chance, span);
  return [
    {
      kind: 'venue-fault',
      atMs,
      script: {
        method: 'GET',
        path: '/fapi/v1/order',
        fault: { kind: 'unaware', ofLastMs: 20 * SECOND_MS },
        when: 'before',
        forMs: Math.min(3 * MINUTE_MS, span.toMs - atMs),
      },
    },
    {
      kind: 'limit-met',
      atMs,
      during: 'entering',
      symbol: symbolOf(chance, span),
      share: chance.pick(SHARES),
    },
  ];
}
