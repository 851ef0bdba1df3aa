/**
 * Which files hold the candles of a span?
 */
import { describe, expect, it } from 'vitest';
import { wantedFiles, wantedOfName } from '../../../infra/candles/download/wanted-files.ts';

const at = (text: string) => Date.parse(`${text}Z`);
const NOW_MS = at('2024-07-20T12:34');

function periods(from: string, to: string, nowMs = NOW_MS): readonly string[] {
  return wantedFiles({ fromMs: at(`${from}T00:00`), toMs: at(`${to}T00:00`) }, nowMs).map(
    ({ period }) => period,
  );
}

describe('the files of a span', () => {
  it('months that are over are months, and the days of the last one are days', () => {
    expect(periods('2024-05-01', '2024-07-04')).toEqual([
      '2024-05',
      '2024-06',
      '2024-07-01',
      '2024-07-02',
      '2024-07-03',
    ]);
  });

  it('a month of which a part is wanted is days', () => {
    expect(periods('2024-02-28', '2024-04-01')).toEqual(['2024-02-28', '2024-02-29', '2024-03']);
    expect(periods('2024-04-01', '2024-04-03')).toEqual(['2024-04-01', '2024-04-02']);
  });

  it('a month that is not over yet is days, and today is none', () => {
    expect(periods('2024-07-18', '2024-09-01')).toEqual(['2024-07-18', '2024-07-19']);
    expect(periods('2024-07-20', '2024-09-01')).toEqual([]);
  });

  it('a month is one file from the first moment after it', () => {
    expect(periods('2024-07-01', '2024-09-01', at('2024-08-01T00:00'))).toEqual(['2024-07']);
    expect(periods('2024-07-01', '2024-09-01', at('2024-08-01T00:00') - 1)).toHaveLength(30);
  });

  it('each file ends where the next one begins', () => {
    const files = wantedFiles({ fromMs: at('2023-11-30T00:00'), toMs: at('2024-07-04T00:00') }, NOW_MS);
    for (const [k, { toMs }] of files.entries()) expect(files[k + 1]?.fromMs ?? toMs).toBe(toMs);
    expect(files[0]?.fromMs).toBe(at('2023-11-30T00:00'));
    expect(files.at(-1)?.toMs).toBe(at('2024-07-04T00:00'));
  });

  it('a name tells its file, and a name of other days tells none', () => {
    expect(wantedOfName('BTCUSDT-1m-2024-02.zip')?.kind).toBe('month');
    expect(wantedOfName('BTCUSDT-1m-2024-02-29.csv.gz')?.period).toBe('2024-02-29');
    expect(wantedOfName('BTCUSDT-1m-2024.csv')).toBeUndefined();
    expect(wantedOfName('BTCUSDT-1m.csv')).toBeUndefined();
  });
});
