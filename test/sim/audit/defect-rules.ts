/**
 * Is no error thrown or logged that is a defect wherever it comes from?
 */
import type { Looking } from './findings.ts';

const DEFECTS = /\b(?:TypeError|RangeError|ReferenceError|SyntaxError|AssertionError|ZodError)\b/;

/** @param failure with which an invocation has ended. */
export function judgeFailure({ say }: Looking, failure: string): void {
  if (DEFECTS.test(failure)) say('defect-thrown', failure);
}

export function judgeLine({ say }: Looking, line: string): void {
  if (DEFECTS.test(line)) say('defect-logged', line.slice(0, 600), errorIn(line));
}

/** The words by which an error is known again. */
function errorIn(line: string): string {
  return /(?:Type|Range|Reference|Syntax|Assertion|Zod)Error[^"\\]{0,80}/.exec(line)?.[0] ?? line;
}
