/**
 * Does a run trade the minutes that it is asked for, with what comes before them as history?
 */
import { describe, expect, it } from 'vitest';
import { utcTime } from '../../infra/cli/commands/utc-time.ts';
import { testedOn } from '../../infra/cli/commands/research/backtest-command.ts';
import { hashOf } from '../../infra/local/run-outcome.ts';
import { chooseMarket, type ChosenMarket } from '../../infra/market/market-source.ts';
import { cutToSpan, type AskedSpan } from '../../infra/candles/market-span.ts';
import { MINUTE_MS } from '../../lambda/core/units.ts';
import { TIGHT, run } from '../local/paper-run-harness.ts';

const whole = await chooseMarket({ seed: 3, days: 2, symbols: ['BTCUSDT', 'ETHUSDT'] });
const inSpan = (market: ChosenMarket, asked: AskedSpan) => ({ ...market, ...cutToSpan(market, asked) });
const [FROM, TO] = [Date.UTC(2025, 0, 6, 9, 30), Date.UTC(2025, 0, 7, 15)];

describe('a span', () => {
  it('the minutes before it stay as history, and those after it are gone', () => {
    const cut = inSpan(whole, { fromMs: FROM, toMs: TO });
    expect(cut).toMatchObject({ fromMs: FROM, toMs: TO, hasHistory: true });
    for (const { candles } of cut.symbols) {
      expect(candles.openTimeMs[0]).toBe(whole.fromMs);
      expect(candles.openTimeMs[candles.length - 1]).toBe(TO - MINUTE_MS);
    }
  });

  it('a span around the whole market changes nothing', () => {
    expect(inSpan(whole, {})).toEqual(whole);
    expect(inSpan(whole, { fromMs: whole.fromMs, toMs: whole.toMs })).toEqual(whole);
    expect(inSpan(whole, { fromMs: 0, toMs: whole.toMs + 1 })).toEqual(whole);
  });

  it('a market that ends earlier has no history', () => {
    expect(inSpan(whole, { toMs: TO }).hasHistory).toBeUndefined();
  });

  it.each([
    ['after the market', { fromMs: whole.toMs }],
    ['before the market', { toMs: whole.fromMs }],
    ['that ends before it begins', { fromMs: TO, toMs: FROM }],
  ])('a span %s is refused with the times there are', (_, asked) => {
    expect(() => inSpan(whole, asked)).toThrow(
      '--from and --to leave nothing to trade: the market is recorded from 2025-01-06 00:00 UTC to 2025-01-08 00:00 UTC',
    );
  });

  it('the bot and the backtest trade the same minutes of it, from a new balance', async () => {
    const market = inSpan(whole, { fromMs: FROM, toMs: TO });
    const { result, reports } = await run(market);
    const [tested] = testedOn(market, TIGHT);
    expect(tested.trades.length).toBeGreaterThan(5);
    expect(tested.trades[0]!.entryTimeMs).toBeGreaterThanOrEqual(FROM);
    expect(reports[0]!.tickMs).toBe(FROM);
    expect(reports.at(-1)!.tickMs).toBe(TO);
    expect(hashOf(market, tested)).toBe(hashOf(market, result));
    // With the history of the whole market, and not with its trades.
    const [all] = testedOn(whole, TIGHT);
    expect(hashOf(whole, all)).not.toBe(hashOf(market, tested));
  });

  it('an interrupted run, and one in real time, have no fingerprint', async () => {
    const { result } = await run(whole, { ticksMax: 10 });
    expect(hashOf(whole, result)).toBeUndefined();
    const [tested] = testedOn(whole, TIGHT);
    expect(hashOf({ ...whole, toMs: whole.fromMs }, tested)).toBeUndefined();
  });
});

describe('a time in an option', () => {
  it('a day is its 00:00, and a minute is one of UTC', () => {
    expect(utcTime('2024-03-01')).toBe(Date.UTC(2024, 2, 1));
    for (const written of [
      '2024-03-01T12:30',
      '2024-03-01 12:30',
      '2024-03-01T12:30Z',
      '2024-03-01T12:30:00Z',
    ])
      expect(utcTime(written)).toBe(Date.UTC(2024, 2, 1, 12, 30));
  });

  it.each(['', '2024', '2024-13-01', '2024-02-30', '2024-03-01T24:00', '2024-03-01T12:30:07', 'yesterday'])(
    '"%s" is refused with an example',
    (written) => {
      expect(() => utcTime(written)).toThrow('such as 2024-03-01 or 2024-03-01T12:30');
    },
  );
});
