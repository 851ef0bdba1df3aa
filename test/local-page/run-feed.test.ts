/**
 * Does every page get all of a run, whenever it comes, and nothing of what has not happened yet?
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { placeOf, placeQuery } from '../../infra/local-page/feed-part.ts';
import { RunFeed } from '../../infra/local-page/run-feed.ts';
import { backtest } from '../../lambda/backtest/backtest.ts';
import { attributionOf } from '../../lambda/backtest/result/attribution.ts';
import { MINUTE_MS, plus, toDollars, usd } from '../../lambda/core/units.ts';
import { synthesiseMarket } from '../../infra/market/synthetic-market.ts';
import { closedTradeWith } from '../report/sample-trades.ts';
import { DAY, LIVELY, NOWHERE, Reader, about, dayRun, type DayRun } from './run-pages.ts';

/** What a page shows. */
function seenBy({ state }: Reader) {
  const { open, restrictions, denied, moments, candles, nowMs, data } = state;
  // Prices are packed as far as somebody sees their digits, and each part by itself.
  const trades = state.trades.map(({ entryPrice, exitPrice, quantity, ...exact }) => ({
    ...exact,
    rounded: [entryPrice, exitPrice, quantity].map((value) => value.toPrecision(6)),
  }));
  const closes = [...candles].map(([name, of]) => [name, of.length, of.close[of.length - 1]] as const);
  const counts = Object.fromEntries(denied ?? []);
  return { trades, open, restrictions, counts, moments, closes, nowMs, details: data.details };
}

function sumOf(counts: ReadonlyMap<string, number> | undefined): number {
  return [...(counts ?? [])].reduce((sum, [, times]) => sum + times, 0);
}

describe('a page of a run', () => {
  let day: DayRun;
  const denied: string[] = [];
  const early = new Reader();
  const nowAndThen = new Reader();
  beforeAll(async () => {
    let ticks = 0;
    day = await dayRun((report, feed) => {
      ticks += 1;
      early.read(feed);
      // Candles of minutes to come are not told.
      for (const verdict of report.verdicts) if (verdict.kind === 'denied') denied.push(verdict.code);
      expect(sumOf(early.state.denied)).toBe(denied.length);
      const minutes = (report.tickMs - DAY.fromMs) / MINUTE_MS;
      expect(early.state.place?.candles).toEqual([minutes, minutes]);
      if (ticks % 97 === 0) nowAndThen.read(feed);
    });
    nowAndThen.read(day.feed);
  });

  it('that comes late sees what one sees that was there all the time', () => {
    const late = new Reader();
    late.read(day.feed);
    expect(seenBy(late)).toEqual(seenBy(early));
    expect(seenBy(nowAndThen)).toEqual(seenBy(early));
    expect(late.state.trades.length).toBeGreaterThan(20);
    expect(late.state.moments.length).toBeGreaterThan(2);
  });

  it('tells of each minute what its trades had slipped, as the bot has counted it', () => {
    const { state } = early;
    for (const { tickMs, state: then } of day.reports) {
      state.goTo(tickMs);
      const { sumUsd } = then.ledger.run?.slippage ?? { sumUsd: usd(0) };
      const { slippageDollars, slippageUnknown } = state.slippage;
      expect(slippageUnknown).toBe(0);
      expect(slippageDollars).toBeCloseTo(toDollars(sumUsd), 7);
    }
    state.goTo(Infinity);
    expect(state.slippage.slippageDollars).toBeGreaterThan(0.1);
    // The strip of each trade has its part.
    const parts = state.data.details.map(({ slippageDollars }) => slippageDollars ?? NaN);
    expect(parts).toHaveLength(state.trades.length);
    expect(parts.reduce((sum, dollars) => sum + dollars, 0)).toBeCloseTo(state.slippage.slippageDollars!, 7);
  });

  it('tells of a backtest what its result says of it, and of fees that are not its own that nobody knows', () => {
    const { trades } = backtest({ symbols: day.market, parameters: LIVELY }).stopFirst;
    const told = (of: typeof trades, hasChangedCosts = false) => {
      const feed = new RunFeed(about(), day.market);
      feed.whole(of, [], DAY.toMs, hasChangedCosts);
      const reader = new Reader();
      reader.read(feed);
      return reader.state.slippage;
    };
    const { slippageUsd } = attributionOf(trades, LIVELY)!;
    expect(told(trades).slippageDollars).toBeCloseTo(toDollars(slippageUsd), 7);
    expect(told(trades).slippageUnknown).toBe(0);
    const odd = trades.map((trade, k) => (k === 0 ? { ...trade, feesUsd: usd(7) } : trade));
    expect(told(odd).slippageUnknown).toBe(1);
    expect(told(trades, true)).toEqual({ slippageUnknown: trades.length });
  });

  it('shows of each minute what the run had come to in it', () => {
    const { state } = early;
    for (const { tickMs, state: then } of day.reports) {
      state.goTo(tickMs);
      const balance = state.trades.reduce(
        (sum, { netUsd }) => plus(sum, netUsd),
        usd(state.about.beganDollars),
      );
      const { positions, balanceUsd } = then.ledger;
      const seen = {
        balance,
        open: state.open.map(({ tradeId, stopPrice, takeProfitPrice }) => [
          tradeId,
          stopPrice,
          takeProfitPrice,
        ]),
      };
      expect({ tickMs, ...seen }).toEqual({
        tickMs,
        balance: balanceUsd,
        open: positions.map(({ tradeId, stopPrice, takeProfitPrice }) => [
          tradeId,
          stopPrice,
          takeProfitPrice,
        ]),
      });
    }
    state.goTo(DAY.toMs);
  });

  it('names the same reasons why nothing was entered, minute by minute', () => {
    const { state } = early;
    const halts = new Set<string>();
    for (const { tickMs, state: then } of day.reports) {
      state.goTo(tickMs);
      const kinds = (state.restrictions ?? []).map(({ what }) => what);
      for (const kind of kinds) halts.add(kind.split(' ')[0] ?? '');
      const isStopped = then.ledger.stoppedAtMs !== undefined;
      expect({ tickMs, isStopped: kinds.some((what) => what.startsWith('DAY STOP')) }).toEqual({
        tickMs,
        isStopped,
      });
    }
    expect([...halts]).toEqual(expect.arrayContaining(['DAY', 'STREAK']));
    state.goTo(DAY.toMs);
  });

  it('counts what was denied, each entry by its gate', () => {
    const counts = Object.entries(Object.groupBy(denied, (code) => code));
    expect(counts.length).toBeGreaterThan(2);
    expect(early.state.denied).toEqual(new Map(counts.map(([code, of]) => [code, of?.length ?? 0])));
  });

  it('that stays at a time stays there while the run goes on', () => {
    const feed = new RunFeed(about());
    const reader = new Reader();
    feed.tick(day.reports[100]!);
    reader.read(feed);
    const stays = day.reports[50]!.tickMs;
    reader.state.goTo(stays);
    feed.tick(day.reports[101]!);
    reader.read(feed);
    expect(reader.state.timeMs).toBe(stays);
    expect(reader.state.isAtEnd).toBe(false);
    reader.state.goTo(Infinity);
    feed.tick(day.reports[102]!);
    reader.read(feed);
    expect(reader.state.timeMs).toBe(day.reports[102]!.tickMs);
  });
});

describe('a part', () => {
  it('is bounded, however much there is', () => {
    const days = 100;
    const market = synthesiseMarket({ symbols: ['BTCUSDT'], seed: 1, days, startMs: DAY.fromMs });
    const trades = Array.from({ length: 12_000 }, (_, k) => closedTradeWith(k));
    const toMs = DAY.fromMs + days * 86_400_000;
    const feed = new RunFeed(about({ symbols: ['BTCUSDT'], toMs }), market);
    feed.whole(trades, [], toMs);
    const first = feed.since(NOWHERE);
    expect(first?.place).toMatchObject({ candles: [60_000], trades: 5_000 });
    const reader = new Reader();
    expect(reader.read(feed)).toBe(3);
    expect(reader.state.trades).toEqual(trades);
    const candles = reader.state.candles.get('BTCUSDT');
    const { close, length } = market[0]!.candles;
    expect(candles?.length).toBe(length);
    expect([...candles!.close.subarray(0, length)]).toEqual([...close.subarray(0, length)]);
  });

  it('is not made for a place that the run does not have', () => {
    const feed = new RunFeed(about());
    for (const place of [
      { ...NOWHERE, trades: 1 },
      { ...NOWHERE, moments: 1 },
      { ...NOWHERE, candles: [0, 0, 0] },
    ])
      expect(feed.since(place)).toBeUndefined();
  });

  it.each(['t=-1', 't=1e9', 't=x', 'c=1.x', 'c=99999999999', 's=0x1', 'm=1.5'])(
    'has no place %s',
    (query) => {
      expect(placeOf(new URLSearchParams(query))).toBeUndefined();
    },
  );

  it('has a place that is read back', () => {
    const place = { candles: [12, 0, 7], trades: 3, standings: 2, denials: 9, moments: 1 };
    expect(placeOf(new URLSearchParams(placeQuery(place)))).toEqual(place);
    expect(placeOf(new URLSearchParams(''))).toEqual(NOWHERE);
  });
});
