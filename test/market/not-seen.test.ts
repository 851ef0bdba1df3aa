/**
 * Does a run count what it did not see of its market, and say why there could be no signal?
 */
import { describe, expect, it } from 'vitest';
import type { ChosenMarket } from '../../infra/market/market-source.ts';
import { notSeenOf, type SeenRun } from '../../infra/market/not-seen.ts';
import { parseParameters } from '../../lambda/config.ts';
import { sessionsOf } from '../../lambda/core/trading-sessions.ts';
import { MINUTE_MS } from '../../lambda/core/units.ts';
import { NOON, at, position, trade } from '../harness/builders.ts';
import { candlesOf } from '../harness/candle-rows.ts';
import { recordedRates } from '../harness/recorded-rates.ts';

const HISTORY = 21;
const NOTHING = {
  minutesMissing: 0,
  minutesWithoutHistory: 0,
  candlesWithoutVolume: 0,
  fundingTimesMissed: 0,
  tradesWithMissingMinutes: 0,
  noSignal: undefined,
};

/** Candles at these minutes after noon. */
function symbolAt(minutes: readonly number[], volumeOf: (minute: number) => number = () => 5) {
  return candlesOf(
    'BTCUSDT',
    minutes.map((k) => [NOON + k * MINUTE_MS, 100, 101, 99, 100, volumeOf(k)]),
  );
}

const upTo = (length: number) => Array.from({ length }, (_, k) => k);
const without = (length: number, ...missing: readonly number[]) =>
  upTo(length).filter((k) => !missing.includes(k));

function marketOf(
  symbols: ChosenMarket['symbols'],
  minutes: number,
  changes: Partial<ChosenMarket> = {},
): ChosenMarket {
  const toMs = NOON + minutes * MINUTE_MS;
  return { kind: 'recorded', label: '', seed: undefined, symbols, fromMs: NOON, toMs, ...changes };
}

function seen(market: ChosenMarket, run: Partial<SeenRun> = {}) {
  return notSeenOf(market, {
    parameters: parseParameters({}),
    trades: [],
    open: [],
    toMs: market.toMs,
    ...run,
  });
}

describe('minutes and candles', () => {
  it('minutes that are missing leave the history incomplete until it is whole again', () => {
    const market = marketOf([symbolAt(without(100, 40, 41))], 100);
    const minutesWithoutHistory = HISTORY + HISTORY;
    expect(seen(market)).toEqual({
      minutes: 100,
      symbols: [{ symbol: 'BTCUSDT', ...NOTHING, minutesMissing: 2, minutesWithoutHistory }],
      filesLeftOut: [],
    });
  });

  it('minutes of a symbol that begins later or ends earlier are missing', () => {
    const late = symbolAt(upTo(90).slice(30));
    expect(seen(marketOf([symbolAt(upTo(100)), late], 100))?.symbols).toMatchObject([
      { minutesMissing: 0 },
      { minutesMissing: 40 },
    ]);
  });

  it('nothing is missed where the history was recorded before', () => {
    const market = marketOf([symbolAt(upTo(100))], 70, {
      fromMs: NOON + HISTORY * MINUTE_MS,
      toMs: NOON + 100 * MINUTE_MS,
    });
    expect(seen(market)?.symbols).toEqual([{ symbol: 'BTCUSDT', ...NOTHING }]);
  });

  it('what comes after an interruption was not missed', () => {
    const market = marketOf([symbolAt(without(100, 80))], 100);
    const unseen = seen(market, { toMs: NOON + 50 * MINUTE_MS });
    expect(unseen).toMatchObject({
      minutes: 50,
      symbols: [{ minutesMissing: 0, minutesWithoutHistory: HISTORY }],
    });
  });

  it('minutes in which the market was closed are not missing, and are counted', () => {
    const minute = (k: number) => NOON + k * MINUTE_MS;
    const sessions = sessionsOf(
      [
        { startMs: minute(0), endMs: minute(40) },
        { startMs: minute(60), endMs: minute(200) },
      ],
      { startMs: minute(0), endMs: minute(200) },
    );
    const open = upTo(100).filter((k) => k < 40 || (k >= 60 && k !== 80));
    const market = marketOf([{ ...symbolAt(open), sessions }, symbolAt(upTo(100))], 100);
    expect(seen(market)?.symbols).toMatchObject([
      { minutesMissing: 1, minutesClosed: 20 },
      { ...NOTHING, minutesWithoutHistory: HISTORY },
    ]);
    expect(seen(market)?.symbols[1]).not.toHaveProperty('minutesClosed');
  });

  it('candles without volume are counted', () => {
    const market = marketOf([symbolAt(upTo(50), (k) => (k % 5 === 0 ? 0 : 1))], 50);
    expect(seen(market)?.symbols).toMatchObject([{ candlesWithoutVolume: 10, noSignal: undefined }]);
  });

  it('a market in real time is not counted', () => {
    expect(seen(marketOf([symbolAt([])], 0))).toBeUndefined();
  });
});

describe('trades and funding', () => {
  const market = (...missing: readonly string[]) => {
    const gone = missing.map((time) => (at(time) - NOON) / MINUTE_MS);
    return marketOf(
      [symbolAt(without(300, ...gone))].map((symbol) => ({ ...symbol, symbol: 'BTC' })),
      300,
    );
  };
  const [entryTimeMs, exitTimeMs] = [at('15:50'), at('16:05')];
  const run = { trades: [trade(1, { entryTimeMs, exitTimeMs })] };

  it('a trade over missing minutes is counted, and the funding that was due in one of them', () => {
    const [counted] = seen(market('15:59', '16:00', '16:01'), run)!.symbols;
    expect(counted).toMatchObject({ tradesWithMissingMinutes: 1, fundingTimesMissed: 1 });
    const [late] = seen(market('16:01'), run)!.symbols;
    expect(late).toMatchObject({ tradesWithMissingMinutes: 1, fundingTimesMissed: 0 });
  });

  it('minutes beside a trade are not in it', () => {
    const [counted] = seen(market('15:49', '16:06'), run)!.symbols;
    expect(counted).toMatchObject({ tradesWithMissingMinutes: 0, fundingTimesMissed: 0 });
  });

  it('recorded rates have their own times', () => {
    const funding = [{ symbol: 'BTC', files: ['f'], recorded: recordedRates('12:00 0\n15:55 0\n16:02 0') }];
    const [counted] = seen({ ...market('15:55', '16:00', '16:02'), funding }, run)!.symbols;
    expect(counted).toMatchObject({ fundingTimesMissed: 2 });
  });

  it('a position that is still open counts up to the end', () => {
    const open = { open: [position({ filledAtMs: entryTimeMs })] };
    const [counted] = seen(market('16:00'), open)!.symbols;
    expect(counted).toMatchObject({ tradesWithMissingMinutes: 1, fundingTimesMissed: 1 });
    const [whole] = seen(market('15:00'), open)!.symbols;
    expect(whole).toMatchObject({ tradesWithMissingMinutes: 0 });
  });
});

describe('why no signal was possible', () => {
  const reason = (symbol: ReturnType<typeof symbolAt>, minutes: number) =>
    seen(marketOf([symbol], minutes))?.symbols[0]?.noSignal;

  it('candles that come every few minutes look like longer ones', () => {
    const every = (step: number) => symbolAt(upTo(60).map((k) => k * step));
    expect(reason(every(5), 300)).toBe('4 of 5 minutes are missing: these look like 5-minute candles');
    expect(reason(every(60), 3600)).toBe('59 of 60 minutes are missing: these look like 60-minute candles');
  });

  it('candles with gaps that are too close have never a whole history', () => {
    const torn = upTo(100).filter((k) => k % 15 !== 0);
    expect(reason(symbolAt(torn), 100)).toBe('the history of 21 minutes is never whole');
    expect(reason(symbolAt(upTo(21)), 21)).toBe('the history of 21 minutes is never whole');
    expect(reason(symbolAt(upTo(22)), 22)).toBeUndefined();
  });

  it('candles without any volume may be those of a mark price', () => {
    expect(
      reason(
        symbolAt(upTo(60), () => 0),
        60,
      ),
    ).toBe('no candle has volume: are these mark-price candles?');
  });

  it('a symbol without candles has none', () => {
    expect(reason(symbolAt([]), 60)).toBe('there is no candle');
  });
});
