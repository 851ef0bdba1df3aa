/**
 * What came of each fault: one line each, printed when the tests of a file are over.
 *
 * `FAULT_TABLE_FILE` names a file to which each line is added as JSON.
 */
import { appendFileSync } from 'node:fs';
import { afterAll, expect } from 'vitest';
import { columns } from '../../infra/cli/terminal/columns.ts';
import { MINUTE_MS, SECOND_MS } from '../../lambda/core/units.ts';
import { UNPROTECTED_MAX_MS } from './exchange-audit.ts';
import { closedOf, haltOf, type LiveHarness } from './fault-harness.ts';

/** Within which somebody has to be told of what only a person can remedy: three minutes, and the step that sees it. */
const TOLD_MAX_MS = 3 * MINUTE_MS + UNPROTECTED_MAX_MS;

export interface FaultLine {
  readonly fault: string;
  /** The longest that a position was without a stop, and the part of it in which the venue accepted stops. */
  readonly withoutStopMs: number;
  readonly sinceStopsAcceptedMs: number;
  /** From the fault to the first alert; absent where nobody was told. */
  readonly toldAfterMs?: number;
  /** Reasons of the trades that were closed, and whether the bot is halted. */
  readonly outcome: string;
}

/** @param sinceMs when the fault began. */
export async function faultLine(harness: LiveHarness, fault: string, sinceMs: number): Promise<FaultLine> {
  const { books } = harness.venue;
  const told = harness.published.find(({ atMs }) => atMs >= sinceMs);
  const closed = await closedOf(harness);
  const outcome = closed.length === 0 ? 'no trade' : closed.join(', ');
  return {
    fault,
    withoutStopMs: books.longestUnprotectedMs(),
    sinceStopsAcceptedMs: books.longestUnprotectedSinceStopsAcceptedMs(),
    ...(told !== undefined && { toldAfterMs: told.atMs - sinceMs }),
    outcome: (await haltOf(harness)) === undefined ? outcome : `${outcome}; halted`,
  };
}

/** Prints the lines that are added to it after all tests of its file. */
export function faultTable(title: string): { readonly add: (line: FaultLine) => void } {
  const lines: FaultLine[] = [];
  afterAll(() => {
    const rows = lines.map(({ fault, withoutStopMs, toldAfterMs, outcome }) => [
      fault,
      (withoutStopMs / SECOND_MS).toFixed(1),
      toldAfterMs === undefined ? '' : (toldAfterMs / SECOND_MS).toFixed(0),
      outcome,
    ]);
    const heading = [title, 'without stop s', 'told after s', 'outcome'];
    console.info(columns(['left', 'right', 'right', 'left'], [heading, ...rows]).join('\n'));
  });
  const file = process.env['FAULT_TABLE_FILE'];
  return {
    add: (line) => {
      lines.push(line);
      if (file !== undefined) appendFileSync(file, `${JSON.stringify({ title, ...line })}\n`);
    },
  };
}

/** Somebody was told in time. */
export function expectTold({ fault, toldAfterMs }: FaultLine): void {
  expect(toldAfterMs, `${fault}: nobody was told`).toBeLessThanOrEqual(TOLD_MAX_MS);
}
