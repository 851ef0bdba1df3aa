/**
 * Reads the run from whoever serves this page, again and again.
 *
 * - While there is more, it asks at once; else it waits, and not at all while nobody sees the page.
 * - A connection that is lost is told, and tried again; what was shown stays.
 */
import { feedPartSchema, placeQuery, type FeedPart, type Place } from '../feed-part.ts';

export interface FeedListeners {
  readonly onPart: (part: FeedPart) => void;
  /** The connection is lost, or there again; in the first case with what to say. */
  readonly onConnection: (words: string | undefined) => void;
}

const EVERY_MS = 500;
/** Of a run that is over, or away: it may come back. */
const SELDOM_MS = 2_000;
const NO_PLACE: Place = { candles: [], trades: 0, standings: 0, denials: 0, moments: 0 };

const LOST =
  'No answer: the run has been ended here, or this machine sleeps. It is asked again; what was shown stays.';
const OTHER = 'Another run answers at this address: open the one that the terminal shows.';

export async function readFeed({ onPart, onConnection }: FeedListeners): Promise<never> {
  let place = NO_PLACE;
  let isLost = false;
  for (;;) {
    const part = await nextPart(place);
    if (typeof part === 'string') {
      isLost = true;
      onConnection(part);
      await pause(SELDOM_MS);
      continue;
    }
    if (isLost) onConnection(undefined);
    isLost = false;
    place = part.place;
    onPart(part);
    // Between two parts the page can be used.
    if (part.isMore) await pause(0);
    else await pause(part.status === 'ended' || part.status === 'failed' ? SELDOM_MS : EVERY_MS);
    await seen();
  }
}

async function nextPart(place: Place): Promise<FeedPart | string> {
  try {
    const response = await fetch(`since?${placeQuery(place)}`, { cache: 'no-store' });
    if (response.status === 400 || response.status === 403) return OTHER;
    return feedPartSchema.parse(await response.json());
  } catch {
    return LOST;
  }
}

async function pause(durationMs: number): Promise<void> {
  await new Promise<void>((resolve) => {
    setTimeout(resolve, durationMs);
  });
}

/** Returns when somebody sees the page. */
async function seen(): Promise<void> {
  while (document.hidden)
    await new Promise<void>((resolve) => {
      document.addEventListener('visibilitychange', () => resolve(), { once: true });
    });
}
