/**
 * What is a little simpler than a happening, and the same in kind: it lasts half as long, or concerns all it may concern.
 */
import type { Happening } from '../swarm/happening.ts';

/** Fields that count, and are better the smaller they are. */
const DURATIONS = ['forMs', 'frozenMs', 'lateMs', 'agoMs', 'thereMs', 'backMs'] as const;
const SHORTEST_MS = 100;

/** The simplest first. */
export function simplerOnes(happening: Happening): readonly Happening[] {
  return [
    ...DURATIONS.flatMap((name) => shorter(happening, name)),
    ...ofScript(happening),
    ...withShare(happening),
    ...onTheSecond(happening),
  ];
}

function shorter(happening: Happening, name: (typeof DURATIONS)[number]): readonly Happening[] {
  return lessThan(Reflect.get(happening, name)).map((less) => ({ ...happening, [name]: less }));
}

function lessThan(ms: unknown): readonly number[] {
  if (typeof ms !== 'number' || !Number.isFinite(ms) || ms <= SHORTEST_MS) return [];
  // A tenth first: most of them last far longer than it takes.
  return [10, 2].map((part) => legible(ms / part)).filter((less) => less >= SHORTEST_MS && less < ms);
}

/** A fault of the venue lasts as its script says, and concerns as many requests. */
function ofScript(happening: Happening): readonly Happening[] {
  if (happening.kind !== 'venue-fault') return [];
  const { script } = happening;
  const { times = 1 } = script;
  return [
    ...lessThan(script.forMs).map((forMs) => ({ ...happening, script: { ...script, forMs } })),
    ...(times > 1 ? [{ ...happening, script: { ...script, times: 1 } }] : []),
  ];
}

/** In two digits. */
function legible(ms: number): number {
  const digit = 10 ** Math.max(0, Math.floor(Math.log10(ms)) - 1);
  return Math.round(ms / digit) * digit;
}

/** What concerns every request needs no luck. */
function withShare(happening: Happening): readonly Happening[] {
  return 'edge' in happening && happening.share < 1 ? [{ ...happening, share: 1 }] : [];
}

function onTheSecond(happening: Happening): readonly Happening[] {
  const atMs = Math.floor(happening.atMs / 1_000) * 1_000;
  return atMs === happening.atMs ? [] : [{ ...happening, atMs }];
}
