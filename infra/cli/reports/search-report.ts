/**
 * A search for machines: amounts in dollars, times in ms since 1970.
 *
 * The heat map is of two parameters: a cell is the median of what sets are ranked by, and its colour is centred on zero.
 */
import { dailyScore } from '../../../lambda/backtest/daily-results.ts';
import type { HeatAxes } from '../../../lambda/backtest/search/heat-map.ts';
import { luckOfTries } from '../../../lambda/backtest/statistics/deflated-sharpe.ts';
import { RUNG_WORDS } from '../../../lambda/backtest/verdict/verdict.ts';
import { overridesOf } from '../../../lambda/config.ts';
import { toDollars } from '../../../lambda/core/units.ts';
import type { ChosenMarket } from '../../market/market-source.ts';
import type { Found } from '../../research/search.ts';
import { searchHash } from '../../research/search-hash.ts';
import { heatMapOf } from '../screens/research/heat-map-lines.ts';
import type { SearchShown } from '../screens/research/search-screen.ts';

export function searchReport({ market, found, names, axes, refused }: SearchShown, chosen: ChosenMarket) {
  const { verdict, evidence, tries, sets } = found;
  return {
    writtenBy: 'kallisti-micro-scalper',
    verdict: { ...verdict, words: RUNG_WORDS[verdict.rung], next: verdict.next ?? null },
    market: {
      kind: chosen.kind,
      seed: chosen.seed ?? null,
      id: market.id,
      symbols: market.open.symbols,
      fromMs: market.open.fromMs,
      toMs: market.open.toMs,
      sealedFromMs: market.sealed?.fromMs ?? null,
    },
    hash: searchHash(found),
    searched: names,
    refused,
    tries: { ever: tries.trials, effective: evidence.effectiveTries, unreadLines: tries.unreadLines },
    sealed: {
      tries: found.sealedTries?.trials ?? null,
      openedMs: found.sealedTries?.unsealedAtMs ?? null,
      netUsd: found.unsealed === undefined ? null : toDollars(found.unsealed.netUsd),
    },
    chosen: overridesOf(sets[evidence.chosen]!.parameters),
    evidence: evidenceReport(found),
    heatMap: heatMapReport(found, axes),
    sets: setReports(found),
    windows: windowReports(found),
  };
}

function evidenceReport({ evidence, shifts }: Found) {
  const { meanInterval, superior, overfit, deflation, outOfSample } = evidence;
  return {
    days: evidence.days,
    activeDays: evidence.activeDays,
    trades: evidence.trades,
    meanUsd: evidence.meanUsd,
    meanFromUsd: meanInterval?.from ?? null,
    meanToUsd: meanInterval?.to ?? null,
    blockDays: evidence.blockDays,
    neighbourhoodUsd: evidence.neighbourhoodUsd,
    sharpe: evidence.moments.sharpe ?? null,
    annualSharpe: evidence.annualSharpe ?? null,
    luckOfTries: luckOfTries(evidence.tries, evidence.days) ?? null,
    deflatedSharpe: deflation?.probability ?? null,
    deflatedBenchmark: deflation?.benchmark ?? null,
    daysNeeded: evidence.daysNeeded ?? null,
    superiorAbility: superior ?? null,
    overfitting: overfit ?? null,
    outOfSample: outOfSample ?? null,
    shifts: shifts ?? null,
  };
}

/** `null` where one parameter is searched; a cell without a set is `null`. */
function heatMapReport(found: Found, axes: HeatAxes | undefined) {
  const map = heatMapOf(found, axes);
  if (map === undefined) return null;
  return { ...map, cells: map.cells.map((row) => row.map((cell) => cell ?? null)) };
}

function setReports({ sets, evidence: { neighbourhood } }: Found) {
  return sets.map(({ parameters, position, result }, index) => ({
    parameters: overridesOf(parameters),
    position,
    neighbourhoodUsd: neighbourhood[index]!,
    trades: result.trades,
    wins: result.wins,
    ambiguous: result.ambiguous,
    dailyStops: result.dailyStops,
    grossUsd: toDollars(result.grossUsd),
    feesUsd: toDollars(result.feesUsd),
    fundingUsd: toDollars(result.fundingUsd),
    netUsd: toDollars(result.netUsd),
    activeDays: result.activeDays,
    netPerDayUsd: dailyScore(result),
    daysToRuin: result.daysToRuin ?? null,
  }));
}

function windowReports({ walked }: Found) {
  return walked.map(({ choose, attempt, parameters, chosenUsd, attemptedUsd, attempted }) => ({
    choose,
    attempt,
    parameters: overridesOf(parameters),
    chosenUsd,
    attemptedUsd,
    trades: attempted.trades,
    netUsd: toDollars(attempted.netUsd),
  }));
}
