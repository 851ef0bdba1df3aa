/**
 * When a trade had no stop at the exchange, in words.
 *
 * Where nobody knows it, nothing is said: unknown is not never.
 */
import {
  unprotectedCount,
  unprotectedTotalMs,
  type UnprotectedSpan,
  type UnprotectedTime,
} from '../../core/ledger/unprotected-time.ts';
import { SECOND_MS } from '../../core/units.ts';
import { preciseLengthWords, secondWords } from './drawn-figures.ts';

/** `14:03:10 to 14:05:40 UTC, 2 min 30 s`; of less than a second `14:03:10 UTC, 412 ms`. */
export function spanWords({ fromMs, toMs }: UnprotectedSpan): string {
  const from = secondWords(fromMs);
  const end = toMs - fromMs < SECOND_MS ? '' : ` to ${secondWords(toMs)}`;
  return `${from}${end} UTC, ${preciseLengthWords(toMs - fromMs)}`;
}

/** `without a stop 14:03:10 to 14:05:40 UTC, 2 min 30 s` */
export function unprotectedSpanWords(span: UnprotectedSpan): string {
  return `without a stop ${spanWords(span)}`;
}

/** Each time of its own, then those that are only counted, then the sum where there are several. */
export function unprotectedLines(time: UnprotectedTime): readonly string[] {
  const { spans, shorter } = time;
  const times = unprotectedCount(time);
  if (times === 0) return ['at no time'];
  return [
    ...spans.map(spanWords),
    ...(shorter === undefined
      ? []
      : [`${shorter.count} shorter, ${preciseLengthWords(shorter.totalSeconds * SECOND_MS)} together`]),
    ...(times === 1 ? [] : [`${times} times, ${preciseLengthWords(unprotectedTotalMs(time))} in all`]),
  ];
}
