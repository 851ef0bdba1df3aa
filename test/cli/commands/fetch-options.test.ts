/** Is the span of `candles fetch` what its options say, and is it told what would be right? */
import { describe, expect, it } from 'vitest';
import { archiveUrl, spanOf } from '../../../infra/cli/commands/candles/fetch-options.ts';
import { InputError } from '../../../infra/input-error.ts';

describe('--from and --to', () => {
  const NOW_MS = Date.parse('2024-07-20T12:34Z');
  const at = (text: string) => Date.parse(`${text}T00:00Z`);
  const refusal = (from: string, to?: string): string => {
    try {
      spanOf(from, to, NOW_MS);
    } catch (error) {
      if (error instanceof InputError) return error.message;
    }
    throw new Error('this was not refused');
  };

  it('months and days are whole, the last one too, and end with yesterday', () => {
    expect(spanOf('2024-01', '2024-03', NOW_MS)).toEqual({
      fromMs: at('2024-01-01'),
      toMs: at('2024-04-01'),
    });
    expect(spanOf('2024-01-15', '2024-03-02', NOW_MS)).toEqual({
      fromMs: at('2024-01-15'),
      toMs: at('2024-03-03'),
    });
    const untilYesterday = { fromMs: at('2024-07-01'), toMs: at('2024-07-20') };
    expect(spanOf('2024-07', undefined, NOW_MS)).toEqual(untilYesterday);
    expect(spanOf('2024-07', '2024-07', NOW_MS)).toEqual(untilYesterday);
  });

  it('what is no span is told, with what would be right', () => {
    expect(refusal('2024-13')).toBe('--from 2024-13 is no month or day: write it as 2024-01 or 2024-01-15');
    expect(refusal('yesterday')).toContain('is no month or day');
    expect(refusal('2024-01', 'May')).toContain('--to May is no month or day');
    expect(refusal('2024-05', '2024-04')).toBe(
      '--from 2024-05 is after --to 2024-04: write the earlier one first',
    );
    const last = 'is not over yet: the last day that is over is 2024-07-19 (UTC)';
    expect(refusal('2024-07-20')).toBe(`--from 2024-07-20 ${last}`);
    expect(refusal('2024-07', '2024-08')).toBe(`--to 2024-08 ${last}`);
  });

  it('an address of an archive is one, without a slash at its end', () => {
    expect(archiveUrl('http://127.0.0.1:80/mirror//')).toBe('http://127.0.0.1/mirror');
    expect(archiveUrl()).toBe('https://data.binance.vision');
    expect(() => archiveUrl('data.binance.vision')).toThrow(
      '--base data.binance.vision is no address such as https://data.binance.vision',
    );
    expect(() => archiveUrl('file:///etc')).toThrow('is no address');
  });
});
