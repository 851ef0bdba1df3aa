/**
 * The hours of markets that follow others, as the exchange has stated them last.
 *
 * - They are asked for while a market needs them, once an hour. Others cost no request.
 * - What is known stays known while they cannot be read again. Until they were read once they are unknown, which is a value:
 *   nothing is entered then, and what is open is managed.
 * - Nothing is thrown: whoever asks gets the reason in words.
 */
import { z } from 'zod';
import type { TradingSessions } from '../../../core/market.ts';
import { UNKNOWN_SESSIONS } from '../../../core/trading-sessions.ts';
import { HOUR_MS, MINUTE_MS, utcMinute } from '../../../core/units.ts';
import type { Clock } from '../../../ports.ts';
import type { CcxtClient } from '../ccxt-client.ts';
import { VenueError, failureOf } from '../venue-error.ts';
import type { VenueRequests } from '../venue-requests.ts';
import { hoursOfSchedule } from './trading-schedule.ts';

export interface TradingHoursOptions {
  readonly client: CcxtClient;
  readonly requests: VenueRequests;
  readonly clock: Clock;
}

/** Exchanges change a schedule days ahead, for a holiday. */
const AGE_MAX_MS = HOUR_MS;
/** After a failure: at the next tick while nothing is known, later while the last answer holds. */
const AGAIN_AFTER_MS = 10 * MINUTE_MS;

const NO_PROBLEMS: ReadonlyMap<string, string> = new Map();

export const keptHoursSchema = z.record(
  z.string(),
  z.object({
    sessions: z.array(z.object({ startMs: z.number(), endMs: z.number() })),
    knownFromMs: z.number(),
    knownUntilMs: z.number(),
  }),
);

export class TradingHours {
  private readonly options: TradingHoursOptions;
  private known: ReadonlyMap<string, TradingSessions> = new Map();
  private readAtMs = -Infinity;
  private failedAtMs = -Infinity;

  constructor(options: TradingHoursOptions) {
    this.options = options;
  }

  of(name: string): TradingSessions {
    return this.known.get(name) ?? UNKNOWN_SESSIONS;
  }

  /** What is known, to be kept; `undefined` where nothing is. */
  get kept(): z.output<typeof keptHoursSchema> | undefined {
    if (this.known.size === 0) return undefined;
    return Object.fromEntries(
      [...this.known].map(([name, hours]) => [name, { ...hours, sessions: [...hours.sessions] }]),
    );
  }

  /** Takes what was kept; it is read again all the same, as soon as somebody asks. */
  restore(kept: z.output<typeof keptHoursSchema>): void {
    if (this.known.size === 0) this.known = new Map(Object.entries(kept));
  }

  /**
   * Asks for the hours of these names where they are old or unknown.
   *
   * @returns of each that could not be read, why, and what holds meanwhile.
   */
  async refresh(names: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const nowMs = this.options.clock.nowMs();
    const isKnown = names.every((name) => this.known.has(name));
    if (names.length === 0 || (isKnown && nowMs < this.dueMs)) return NO_PROBLEMS;
    const answer = await this.ask().catch(failureOf);
    const read = new Map(names.map((name) => [name, readHours(answer, name)]));
    const problems = new Map<string, string>();
    for (const [name, hours] of read) {
      if (hours instanceof VenueError) problems.set(name, `${this.standingWords(name)}: ${hours.message}`);
      else this.known = new Map([...this.known, [name, hours]]);
    }
    if (problems.size === 0) this.readAtMs = nowMs;
    else this.failedAtMs = nowMs;
    return problems;
  }

  private get dueMs(): number {
    return Math.max(this.readAtMs + AGE_MAX_MS, this.failedAtMs + AGAIN_AFTER_MS);
  }

  private ask(): Promise<unknown> {
    const { client, requests } = this.options;
    const call = () => {
      if (client.fapiPublicGetTradingSchedule !== undefined) return client.fapiPublicGetTradingSchedule({});
      throw new VenueError('not-supported', `${client.id} tells no trading hours`);
    };
    return requests.ask('trading hours', async () => call());
  }

  /** What holds of a market whose hours could not be read. */
  private standingWords(name: string): string {
    const { knownUntilMs } = this.of(name);
    if (!this.known.has(name)) return 'its hours are unknown, and nothing is entered';
    return `its hours could not be read again, and those known up to ${utcMinute(knownUntilMs)} hold`;
  }
}

function readHours(answer: unknown, name: string): TradingSessions | VenueError {
  if (answer instanceof VenueError) return answer;
  try {
    return hoursOfSchedule(answer, name);
  } catch (error) {
    return failureOf(error);
  }
}
