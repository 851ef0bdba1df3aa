/**
 * Is the exchange left alone when it wants to be?
 *
 * - A container that was answered 429 asks for nothing before the time that the answer named, but for stops and closes: orders have
 *   no weight.
 * - One that was answered 418 is banned, and sends nothing at all: whoever goes on is banned for longer.
 * - A longer wait than a quarter of an hour may be cut short: exchanges ban for days, and let go earlier.
 * - Of two answers the later time holds, and so does a ban: one may have overtaken the other.
 * - What was under way when the answer came does not count, and so what was sent in the same moment. What another container was told it cannot know.
 */
import type { WireEvent } from '../twins/venue-wire.ts';
import { MINUTE_MS, SECOND_MS, type Looking } from './findings.ts';

const WAIT_MAX_MS = 15 * MINUTE_MS;

/** What a container waits for. */
interface Wait {
  readonly toldMs: number;
  readonly untilMs: number;
  readonly bannedUntilMs: number;
}

export class WaitRules {
  private readonly looking: Looking;
  private readonly events: readonly WireEvent[];
  private read = 0;
  private readonly waits = new Map<string, Wait>();

  /** @param events of the wire to the exchange; they grow. */
  constructor(looking: Looking, events: readonly WireEvent[]) {
    this.looking = looking;
    this.events = events;
  }

  look(): void {
    for (; this.read < this.events.length; this.read += 1) {
      const event = this.events[this.read];
      if (event === undefined) continue;
      const { machine, atMs } = event;
      if (event.kind === 'told-to-wait') {
        const untilMs = atMs + Math.min(event.retryAfterSeconds * SECOND_MS, WAIT_MAX_MS);
        const known = this.waits.get(machine) ?? { untilMs: 0, bannedUntilMs: 0 };
        this.waits.set(machine, {
          toldMs: atMs,
          untilMs: Math.max(known.untilMs, untilMs),
          bannedUntilMs: event.status === 418 ? Math.max(known.bannedUntilMs, untilMs) : known.bannedUntilMs,
        });
      } else this.judge(event);
    }
  }

  /** Whether one of the containers waits now. */
  isOneWaiting(): boolean {
    return [...this.waits.values()].some(({ untilMs }) => untilMs > this.looking.nowMs());
  }

  private judge({ machine, atMs, what, order }: Extract<WireEvent, { readonly kind: 'asked' }>): void {
    const wait = this.waits.get(machine);
    if (wait === undefined || atMs >= wait.untilMs || atMs === wait.toldMs) return;
    const isSaving = order === 'stop' || order === 'exit';
    if (isSaving && atMs >= wait.bannedUntilMs) return;
    const leftSeconds = (wait.untilMs - atMs) / SECOND_MS;
    const words = `${machine} sent ${what}, and was to wait for ${leftSeconds} s more`;
    this.looking.say('asked-though-told-to-wait', words, `${machine} ${wait.untilMs}`);
  }
}
