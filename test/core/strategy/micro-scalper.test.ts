/**
 * Is there a signal exactly when momentum, volume and range say so, on closed candles without a gap?
 */
import { describe, expect, it } from 'vitest';
import type { Candles, Session, TradingSessions } from '../../../lambda/core/market.ts';
import { HOLD_REASONS } from '../../../lambda/core/reasons.ts';
import {
  historyCandles,
  isEntry,
  signalAt,
  signalValues,
  type SignalParameters,
} from '../../../lambda/core/strategy/micro-scalper.ts';
import { UNKNOWN_SESSIONS, sessionsOf } from '../../../lambda/core/trading-sessions.ts';
import { NOON, at, candles, parameters } from '../../harness/builders.ts';

/** Thresholds that doubles hold exactly: moves of 1/32, volumes of one and a half, ranges of 1/16. */
const EXACT: SignalParameters = {
  momentumCandles: 1,
  momentumPct: 3.125,
  volumeLookback: 2,
  volumeRatio: 1.5,
  volatilityCandles: 2,
  volatilityPct: 6.25,
  sessionEndSeconds: 120,
};

/** Three minutes before noon; the middle one is quiet, the last is given. */
const minutes = (last: string) =>
  candles(`
    11:57  64 64 64 64 10
    11:58  64 64 64 64 10
    11:59  ${last}
  `);

const signal = (
  shown: Candles,
  changes: Partial<SignalParameters> = {},
  minuteMs = NOON,
  sessions?: TradingSessions,
) => signalAt({ candles: shown, sessions }, shown.length - 1, minuteMs, { ...EXACT, ...changes });

describe('a signal', () => {
  it('a signal is long or short by the direction of the move', () => {
    expect(signal(minutes('64 68 64 66 15'))).toBe('long');
    expect(signal(minutes('64 68 64 62 15'))).toBe('short');
    expect(isEntry('long') && isEntry('short')).toBe(true);
  });

  it('a signal counts a move of exactly momentumPct and nothing less', () => {
    expect(signal(minutes('64 68 64 66 15'))).toBe('long');
    expect(signal(minutes('64 68 64 65.999 15'))).toBe('momentum');
    expect(signal(minutes('64 68 64 62 15'))).toBe('short');
    expect(signal(minutes('64 68 64 62.001 15'))).toBe('momentum');
  });

  it('a signal counts a volume of exactly volumeRatio and nothing less', () => {
    expect(signal(minutes('64 68 64 66 15'))).toBe('long');
    expect(signal(minutes('64 68 64 66 14.999'))).toBe('volume');
  });

  it('a signal counts a range of exactly volatilityPct and nothing less', () => {
    expect(signal(minutes('64 68 64 66 15'))).toBe('long');
    expect(signal(minutes('64 67.999 64 66 15'))).toBe('volatility');
  });

  it('a signal measures the move over momentumCandles closes', () => {
    const climbing = candles(`
      11:56  64 66 62 64 10
      11:57  65 66 62 65 10
      11:58  65 66 62 65 10
      11:59  66 66 62 66 15
    `);
    expect(signal(climbing, { momentumCandles: 3 })).toBe('long');
    expect(signal(climbing, { momentumCandles: 1 })).toBe('momentum');
  });

  it('a signal leaves the current candle out of its own average volume', () => {
    // 15 over the mean of 10 and 10 is 1.5; with itself in the average it would be 15 / 11.67 = 1.29
    expect(signal(minutes('64 68 64 66 15'), { volumeRatio: 1.5 })).toBe('long');
    // 5 over 10 is 0.5; with itself in the average it would be 0.6
    expect(signal(minutes('64 68 64 66 5'), { volumeRatio: 0.55 })).toBe('volume');
  });

  it('a signal counts the range of the current candle', () => {
    expect(signal(minutes('64 68 64 66 15'), { volatilityCandles: 2 })).toBe('long');
  });

  it('a signal takes a market at rest for a long when no move is asked for', () => {
    expect(signal(minutes('64 68 64 64 15'), { momentumPct: 0 })).toBe('long');
    expect(signal(minutes('64 68 64 63.9 15'), { momentumPct: 0 })).toBe('short');
  });

  it('a signal sees the last closed candle and nothing beyond it', () => {
    const beyond = candles(`
      11:57  64 64 64 64 10
      11:58  64 64 64 64 10
      11:59  64 64 64 64 10
      12:00  64 90 40 90 99
    `);
    expect(signalAt({ candles: beyond }, 2, NOON, EXACT)).toBe('momentum');
  });

  it('a signal works with the defaults', () => {
    const rows = Array.from({ length: 20 }, (_, k) => `11:${String(39 + k)}  100 100 100 100 10`);
    const shown = candles([...rows, '11:59  100 100.2 100 100.06 13'].join('\n'));
    expect(signalAt({ candles: shown }, 20, NOON, parameters())).toBe('long');
  });
});

describe('no signal', () => {
  it('no signal without a closed candle is `no-candles`', () => {
    expect(signalAt({ candles: candles() }, -1, NOON, EXACT)).toBe('no-candles');
    expect(signalAt({ candles: minutes('64 68 64 66 15') }, -1, NOON, EXACT)).toBe('no-candles');
  });

  it('no signal when the last candle did not close at the start of this minute is `late-candle`', () => {
    const shown = minutes('64 68 64 66 15');
    expect(signal(shown, {}, at('12:00'))).toBe('long');
    expect(signal(shown, {}, at('12:01'))).toBe('late-candle');
    expect(signal(shown, {}, at('11:59'))).toBe('late-candle');
    expect(signal(shown, {}, at('12:00:10'))).toBe('late-candle');
  });

  it('no signal with a single candle is for its lateness or its missing history', () => {
    const one = candles('11:59  64 68 64 66 15');
    expect(signal(one)).toBe('incomplete-history');
    expect(signal(one, {}, at('12:05'))).toBe('late-candle');
  });

  it('no signal with too few candles is `incomplete-history`', () => {
    const two = candles(`
      11:58  64 64 64 64 10
      11:59  64 68 64 66 15
    `);
    expect(signal(two)).toBe('incomplete-history');
    expect(signal(two, { volumeLookback: 1 })).toBe('long');
  });

  it('no signal with a gap anywhere in the needed history is `incomplete-history`', () => {
    const rows = ['11:55', '11:56', '11:57', '11:58'].map((time) => `${time}  64 64 64 64 10`);
    const complete = [...rows, '11:59  64 68 64 66 15'];
    const lookback = { volumeLookback: 3 };
    expect(signal(candles(complete.join('\n')), lookback)).toBe('long');
    for (const missing of [1, 2, 3]) {
      const gapped = ['11:54  64 64 64 64 10', ...complete.filter((_, k) => k !== missing)];
      expect(signal(candles(gapped.join('\n')), lookback), `without ${complete[missing]}`).toBe(
        'incomplete-history',
      );
    }
  });

  it('no signal is not caused by a gap before the needed history', () => {
    const shown = candles(`
      11:50  64 64 64 64 10
      11:57  64 64 64 64 10
      11:58  64 64 64 64 10
      11:59  64 68 64 66 15
    `);
    expect(signal(shown)).toBe('long');
  });

  it('no signal after candles without any volume is `no-volume`', () => {
    const dead = candles(`
      11:57  64 64 64 64 0
      11:58  64 64 64 64 0
      11:59  64 68 64 66 15
    `);
    expect(signal(dead)).toBe('no-volume');
    expect(signal(dead, { volumeRatio: 0 })).toBe('no-volume');
  });

  const ALWAYS = { startMs: 0, endMs: Infinity };
  const within = (startMs: number, endMs: number, known: Session = ALWAYS) =>
    signal(minutes('64 68 64 66 15'), {}, NOON, sessionsOf([{ startMs, endMs }], known));

  it('no signal in a closed minute, and before the end of a session, is `closed-session`', () => {
    expect(within(at('11:00'), at('12:03'))).toBe('long');
    expect(within(at('11:00'), at('12:02'))).toBe('closed-session');
    expect(within(at('11:00'), at('12:00'))).toBe('closed-session');
    expect(within(at('12:01'), at('13:00'))).toBe('closed-session');
    // Whatever the candles say.
    expect(signal(candles(), {}, NOON, sessionsOf([], ALWAYS))).toBe('closed-session');
  });

  it('no signal while nobody knows the sessions is `unknown-session`', () => {
    expect(within(at('11:00'), at('13:00'), { startMs: 0, endMs: NOON })).toBe('unknown-session');
    expect(signal(minutes('64 68 64 66 15'), {}, NOON, UNKNOWN_SESSIONS)).toBe('unknown-session');
  });

  it('no signal is no entry, whatever the reason', () => {
    expect(HOLD_REASONS.filter((reason) => isEntry(reason))).toEqual([]);
  });
});

describe('the needed history', () => {
  it('the needed history is the longest of momentumCandles, volumeLookback and volatilityCandles − 1', () => {
    expect(historyCandles(parameters())).toBe(20);
    expect(historyCandles({ ...EXACT, momentumCandles: 30, volumeLookback: 2, volatilityCandles: 2 })).toBe(
      30,
    );
    expect(historyCandles({ ...EXACT, momentumCandles: 3, volumeLookback: 7, volatilityCandles: 8 })).toBe(7);
    expect(historyCandles({ ...EXACT, momentumCandles: 3, volumeLookback: 7, volatilityCandles: 9 })).toBe(8);
  });

  it.each([
    ['momentumCandles', { momentumCandles: 4, volumeLookback: 2, volatilityCandles: 2 }],
    ['volumeLookback', { momentumCandles: 1, volumeLookback: 4, volatilityCandles: 2 }],
    ['volatilityCandles − 1', { momentumCandles: 1, volumeLookback: 2, volatilityCandles: 5 }],
  ])('a history of four by %s needs five candles', (_words, changes) => {
    const rows = ['11:55', '11:56', '11:57', '11:58'].map((time) => `${time}  64 64 64 64 10`);
    const five = candles([...rows, '11:59  64 68 64 66 15'].join('\n'));
    const four = candles([...rows.slice(1), '11:59  64 68 64 66 15'].join('\n'));
    expect(signal(five, changes)).toBe('long');
    expect(signal(four, changes)).toBe('incomplete-history');
  });
});

describe('the values of a signal', () => {
  it('the values of a signal are those it was taken on', () => {
    expect(signalValues(minutes('64 68 64 66 15'), 2, EXACT)).toEqual({
      momentum: 0.03125,
      volumeRatio: 1.5,
      range: 0.0625,
    });
  });

  it('the values of a signal do not exist without an average volume', () => {
    const dead = candles(`
      11:57  64 64 64 64 0
      11:58  64 64 64 64 0
      11:59  64 68 64 66 15
    `);
    expect(() => signalValues(dead, 2, EXACT)).toThrow(RangeError);
  });
});
