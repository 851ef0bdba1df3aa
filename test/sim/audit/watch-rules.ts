/**
 * Is an open position watched between two ticks?
 *
 * Where the watch is on and all is calm, the exchange is asked for the account several times in each minute that a position is
 * open from its beginning to its end. While a post-only entry rests, nobody looks at anything else; while the exchange wants to be
 * left alone, nobody may.
 */
import type { LoggedRequest } from '../../venue/request-faults.ts';
import { MINUTE_MS, SECOND_MS, type Looking } from './findings.ts';
import type { RecordedState } from './recorded-items.ts';
import { inForce } from './usual-parameters.ts';

/** Requests of one look lie nearer to each other. */
const LOOK_MS = 4 * SECOND_MS;
/** A tick and two watch steps: steps are left out where another function decides, or ends. */
const LOOKS_LEAST = 3;
/** A longer interval has too few looks in a minute to be counted. */
const INTERVAL_MAX_SECONDS = 10;
const READS_ACCOUNT = /^\/fapi\/v\d\/(?:account|positionRisk|openOrders|openAlgoOrders)$/;

export class WatchRules {
  private readonly looking: Looking;
  private readonly requests: readonly LoggedRequest[];
  private readonly isLeftAlone: () => boolean;
  private read = 0;
  private readonly looksMs: number[] = [];
  private openSinceMs: number | undefined;

  /** @param requests to the venue; they grow. */
  constructor(looking: Looking, requests: readonly LoggedRequest[], isLeftAlone = () => false) {
    this.looking = looking;
    this.requests = requests;
    this.isLeftAlone = isLeftAlone;
  }

  /** While something happens, nothing is counted. */
  forget(): void {
    this.openSinceMs = undefined;
  }

  look(state: RecordedState): void {
    const { nowMs, say } = this.looking;
    this.readOn();
    const { watchIntervalSeconds } = inForce(state);
    const isWatched = watchIntervalSeconds > 0 && watchIntervalSeconds <= INTERVAL_MAX_SECONDS;
    if (state.ledger.positions.length === 0 || !isWatched || this.isLeftAlone()) {
      this.openSinceMs = undefined;
      return;
    }
    this.openSinceMs ??= nowMs();
    if (nowMs() - this.openSinceMs < MINUTE_MS) return;
    const fromMs = this.openSinceMs;
    const looks = this.looksMs.filter((timeMs) => timeMs >= fromMs).length;
    if (looks < looksLeast(state))
      say('not-watched', `${looks} looks in the minute since ${new Date(fromMs).toISOString()}`);
    this.openSinceMs = nowMs();
    this.looksMs.length = 0;
  }

  private readOn(): void {
    for (; this.read < this.requests.length; this.read += 1) {
      const request = this.requests[this.read];
      if (request?.method !== 'GET' || !READS_ACCOUNT.test(request.path)) continue;
      const { timeMs } = request;
      if (timeMs - (this.looksMs.at(-1) ?? -Infinity) >= LOOK_MS) this.looksMs.push(timeMs);
    }
  }
}

/** Each tick may send a post-only entry. It looks at the account before that. */
function looksLeast(state: RecordedState): number {
  if (state.parameters?.['entryStyle'] !== 'maker') return LOOKS_LEAST;
  const restsMs = inForce(state).makerTimeoutSeconds * SECOND_MS;
  return Math.max(1, Math.floor((LOOKS_LEAST * (MINUTE_MS - restsMs)) / MINUTE_MS));
}
