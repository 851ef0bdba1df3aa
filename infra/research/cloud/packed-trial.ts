/**
 * The result of a set in few characters: its sums as they are, and its days packed.
 *
 * The net of a day is a whole number of 1e-8 USD. Days are a row of bytes, in base64: seven bits of a number each, the lowest first,
 * the eighth saying that more follow. A negative number is odd, and a positive one even. 0 is followed by how many days without a
 * result stand there.
 *
 * Invariant: what is unpacked is what was packed, to the bit.
 */
import { z } from 'zod';
import type { TrialResult } from '../../../lambda/backtest/trial.ts';
import { toDollars, usd as usdOf, usdFromUnits } from '../../../lambda/core/units.ts';
import { trialResultSchema } from '../trial-result.ts';

export const packedTrialSchema = trialResultSchema
  .omit({ dailyUsd: true })
  .extend({ days: z.base64() })
  .transform(({ days, ...sums }): TrialResult => ({ ...sums, dailyUsd: unpackedDays(days) }));

export function packedTrial({ dailyUsd, ...sums }: TrialResult): z.input<typeof packedTrialSchema> {
  return { ...sums, days: packedDays(dailyUsd) };
}

/** More than a day takes, up to 2.8 million USD, and than the sums of a set with their key. */
export const PACKED_DAY_CHARACTERS = 10;
export const PACKED_SUMS_CHARACTERS = 320;

/** More than any market has: what says so is damaged. */
const DAYS_MAX = 100_000;

const MORE = 0x80;
const LOW = 0x7f;

/** @throws RangeError for a day that is no whole number of 1e-8 USD: it would not come back as it was. */
export function packedDays(dailyUsd: Float64Array): string {
  const bytes: number[] = [];
  const write = (whole: number) => {
    let rest = whole;
    for (; rest > LOW; rest = Math.floor(rest / MORE)) bytes.push((rest % MORE) | MORE);
    bytes.push(rest);
  };
  let zeros = 0;
  const writeZeros = () => {
    if (zeros === 0) return;
    write(0);
    write(zeros);
    zeros = 0;
  };
  for (const usd of dailyUsd) {
    if (usd === 0) {
      zeros += 1;
      continue;
    }
    writeZeros();
    const units = usdOf(usd);
    if (toDollars(units) !== usd || !Number.isSafeInteger(2 * units))
      throw new RangeError(`a day of ${usd} USD is no whole number of 1e-8 USD`);
    write(units < 0 ? -2 * units - 1 : 2 * units);
  }
  writeZeros();
  return Buffer.from(bytes).toString('base64');
}

export function unpackedDays(text: string): Float64Array {
  const bytes = Buffer.from(text, 'base64');
  const days: number[] = [];
  let at = 0;
  const read = (): number => {
    let [whole, place] = [0, 1];
    for (; at < bytes.length; place *= MORE) {
      const byte = bytes[at]!;
      at += 1;
      whole += (byte & LOW) * place;
      if (byte < MORE) break;
    }
    return whole;
  };
  while (at < bytes.length) {
    const whole = read();
    if (whole === 0) {
      const zeros = read();
      if (days.length + zeros > DAYS_MAX) throw new RangeError(`more than ${DAYS_MAX} days are packed`);
      for (let left = zeros; left > 0; left -= 1) days.push(0);
    } else {
      const units = whole % 2 === 0 ? whole / 2 : -(whole + 1) / 2;
      days.push(toDollars(usdFromUnits(units)));
    }
  }
  return Float64Array.from(days);
}
