/**
 * Trades with real orders, made by a function that dies where it is told to.
 *
 * It dies at one of its calls to the table, the topic or the venue, just before or just after the call had its effect.
 * The venue goes on. It is invoked again in the same minute or in the next, and the venue's books are the judge.
 */
import { CrashPoints, Crashed, everyCrash, type Crash } from '../harness/crash-points.ts';
import { wrapPorts } from '../harness/port-wrapper.ts';
import { SECOND_MS } from '../../lambda/core/units.ts';
import { UNWATCHED_MAX_MS, expectSettled, expectSound } from './exchange-audit.ts';
import { liveHarness, nextMinute, stateOf, type LiveHarness } from './live-harness.ts';

export interface Story {
  readonly name: string;
  /** Percent that each minute moves a symbol. */
  readonly minutes: readonly Readonly<Record<string, number>>[];
  /** Why its trades are closed where nobody dies. */
  readonly closes: readonly string[];
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** How far the ask is above the bid: a post-only entry rests where it is above zero. */
  readonly spread?: number;
  /** Happens at the venue while a post-only entry rests. */
  readonly whileResting?: (harness: LiveHarness) => void;
}

const POST_ONLY = { entryStyle: 'maker', makerTimeoutSeconds: 2 } as const;

/** One trade each: a run to every point of a long story would begin with the same trades each time. */
export const STORIES = [
  {
    name: 'that takes its profit',
    minutes: [{ BTCUSDT: 0.08 }, { BTCUSDT: 0.2 }],
    closes: ['target'],
  },
  {
    name: 'that is stopped',
    minutes: [{ ETHUSDT: -0.08 }, { ETHUSDT: 0.4 }],
    closes: ['hard-stop'],
  },
  {
    name: 'that waits for its age',
    minutes: [{ BTCUSDT: 0.08 }, { BTCUSDT: 0.02 }, {}, {}],
    closes: ['max-hold'],
  },
] as const satisfies readonly Story[];

export const POST_ONLY_STORIES = [
  {
    name: 'with a post-only entry that would cross',
    minutes: [{ BTCUSDT: 0.08 }, {}],
    closes: [],
    parameters: POST_ONLY,
  },
  {
    name: 'with a post-only entry that rests and is taken back',
    minutes: [{ BTCUSDT: 0.08 }, {}],
    closes: [],
    parameters: POST_ONLY,
    spread: 0.1,
  },
  {
    name: 'with a post-only entry that rests and is filled in part',
    minutes: [{ BTCUSDT: 0.08 }, {}, {}],
    closes: ['max-hold'],
    parameters: POST_ONLY,
    spread: 0.1,
    // Somebody sells a part of what it asks for.
    whileResting: ({ venue, prices }) => venue.print('BTCUSDT', prices.get('BTCUSDT')! - 1, 0.002),
  },
] as const satisfies readonly Story[];

/** The function that died is invoked again in its minute, or by the next one. */
export type AfterDeath = 'is repeated' | 'is followed by the next minute';

const QUIET_MINUTES_MAX = 6;

export async function trade(story: Story, afterDeath: AfterDeath, crashes: readonly Crash[]) {
  const points = new CrashPoints(crashes);
  const unprotectedMaxMs = crashes.length === 0 ? SECOND_MS : UNWATCHED_MAX_MS;
  const harness = await liveHarness({
    symbols: ['BTCUSDT', 'ETHUSDT'],
    parameters: {
      quickExitSeconds: 120,
      maxHoldSeconds: 120,
      recoverySeconds: 60,
      maxTradesPerHour: 1,
      ...story.parameters,
    },
    wire: 'direct',
    around: (send) => (url, request) => points.pass(() => send(url, request)),
    isDead: () => points.isDead,
    wrap: (ports) => wrapPorts(ports, (_call, effect) => points.pass(effect)),
    onPause: () => story.whileResting?.(harness),
  });
  const survives = async (): Promise<boolean> => {
    points.isDead = false;
    try {
      await harness.tick();
      // A death that somebody took for a failed call.
      return !points.isDead;
    } catch (error) {
      if (!(error instanceof Crashed) && !points.isDead) throw error;
      return false;
    }
  };
  for (const moves of story.minutes) {
    // The market goes on where the function has died.
    story.whileResting?.(harness);
    nextMinute(harness, moves);
    spreadQuotes(harness, story);
    let isDone = await survives();
    if (afterDeath === 'is repeated') while (!isDone) isDone = await survives();
    if (isDone) await expectSound(harness, unprotectedMaxMs);
  }
  // Minutes in which nothing moves: everything that was in doubt is known, everything open is closed.
  for (let quiet = 0; quiet < QUIET_MINUTES_MAX && !(await isFlat(harness)); quiet += 1) {
    nextMinute(harness);
    await survives();
  }
  await expectSound(harness, unprotectedMaxMs);
  await expectSettled(harness);
  const longestMs = harness.venue.books.longestUnprotectedMs();
  await harness.venue.close();
  return { harness, calls: points.calls, longestMs };
}

/** A book with room between its sides. */
function spreadQuotes({ venue, prices }: LiveHarness, { spread }: Story): void {
  if (spread === undefined) return;
  for (const [symbol, price] of prices) venue.quote(symbol, { bid: price, ask: price + spread });
}

/** Whether nothing is open, in doubt, or waiting to be written. */
async function isFlat(harness: LiveHarness): Promise<boolean> {
  const { ledger, orders, outbox } = await stateOf(harness);
  const { positions, openOrders, openAlgos } = harness.venue.books;
  const open = [outbox.rows, ledger.positions, orders, positions, openOrders, openAlgos];
  return open.every(({ length }) => length === 0);
}

/** Dies at each point once; what it came to. @throws with the point at which the audit failed. */
export async function dieEverywhere(
  story: Story,
  afterDeath: AfterDeath,
): Promise<{ readonly points: number; readonly longestMs: number }> {
  const { calls } = await trade(story, afterDeath, []);
  const points = everyCrash(calls);
  let longestMs = 0;
  for (const crash of points) {
    try {
      longestMs = Math.max(longestMs, (await trade(story, afterDeath, [crash])).longestMs);
    } catch (error) {
      throw new Error(`died ${crash.phase} call ${crash.atCall}, ${story.name}`, { cause: error });
    }
  }
  const { length } = points;
  const seconds = longestMs / SECOND_MS;
  console.info(
    `live crashes: ${length} points of a trade ${story.name}; longest without a stop ${seconds} s`,
  );
  return { points: length, longestMs };
}
