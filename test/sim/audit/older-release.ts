/**
 * When may an older release have worked, which forgets of the item what it does not know?
 */
import type { Happening } from '../swarm/happening.ts';
import { MINUTE_MS, SECOND_MS, type Looking } from './findings.ts';

/**
 * The last function of a release may still be at it when another one is deployed, and may only just have been started; so may the
 * last of this one.
 */
const LEAVING_MS = MINUTE_MS + 12 * SECOND_MS;

export class OlderRelease {
  private readonly looking: Pick<Looking, 'nowMs'>;
  private cameMs = Infinity;
  private goneMs = -Infinity;

  constructor(looking: Pick<Looking, 'nowMs'>) {
    this.looking = looking;
  }

  onHappening(happening: Happening): void {
    if (happening.kind !== 'release' || happening.release !== 'older') return;
    this.cameMs = this.looking.nowMs();
    this.goneMs = Math.max(this.goneMs, this.cameMs + happening.forMs);
  }

  /** When it last came; never, if infinite. */
  sinceMs(): number {
    return this.cameMs;
  }

  /** When it has worked last, as far as is known by now; never, if infinite. */
  lastMs(): number {
    return Math.min(this.looking.nowMs(), this.goneMs + LEAVING_MS);
  }

  /** Whether it may have worked then. */
  mayWorkAt(ms: number): boolean {
    return ms >= this.cameMs - LEAVING_MS && ms <= this.goneMs + LEAVING_MS;
  }
}
