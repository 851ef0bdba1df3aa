/**
 * What the owner of a bot asks, as fields of a tick's line: what is open, what the day may lose, what trading has cost
 * and how often it has won.
 *
 * Nothing that is not known is in them: a rate of nothing is left out.
 */
import { ratesOf } from '../../core/ledger/day-statistics.ts';
import type { LedgerState } from '../../core/ledger/ledger-state.ts';
import { openQuantity, type Position } from '../../core/ledger/position.ts';
import { dailyLimit } from '../../core/risk/loss-budget.ts';
import { MINUTE_MS, plus, toDollars, type Usd } from '../../core/units.ts';
import type { TickReport } from '../../tick-report.ts';

const DIGITS = 7;

/** Entry, stop, take-profit and age: without a comma, because lists of positions are joined by commas. */
export function positionWords(position: Position, tickMs: number): string {
  const { symbol, side, entryPrice, stopPrice, takeProfitPrice, decidedAtMs, recoverySinceMs } = position;
  const ageMinutes = Math.round((tickMs - decidedAtMs) / MINUTE_MS);
  const prices = `at ${short(entryPrice)} stop ${short(stopPrice)} take-profit ${short(takeProfitPrice)}`;
  const recovery = recoverySinceMs === undefined ? '' : ' in recovery';
  return `${side} ${symbol} ${short(openQuantity(position))} ${prices} age ${ageMinutes} min${recovery}`;
}

/** To be read, not to be computed with: mean prices of fills, and those of paper, have many digits. */
function short(value: number): number {
  return Number(value.toPrecision(DIGITS));
}

/** As a positive amount. */
export function limitOfDay({ state: { ledger }, parameters }: Pick<TickReport, 'state' | 'parameters'>): Usd {
  return dailyLimit(parameters, ledger.dayStartBalanceUsd);
}

/** Trades, costs and win rates of today and of all days, where they were counted. */
export function tradesOf({ today, run }: LedgerState) {
  return {
    ...(today !== undefined && {
      today: { trades: today.trades, wins: today.wins, costsUsd: costsOf(today) },
    }),
    ...(run !== undefined && {
      run: {
        trades: run.trades,
        ...percentages(ratesOf(run)),
        costsUsd: costsOf(run),
        netUsd: toDollars(run.netUsd),
      },
    }),
  };
}

function costsOf({ feesUsd, fundingUsd }: { readonly feesUsd: Usd; readonly fundingUsd: Usd }): number {
  return toDollars(plus(feesUsd, fundingUsd));
}

function percentages({ winRate, breakEvenWinRate }: ReturnType<typeof ratesOf>) {
  return {
    ...(winRate !== undefined && { winRatePct: percent(winRate) }),
    ...(breakEvenWinRate !== undefined && { breakEvenPct: percent(breakEvenWinRate) }),
  };
}

/** With one digit after the point. */
function percent(fraction: number): number {
  return Math.round(fraction * 1_000) / 10;
}
