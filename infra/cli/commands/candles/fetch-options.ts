/**
 * Which days do `--from` and `--to` mean, and which archive `--base`?
 */
import { DAY_MS, dayStartMs } from '../../../../lambda/core/units.ts';
import { ARCHIVE_URL } from '../../../candles/download/archive.ts';
import type { WantedSpan } from '../../../candles/download/wanted-files.ts';
import { InputError } from '../../../input-error.ts';
import { takePeriod, type NamedPeriod } from '../../../recordings/named-period.ts';

/** @throws InputError where one is no period, or nothing of them is over. */
export function spanOf(from: string, to: string | undefined, nowMs: number): WantedSpan {
  const first = periodIn('--from', from);
  const todayMs = dayStartMs(nowMs);
  const last = to === undefined ? undefined : periodIn('--to', to);
  if (last !== undefined && last.toMs <= first.fromMs) {
    throw new InputError(`--from ${from} is after --to ${to}: write the earlier one first`);
  }
  const lastDay = new Date(todayMs - DAY_MS).toISOString().slice(0, 10);
  const future = first.fromMs >= todayMs ? `--from ${from}` : `--to ${to}`;
  if (first.fromMs >= todayMs || (last !== undefined && last.fromMs > nowMs)) {
    throw new InputError(`${future} is not over yet: the last day that is over is ${lastDay} (UTC)`);
  }
  return { fromMs: first.fromMs, toMs: Math.min(last?.toMs ?? todayMs, todayMs) };
}

function periodIn(option: string, written: string): NamedPeriod {
  const { rest, period } = takePeriod(written.trim());
  if (period !== undefined && rest.trim() === '') return period;
  throw new InputError(`${option} ${written} is no month or day: write it as 2024-01 or 2024-01-15`);
}

/** Without a slash at its end. @throws InputError where it is no address. */
export function archiveUrl(written = ARCHIVE_URL): string {
  const url = URL.parse(written);
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return url.href.replace(/\/+$/, '');
  throw new InputError(`--base ${written} is no address such as ${ARCHIVE_URL}`);
}
