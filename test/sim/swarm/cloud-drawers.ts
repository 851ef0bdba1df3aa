/**
 * What happens on the way, to the function, its table, its parameters, and by its operator's commands.
 */
import { MINUTE_MS } from '../../../lambda/core/units.ts';
import type { Chance } from '../world/random-streams.ts';
import type { Edge } from '../world/network.ts';
import type { OtherRelease } from '../world/other-release.ts';
import { at, windowOf, type Draw } from './drawing.ts';
import type { RefusedBy } from './happening.ts';

const share = (chance: Chance): number => chance.pick([0.05, 0.3, 0.3, 1]);

const OPERATIONS: Readonly<Record<Edge, readonly [string | undefined, ...(string | undefined)[]]>> = {
  dynamodb: [undefined, 'Query', 'PutItem', 'GetItem', 'DeleteItem'],
  ssm: [undefined, 'GetParameters', 'GetParameter'],
  sns: [undefined],
  venue: [
    undefined,
    'POST /fapi/v1/order',
    'POST /fapi/v1/algoOrder',
    'DELETE',
    'GET',
    'GET /fapi/v1/algo',
    'klines',
  ],
};

function requests(chance: Chance, edge: Edge) {
  const what = chance.pick(OPERATIONS[edge]);
  return { edge, ...(what !== undefined && { what }), share: share(chance) };
}

const way =
  (edge: Edge, on: 'there' | 'back'): Draw =>
  (chance, span) => ({
    kind: 'way',
    ...windowOf(chance, span, 6 * MINUTE_MS),
    ...requests(chance, edge),
    [on]: chance.pick(['lost', 'reset']),
  });

const slow =
  (edge: Edge): Draw =>
  (chance, span) => ({
    kind: 'slow',
    ...windowOf(chance, span, 8 * MINUTE_MS),
    ...requests(chance, edge),
    thereMs: Math.round(chance.skewed(0, 20_000)),
    backMs: Math.round(chance.skewed(0, 20_000)),
  });

const refused =
  (edge: Edge, by: RefusedBy): Draw =>
  (chance, span) => ({
    kind: 'refused',
    ...windowOf(chance, span, 8 * MINUTE_MS),
    ...requests(chance, edge),
    ...(by === 'too-large' && { what: 'PutItem' }),
    by,
  });

/** The calls at which a death leaves most behind. */
const DEADLY = ['PutItem', 'POST /fapi/v1/order', 'POST /fapi/v1/algoOrder', 'DELETE', 'Publish'] as const;

const doom =
  (phase: 'before' | 'after', isFrozen: boolean): Draw =>
  (chance, span) => ({
    kind: 'doom',
    atMs: at(chance, span),
    call: chance.integer(1, 40),
    phase,
    ...(chance.happens(0.3) && { what: chance.pick(DEADLY), call: chance.integer(1, 3) }),
    ...(isFrozen && { frozenMs: Math.round(chance.skewed(200, 200_000)) }),
  });

const delivery =
  (copies: 0 | 1 | 2): Draw =>
  (chance, span) => ({
    kind: 'delivery',
    atMs: at(chance, span),
    lateMs: copies === 1 ? chance.integer(1_000, 59_000) : chance.integer(0, 90_000),
    copies: copies === 2 ? chance.integer(2, 3) : copies,
    ...(copies === 2 && { apartMs: Math.round(chance.skewed(0, 90_000)) }),
  });

const outOfOrder: Draw = (chance, span) => ({
  kind: 'delivery',
  atMs: at(chance, span),
  lateMs: chance.integer(60_000, 240_000),
  copies: 1,
});

const early: Draw = (chance, span) => ({
  kind: 'delivery',
  atMs: at(chance, span),
  lateMs: -chance.integer(500, 20_000),
  copies: chance.integer(1, 2),
});

const slowStart: Draw = (chance, span) => ({
  kind: 'slow-start',
  ...windowOf(chance, span, 30 * MINUTE_MS),
  startMs: chance.integer(1_000, 12_000),
});

const release =
  (other: OtherRelease): Draw =>
  (chance, span) => ({ kind: 'release', ...windowOf(chance, span, 30 * MINUTE_MS), release: other });

const DOCUMENTS: readonly [object | string | undefined, ...(object | string | undefined)[]] = [
  { maxPositions: 1 },
  { collateralUsd: 20, maxOpenCollateralUsd: 60 },
  { targetPct: 0.3 },
  { leverage: 3 },
  { watchIntervalSeconds: 0 },
  { entryStyle: 'maker' },
  { mode: 'paper' },
  { leverage: 0 },
  { unknownKey: 1 },
  { collateralUsd: -5 },
  'no JSON',
  '[]',
  '{"mode":"live"',
  undefined,
];

const parameters: Draw = (chance, span) => {
  const document = chance.pick(DOCUMENTS);
  return {
    kind: 'parameters',
    ...windowOf(chance, span, 30 * MINUTE_MS),
    document: typeof document === 'object' ? JSON.stringify(document) : document,
  };
};

const command =
  (kind: 'pause' | 'resume' | 'flatten'): Draw =>
  (chance, span) => ({ kind: 'command', atMs: at(chance, span), command: kind });

const clock: Draw = (chance, span) => ({
  kind: 'clock',
  ...windowOf(chance, span, 30 * MINUTE_MS),
  offMs: chance.pick([-30_000, -3_000, -700, 700, 3_000, 30_000]),
});

const restored: Draw = (chance, span) => {
  const atMs = at(chance, span);
  // Never to before the bot began: there was nothing to restore.
  return { kind: 'restored', atMs, agoMs: Math.min(atMs - span.fromMs, chance.integer(1, 90) * MINUTE_MS) };
};

const commandsUnread =
  (by: 'throttling' | 'internal-error' | 'access-denied'): Draw =>
  (chance, span) => ({
    kind: 'commands-unread',
    ...windowOf(chance, span, 20 * MINUTE_MS),
    by,
    share: chance.pick([0.3, 1, 1]),
  });

const flood =
  (of: 'pause' | 'resume' | 'flatten'): Draw =>
  (chance, span) => ({
    kind: 'flood',
    atMs: at(chance, span),
    of,
    count: chance.pick([30, 300, 3_000, 10_000]),
  });

const floodOfJunk: Draw = (chance, span) => ({
  kind: 'flood',
  atMs: at(chance, span),
  of: 'unreadable',
  ...chance.pick([
    { count: 2_000, bytes: 500 },
    { count: 30, bytes: 390_000 },
  ]),
});

export const CLOUD_DRAWERS: readonly [Draw, ...Draw[]] = [
  way('dynamodb', 'there'),
  way('dynamodb', 'back'),
  way('ssm', 'there'),
  way('ssm', 'back'),
  way('sns', 'there'),
  way('sns', 'back'),
  way('venue', 'there'),
  way('venue', 'back'),
  slow('dynamodb'),
  slow('ssm'),
  slow('sns'),
  slow('venue'),
  refused('dynamodb', 'throttling'),
  refused('dynamodb', 'internal-error'),
  refused('dynamodb', 'access-denied'),
  refused('dynamodb', 'too-large'),
  refused('dynamodb', 'gone'),
  refused('ssm', 'throttling'),
  refused('ssm', 'internal-error'),
  refused('ssm', 'gone'),
  refused('ssm', 'access-denied'),
  refused('sns', 'throttling'),
  refused('sns', 'internal-error'),
  refused('sns', 'access-denied'),
  refused('sns', 'gone'),
  doom('before', false),
  doom('after', false),
  doom('before', true),
  doom('after', true),
  delivery(0),
  delivery(1),
  delivery(2),
  early,
  outOfOrder,
  slowStart,
  (chance, span) => ({ kind: 'reclaimed', atMs: at(chance, span) }),
  (chance, span) => ({ kind: 'deployed', atMs: at(chance, span) }),
  release('older'),
  release('newer'),
  release('incompatible'),
  parameters,
  command('pause'),
  command('resume'),
  command('flatten'),
  clock,
  restored,
  commandsUnread('throttling'),
  commandsUnread('internal-error'),
  commandsUnread('access-denied'),
  flood('pause'),
  flood('resume'),
  flood('flatten'),
  floodOfJunk,
];
