/**
 * Numbers and times of happenings, in words.
 */
const DAY_MS = 86_400_000;

/** `40 s`, `250 ms`, `3.5 min`. */
export function duration(ms: number): string {
  if (ms === Infinity) return 'ever';
  if (ms < 1_000) return `${rounded(ms)} ms`;
  if (ms < 120_000) return `${rounded(ms / 1_000)} s`;
  return ms < 2 * DAY_MS ? `${rounded(ms / 60_000)} min` : `${rounded(ms / DAY_MS)} days`;
}

export function rounded(value: number): string {
  return String(Math.round(value * 10) / 10);
}
