/**
 * What of everything that happened does it take to break the same rule?
 *
 * - The run is made to end earlier first: every further attempt is shorter by it.
 * - Then happenings are left out, after Zeller's ddmin, until each that is left is needed.
 * - Then what is left lasts shorter, and the run ends earlier again.
 *
 * Invariant: the result breaks the rule, and is found the same however many attempts are made at once.
 */
import type { RunReport, Violation } from '../run-report.ts';
import { lastsMs, type Happening } from '../swarm/happening.ts';
import type { Scenario } from '../swarm/happening-file.ts';
import { ddmin, firstOf } from './ddmin.ts';
import { RunDefect, type Run } from './run-request.ts';
import { simplerOnes } from './simpler-happenings.ts';
import { MINUTE_MS } from '../../../lambda/core/units.ts';

export interface ShrinkTerms {
  readonly run: Run;
  readonly jobs: number;
  /** Attempts at most. */
  readonly runsMax: number;
  /** Whether there is time for another one. */
  readonly hasTime: () => boolean;
  /** When a run of so many minutes begins to be calm: what would happen after it is left out, or calm would not be calm. */
  readonly faultsEndMs: (minutes: number) => number;
  /** Of each attempt. */
  readonly onAttempt: (smallest: SmallRun, runs: number) => void;
}

export interface SmallRun extends Required<Omit<Scenario, 'recorded'>> {
  readonly violation: Violation;
}

export interface Shrunk {
  readonly smallest: SmallRun;
  readonly runs: number;
  /** Whether attempts were left. */
  readonly isDone: boolean;
}

class Shrinking {
  private readonly terms: ShrinkTerms;
  private readonly tried = new Map<string, boolean>();
  smallest: SmallRun;
  runs = 0;

  constructor(smallest: SmallRun, terms: ShrinkTerms) {
    this.smallest = smallest;
    this.terms = terms;
  }

  get isSpent(): boolean {
    return this.runs >= this.terms.runsMax || !this.terms.hasTime();
  }

  /** Takes the first of these that breaks the rule. @returns which. */
  async takeFirst(asked: readonly Attempt[]): Promise<number | undefined> {
    const candidates = asked.map((attempt) => this.withoutLateOnes(attempt));
    const found = await firstOf(candidates, (candidate) => this.breaks(candidate), this.terms.jobs);
    const violation = found === undefined ? undefined : this.violations.get(keyOf(candidates[found]!));
    if (found === undefined || violation === undefined) return undefined;
    const { minutes, happenings } = candidates[found]!;
    this.smallest = { ...this.smallest, minutes, happenings, violation };
    return found;
  }

  private withoutLateOnes({ minutes, happenings }: Attempt): Attempt {
    const endMs = this.terms.faultsEndMs(minutes);
    return { minutes, happenings: happenings.filter((one) => one.atMs + boundedMs(one) <= endMs) };
  }

  private readonly violations = new Map<string, Violation>();

  private async breaks(attempt: Attempt): Promise<boolean> {
    const key = keyOf(attempt);
    const known = this.tried.get(key);
    if (known !== undefined) return known;
    if (this.isSpent) return false;
    this.runs += 1;
    const violation = await this.violationOf(attempt);
    this.tried.set(key, violation !== undefined);
    if (violation !== undefined) this.violations.set(key, violation);
    this.terms.onAttempt(this.smallest, this.runs);
    return violation !== undefined;
  }

  private async violationOf({ minutes, happenings }: Attempt): Promise<Violation | undefined> {
    const { seed, violation } = this.smallest;
    try {
      const { violations } = await this.terms.run({ seed, minutes, happenings, keptMax: 0 });
      return violations.find(({ rule }) => rule === violation.rule);
    } catch (error) {
      if (error instanceof RunDefect) return undefined;
      throw error;
    }
  }
}

type Attempt = Pick<SmallRun, 'minutes' | 'happenings'>;

/** What nothing ends is ended with all faults. */
function boundedMs(happening: Happening): number {
  const ms = lastsMs(happening);
  return ms === Infinity ? 0 : ms;
}

function keyOf({ minutes, happenings }: Attempt): string {
  return `${minutes} ${JSON.stringify(happenings, (_, value: unknown) => (value === Infinity ? 'ever' : value))}`;
}

/** @param report of a run that breaks a rule: the first it breaks is the one that is kept. */
export async function shrink(report: RunReport, terms: ShrinkTerms): Promise<Shrunk> {
  const { seed, minutes, happenings, violations } = report;
  const [violation] = violations;
  if (violation === undefined) throw new Error(`seed ${seed} breaks no rule`);
  const shrinking = new Shrinking({ seed, minutes, happenings, violation }, terms);
  await endEarlier(shrinking);
  const until = shrinking.smallest.violation.atMs;
  await shrinking.takeFirst([
    {
      minutes: shrinking.smallest.minutes,
      happenings: shrinking.smallest.happenings.filter(({ atMs }) => atMs <= until),
    },
  ]);
  await leaveOut(shrinking);
  await simplify(shrinking);
  await endEarlier(shrinking);
  return { smallest: shrinking.smallest, runs: shrinking.runs, isDone: !shrinking.isSpent };
}

/** Shortly after the violation, or as long after it as it takes until it is seen. */
async function endEarlier(shrinking: Shrinking): Promise<void> {
  const { minutes, happenings, violation } = shrinking.smallest;
  const soonest = Math.ceil(violation.atMs / MINUTE_MS);
  const ends: number[] = [];
  for (let after = 0; soonest + after < minutes; after = Math.max(1, 2 * after))
    ends.push(Math.max(1, soonest + after));
  await shrinking.takeFirst(
    [...new Set(ends)].filter((end) => end < minutes).map((end) => ({ minutes: end, happenings })),
  );
}

async function leaveOut(shrinking: Shrinking): Promise<void> {
  await ddmin(shrinking.smallest.happenings, (lists) =>
    shrinking.takeFirst(lists.map((happenings) => ({ minutes: shrinking.smallest.minutes, happenings }))),
  );
}

/** Each happening as simple as it can be, one after the other. */
async function simplify(shrinking: Shrinking): Promise<void> {
  for (let k = 0; k < shrinking.smallest.happenings.length; k += 1) {
    for (;;) {
      const { minutes, happenings } = shrinking.smallest;
      const attempts = simplerOnes(happenings[k]!).map((simpler) => ({
        minutes,
        happenings: happenings.with(k, simpler),
      }));
      if ((await shrinking.takeFirst(attempts)) === undefined) break;
    }
  }
}
