/**
 * Everything that came of all runs, for machines.
 */
import { coverageOf, longestNaked } from './coverage-matrix.ts';
import { commandOf } from './failure-text.ts';
import { failureName, reportsOf, totalsOf } from './summary.ts';
import { isFailed, type Outcome } from './swarm-run.ts';
import { happeningsJson } from '../swarm/happening-file.ts';

export interface JsonTerms {
  readonly tookMs: number;
  readonly revision: string;
  /** Faults that could have been drawn. */
  readonly known: readonly string[];
}

export function jsonReport(outcomes: readonly Outcome[], { tookMs, revision, known }: JsonTerms): string {
  const reports = reportsOf(outcomes);
  const { faults, neverHit, yetHit } = coverageOf(reports, known);
  const report = {
    revision,
    node: process.version,
    tookMs: Math.round(tookMs),
    totals: totalsOf(outcomes, tookMs),
    faults,
    neverHit,
    yetHit,
    longestNaked: longestNaked(reports),
    runs: outcomes.map(runJson),
  };
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

function runJson(outcome: Outcome): object {
  const { plan, report, defect, second } = outcome;
  const { seed, minutes, sentence } = plan;
  const failed = isFailed(outcome);
  const head = { seed, minutes, sentence, isFailed: failed, command: commandOf(plan) };
  if (report === undefined) return { ...head, defect };
  const { happenings, tail, coverage: _, seed: _seed, minutes: _minutes, ...figures } = report;
  return {
    ...head,
    ...figures,
    ...(second !== undefined && { second }),
    // What nobody looks into takes up most of the file.
    ...(failed && { failure: failureName(outcome), happenings: happeningsJson(happenings), tail }),
  };
}
