/**
 * An answer that many use: it is asked for once, and again after it has failed.
 *
 * Invariant: nobody waits longer than its time, and nobody for a question of an earlier invocation. One that was killed
 * or frozen leaves its question open, and may never hear of it.
 */
import type { Clock } from '../ports.ts';
import { answerWithin } from './market/venue-requests.ts';

export interface SharedAnswerOptions {
  /** Named in the error when it takes too long. */
  readonly name: string;
  /** A question is given up that takes longer. */
  readonly timeMs: number;
  readonly clock: Clock;
}

interface Asked<Answer> {
  readonly answer: Promise<Answer>;
  readonly atMs: number;
  isOver: boolean;
}

export class SharedAnswer<Answer> {
  private readonly options: SharedAnswerOptions;
  private asked: Asked<Answer> | undefined;

  constructor(options: SharedAnswerOptions) {
    this.options = options;
  }

  /** The last answer, or the one that is waited for; what `ask` brings where there is none. @throws VenueError late */
  get(ask: () => Promise<Answer>): Promise<Answer> {
    return this.current ?? this.renew(ask);
  }

  /** Asks anew: whoever comes now waits for this answer. */
  renew(ask: () => Promise<Answer>): Promise<Answer> {
    const { clock, timeMs, name } = this.options;
    const answer = answerWithin(timeMs, name, ask).then(
      (found) => {
        asked.isOver = true;
        return found;
      },
      (error: unknown) => {
        if (this.asked === asked) this.asked = undefined;
        throw error;
      },
    );
    const asked = { answer, atMs: clock.nowMs(), isOver: false };
    this.asked = asked;
    return answer;
  }

  get current(): Promise<Answer> | undefined {
    const { clock, timeMs } = this.options;
    if (this.asked === undefined) return undefined;
    const { answer, atMs, isOver } = this.asked;
    return isOver || clock.nowMs() - atMs < timeMs ? answer : undefined;
  }

  forget(): void {
    this.asked = undefined;
  }
}
