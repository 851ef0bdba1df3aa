/**
 * The clock by which a run is played: steps at the pace of pictures, fewer where less is to move.
 *
 * Invariant: one clock goes, however fast it is started and stopped.
 */
import { SECOND_MS } from '../../../lambda/core/units.ts';

const FRAME_MS = 80;
/** For who wants less to move. */
const CALM_MS = 500;
/** A page that was not drawn for a while goes on where it was. */
const LONGEST_MS = 1_000;

export class PlayClock {
  readonly #onStep: () => boolean;
  #nextFrame = 0;
  #passedMs = 0;

  /** @param onStep returns whether there is more to play. */
  constructor(onStep: () => boolean) {
    this.#onStep = onStep;
  }

  start(): void {
    this.stop();
    this.#nextFrame = requestAnimationFrame((startedMs) => this.#frame(startedMs, startedMs));
  }

  stop(): void {
    cancelAnimationFrame(this.#nextFrame);
  }

  /** Of the run, since the step before; at least one. @param speed minutes of the run in a second */
  minutes(speed: number): number {
    return Math.max(1, Math.round((speed * Math.min(this.#passedMs, LONGEST_MS)) / SECOND_MS));
  }

  #frame(lastMs: number, nowMs: number): void {
    const stepMs = matchMedia('(prefers-reduced-motion: reduce)').matches ? CALM_MS : FRAME_MS;
    this.#passedMs = nowMs - lastMs;
    const isStep = this.#passedMs >= stepMs;
    if (isStep && !this.#onStep()) return;
    const fromMs = isStep ? nowMs : lastMs;
    this.#nextFrame = requestAnimationFrame((atMs) => this.#frame(fromMs, atMs));
  }
}
