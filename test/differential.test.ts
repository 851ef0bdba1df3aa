/**
 * Does the bot do what the strategy page says, in whatever market and with whatever parameters?
 *
 * The bot's tick, the backtest, and an independent bookkeeper, written from the page alone, trade the same made-up
 * candles; the first two agree to the last digit. A failure prints seed and path; `SCALPER_FUZZ_RUNS` asks for more
 * samples, `SCALPER_FUZZ_SEED` for the same ones again.
 *
 * Generated are numbers of which neither side's rounding decides: see the comments at money, steps and fees.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomStream, type RandomStream } from '../infra/market/synthetic-processes.ts';
import { backtest } from '../lambda/backtest/backtest.ts';
import { isParameterName } from '../lambda/config.ts';
import type { Market, SymbolCandles, TradingSessions } from '../lambda/core/market.ts';
import { openCandles, sessionsOf } from '../lambda/core/trading-sessions.ts';
import { MINUTE_MS } from '../lambda/core/units.ts';
import { runBarModel } from './oracle/bar-model.ts';
import { expectSameAsBot, expectSameHolds } from './harness/backtest-comparison.ts';
import { candlesOf, type CandleRow } from './harness/candle-rows.ts';
import { expectSame, oracleMarkets, orLiquidated } from './harness/oracle-comparison.ts';
import { replay, type Replayed } from './harness/paper-bot.ts';
import { mostly, whole } from './harness/number-arbitraries.ts';
import { choices, parametersOf } from './harness/parameter-arbitraries.ts';
import { oracleDefaults } from './oracle/parameters.ts';

const RUNS = Number(process.env['SCALPER_FUZZ_RUNS'] ?? 400);
const SEED = process.env['SCALPER_FUZZ_SEED'];
const MIDNIGHT_MS = Date.UTC(2025, 4, 6);

/** Shares are of minutes. */
const samples = fc.record({
  seed: fc.nat(),
  symbolCount: whole(1, 4),
  // Around midnight or a funding time, or anywhere.
  startMs: fc
    .oneof(fc.constantFrom(-150, -45, -10, 0, 440, 930), whole(0, 1439))
    .map((minutes) => MIDNIGHT_MS + minutes * MINUTE_MS),
  minutes: mostly(whole(60, 1500), whole(1, 4320)),
  price: fc.constantFrom(0.0003, 0.7, 25, 100, 2_500, 95_000),
  /** Distance of two prices over the price, so coarse that touches and equalities happen; 0: prices are free. */
  grid: fc.constantFrom(0, 0, 1e-5, 1e-4, 5e-4, 1e-3),
  volatilityBps: fc.constantFrom(0.5, 3, 8, 20, 60, 300),
  /** Greatest size of a sudden move. */
  jumpPct: fc.constantFrom(0.3, 1, 5, 30),
  jumpShare: fc.constantFrom(0, 0.001, 0.01, 0.1),
  /** Minutes that open elsewhere than the last one closed. */
  gapShare: fc.constantFrom(0, 0.01, 0.2, 1),
  flatShare: fc.constantFrom(0, 0, 0.01, 0.1),
  noVolumeShare: fc.constantFrom(0, 0, 0.01, 0.1),
  missingShare: fc.constantFrom(0, 0, 0.002, 0.02, 0.2),
});

type Sample = typeof samples extends fc.Arbitrary<infer Value> ? Value : never;

const powerOfTen = (near: number) => Number(`1e${Math.round(Math.log10(near))}`);

function candlesOfSample(sample: Sample): readonly SymbolCandles[] {
  const isOutage = runsOf(randomStream(sample.seed, 'outages'), sample.missingShare / 20, sample.minutes);
  return Array.from({ length: sample.symbolCount }, (_, index) =>
    symbolOfSample(sample, `S${index}`, isOutage),
  );
}

/**
 * Whether each minute belongs to a run: one begins in this share of minutes and lasts up to an hour, mostly much less.
 */
function runsOf(random: RandomStream, share: number, minutes: number): readonly boolean[] {
  let left = 0;
  return Array.from({ length: minutes }, () => {
    if (left > 0) left -= 1;
    else if (random.happens(share)) left = 1 + Math.floor(60 * random.uniform() ** 4);
    return left > 0;
  });
}

function symbolOfSample(sample: Sample, symbol: string, isOutage: readonly boolean[]): SymbolCandles {
  const random = randomStream(sample.seed, symbol);
  const runs = (share: number) => runsOf(random, share, sample.minutes);
  const [isFlat, isMissing, hasNoVolume] = [sample.flatShare, sample.missingShare, sample.noVolumeShare].map(
    runs,
  );
  const tick = sample.grid === 0 ? 0 : powerOfTen(sample.price * sample.grid);
  const onGrid = (price: number): number => {
    const kept = Math.min(Math.max(price, sample.price / 50, 20 * tick), sample.price * 50);
    return tick === 0 ? kept : Number((Math.round(kept / tick) * tick).toPrecision(12));
  };
  const moved = (from: number, deviation: number) => onGrid(from * (1 + deviation * random.normal()));
  const jumped = (from: number) => onGrid(from * (1 + (2 * random.uniform() - 1) * (sample.jumpPct / 100)));
  const rows: CandleRow[] = [];
  let price = onGrid(sample.price * (1 + random.uniform()));
  for (let minute = 0; minute < sample.minutes; minute += 1) {
    const deviation = (sample.volatilityBps / 10_000) * (random.happens(0.1) ? 3 : 0.7);
    const moves = isFlat![minute] === false;
    if (moves && random.happens(sample.gapShare))
      price = random.happens(0.2) ? jumped(price) : moved(price, deviation);
    const path = [price];
    for (let steps = moves ? 3 : 0; steps > 0; steps -= 1) path.push(moved(path.at(-1)!, deviation / 2));
    if (moves && random.happens(sample.jumpShare)) path.push(jumped(path.at(-1)!));
    price = path.at(-1)!;
    const volume = hasNoVolume![minute]!
      ? 0
      : (1 + Math.abs(random.normal())) * (random.happens(0.2) ? 3 : 1);
    if (isMissing![minute]! || isOutage[minute]!) continue;
    rows.push([
      sample.startMs + minute * MINUTE_MS,
      path[0]!,
      Math.max(...path),
      Math.min(...path),
      price,
      volume,
    ]);
  }
  return candlesOf(symbol, rows);
}

/** What a market says of itself, in dollars; steps and minimums follow from its price. */
const marketTerms = fc.record({
  quantityStepUsd: fc.constantFrom(undefined, undefined, 0.01, 1, 20, 400),
  minQuantityUsd: mostly(fc.constant(undefined), fc.constantFrom(5, 300, 2_000)),
  hasPriceStep: fc.boolean(),
});

type MarketTerms = typeof marketTerms extends fc.Arbitrary<infer Value> ? Value : never;

/** Open and closed minutes by turns, all of which may be known, or some. */
const sessionTerms = mostly(
  fc.constant(undefined),
  fc.record({
    turns: fc.array(whole(1, 240), { minLength: 2, maxLength: 24 }),
    beginsOpen: fc.boolean(),
    knownFrom: mostly(fc.constant(-Infinity), whole(0, 60)),
    knownUntil: mostly(fc.constant(Infinity), whole(60, 1500)),
  }),
);

type SessionTerms = typeof sessionTerms extends fc.Arbitrary<infer Value> ? Value : never;

/** @returns the sessions by minutes from the start, the last turn without an end. */
function sessionsOfTerms(startMs: number, terms: SessionTerms): TradingSessions | undefined {
  if (terms === undefined) return undefined;
  const timeOf = (minute: number) => startMs + minute * MINUTE_MS;
  const starts = terms.turns.map((_, k) => terms.turns.slice(0, k).reduce((sum, turn) => sum + turn, 0));
  const turns = starts.map((from, k) => ({ startMs: timeOf(from), endMs: timeOf(from + terms.turns[k]!) }));
  const open = turns.filter((_, k) => (k % 2 === 0) === terms.beginsOpen);
  return sessionsOf(open, { startMs: timeOf(terms.knownFrom), endMs: timeOf(terms.knownUntil) });
}

function marketOf(sample: Sample, symbol: string, terms: MarketTerms): Market {
  const { quantityStepUsd, minQuantityUsd, hasPriceStep } = terms;
  return {
    symbol,
    ...(hasPriceStep && { priceStep: powerOfTen(sample.price * (sample.grid === 0 ? 1e-5 : sample.grid)) }),
    ...(minQuantityUsd !== undefined && { minQuantity: minQuantityUsd / sample.price }),
    ...(quantityStepUsd !== undefined && { quantityStep: powerOfTen(quantityStepUsd / sample.price) }),
  };
}

/**
 * A price step wider than the distance of the two protective orders leaves them at one price. The page does not say
 * what happens then; the bot halts, and only then.
 */
function haltedByStep({ rows, state }: Replayed): boolean {
  const { halted } = state.ledger;
  if (halted === undefined) return false;
  expect(halted.cause).toMatch(/^invariant broken: the position in S\d cannot be protected$/);
  const opened = rows.flatMap(({ event }) => (event.kind === 'opened' ? [event.position] : []));
  expect(opened.some(({ stopPrice, takeProfitPrice }) => stopPrice === takeProfitPrice)).toBe(true);
  return true;
}

const cases = fc.record({
  sample: samples,
  terms: fc.array(marketTerms, { minLength: 4, maxLength: 4 }),
  sessions: fc.array(sessionTerms, { minLength: 4, maxLength: 4 }),
  chosen: choices,
  ambiguousCandle: fc.constantFrom('stop-first', 'take-profit-first'),
});

describe('The bot on made-up candles', () => {
  it('the bot on made-up candles does what backtest and oracle do, trade by trade', async () => {
    const property = fc.asyncProperty(cases, async ({ sample, terms, sessions, chosen, ambiguousCandle }) => {
      const stated = candlesOfSample(sample).map((market, index): SymbolCandles => {
        const known = sessionsOfTerms(sample.startMs, sessions[index]);
        return known === undefined ? market : { ...market, sessions: known };
      });
      const symbols = stated.map((market) => ({
        ...market,
        candles: openCandles(market.candles, market.sessions),
      }));
      fc.pre(symbols.some(({ candles }) => candles.length > 0));
      const markets = new Map(
        symbols.map(({ symbol }, index) => [symbol, marketOf(sample, symbol, terms[index]!)] as const),
      );
      const parameters = parametersOf(chosen, [...markets.values()]);
      const replayed = await replay(symbols, { parameters, markets, ambiguousCandle });
      if (haltedByStep(replayed)) return;
      const isTakeProfitFirst = ambiguousCandle !== 'stop-first';
      const tested = backtest({ symbols, parameters, markets });
      expectSameAsBot(isTakeProfitFirst ? tested.takeProfitFirst : tested.stopFirst, replayed);
      expectSameHolds(tested, replayed);
      const oracle = runBarModel(oracleMarkets(stated, markets), parameters, isTakeProfitFirst);
      const { collateralUsd } = parameters;
      expectSame(orLiquidated(replayed, collateralUsd), orLiquidated(oracle, collateralUsd));
    });
    await fc.assert(property, { numRuns: RUNS, ...(SEED !== undefined && { seed: Number(SEED) }) });
  });

  it.each(Object.keys(oracleDefaults).filter(isParameterName))(
    'the made-up runs draw many values of %s',
    (name) => {
      const drawn = fc.sample(choices, { numRuns: 200, seed: 1 }).map((chosen) => parametersOf(chosen, []));
      expect(new Set(drawn.map((parameters) => parameters[name])).size).toBeGreaterThan(1);
    },
  );
});
