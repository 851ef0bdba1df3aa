/**
 * Does AWS find what this machine finds? Some results are found here, too, before any is believed.
 */
import { InputError } from '../../input-error.ts';

/** Results that are found here, too. */
const CHECKED = 3;

/** Of a result that AWS has found. */
export interface Found<Result> {
  /** Of its try. */
  readonly index: number;
  readonly result: Result;
}

/** First, last and one between. */
export function sampleOf<Item>(items: readonly Item[]): readonly Item[] {
  const last = items.length - 1;
  const places = Array.from({ length: CHECKED }, (_, k) => Math.round((k * last) / (CHECKED - 1)));
  return items.filter((_, index) => places.includes(index));
}

/** The same for the same fields, whatever their order. */
export function textOfFields(fields: object): string {
  const sorted = Object.fromEntries(Object.entries(fields).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return JSON.stringify(sorted);
}

/** @throws InputError for the first that differs. @param here in the same order. */
export function requireSame(there: readonly string[], here: readonly string[]): void {
  const index = there.findIndex((text, k) => text !== here[k]);
  if (index < 0) return;
  throw new InputError([
    `AWS and this machine find different results of one try: ${there[index]} there, and ${here[index]} here.`,
    'None of them was kept. Deploy the research stack from this clone; if it stays so, this is a defect.',
  ]);
}
