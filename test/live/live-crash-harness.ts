/**
 * A few minutes with real orders in which everything happens, traded by a function that dies where it is told to.
 *
 * It dies at one of its calls to the table, the topic or the venue, just before or just after the call had its effect.
 * The venue goes on. It is invoked again in the same minute or in the next, and the venue's books are the judge.
 */
import { CrashPoints, Crashed, everyCrash, type Crash } from '../harness/crash-points.ts';
import { wrapPorts } from '../harness/port-wrapper.ts';
import { MINUTE_MS, SECOND_MS } from '../../lambda/core/units.ts';
import { UNWATCHED_MAX_MS, expectSettled, expectSound } from './exchange-audit.ts';
import { liveHarness, nextMinute, stateOf, type LiveHarness } from './live-harness.ts';

export interface Story {
  readonly name: string;
  /** Percent that each minute moves a symbol. */
  readonly minutes: readonly Readonly<Record<string, number>>[];
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** Positions are watched between two ticks. */
  readonly isWatched?: true;
  /** How far the ask is above the bid: a post-only entry rests where it is above zero. */
  readonly spread?: number;
  /** Happens at the venue while a post-only entry rests. */
  readonly whileResting?: (harness: LiveHarness) => void;
  /** The function that died is invoked again in its minute; otherwise by the next one. */
  readonly isRepeated: boolean;
}

const EVERYTHING: Story['minutes'] = [
  // Long; it takes its profit within the next minute.
  { BTCUSDT: 0.08 },
  { BTCUSDT: 0.2 },
  // Short; it is stopped.
  { ETHUSDT: -0.08 },
  { ETHUSDT: 0.4 },
  {},
  // Long; it waits for its age.
  { BTCUSDT: 0.08 },
  { BTCUSDT: 0.02 },
  { BTCUSDT: -0.02 },
  {},
  {},
];

const POST_ONLY = { entryStyle: 'maker', makerTimeoutSeconds: 2 } as const;

export const STORIES = {
  repeated: { name: 'and is repeated', minutes: EVERYTHING, isRepeated: true },
  followed: { name: 'and is followed by the next minute', minutes: EVERYTHING, isRepeated: false },
  watched: {
    name: 'while it watches',
    minutes: [{ BTCUSDT: 0.08 }, {}, {}],
    isWatched: true,
    isRepeated: false,
  },
  crossing: {
    name: 'with a post-only entry that would cross',
    minutes: [{ BTCUSDT: 0.08 }, {}, {}],
    parameters: POST_ONLY,
    isRepeated: false,
  },
  resting: {
    name: 'with a post-only entry that rests and is taken back',
    minutes: [{ BTCUSDT: 0.08 }, {}, {}],
    parameters: POST_ONLY,
    spread: 0.1,
    isRepeated: false,
  },
  partlyFilled: {
    name: 'with a post-only entry that rests and is filled in part',
    minutes: [{ BTCUSDT: 0.08 }, {}, {}],
    parameters: POST_ONLY,
    spread: 0.1,
    // Somebody sells a part of what it asks for.
    whileResting: ({ venue, prices }) => venue.print('BTCUSDT', prices.get('BTCUSDT')! - 1, 0.002),
    isRepeated: false,
  },
} as const satisfies Readonly<Record<string, Story>>;

const QUIET_MINUTES_MAX = 6;

export async function trade(story: Story, crashes: readonly Crash[]) {
  const points = new CrashPoints(crashes);
  // Each death may leave a position to the next minute.
  const unprotectedMaxMs =
    crashes.length === 0 ? SECOND_MS : UNWATCHED_MAX_MS + (crashes.length - 1) * MINUTE_MS;
  const harness = await liveHarness({
    symbols: ['BTCUSDT', 'ETHUSDT'],
    parameters: {
      quickExitSeconds: 120,
      maxHoldSeconds: 120,
      recoverySeconds: 60,
      lossStreak: 9,
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
      await (story.isWatched === true ? harness.watchedTick() : harness.tick());
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
    if (story.isRepeated) while (!isDone) isDone = await survives();
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
): Promise<{ readonly points: number; readonly longestMs: number }> {
  const { calls } = await trade(story, []);
  const points = everyCrash(calls);
  let longestMs = 0;
  for (const crash of points) {
    try {
      longestMs = Math.max(longestMs, (await trade(story, [crash])).longestMs);
    } catch (error) {
      throw new Error(`died ${crash.phase} call ${crash.atCall}, ${story.name}`, { cause: error });
    }
  }
  console.info(
    `live crashes: ${points.length} points ${story.name}; every audit passed; longest without a stop ${longestMs / 1_000} s`,
  );
  return { points: points.length, longestMs };
}
