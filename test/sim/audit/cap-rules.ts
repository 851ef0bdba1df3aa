/**
 * Does no commit bring an entry that may not be, and does no day lose more than it may?
 *
 * A day of one mode, paper or real money, is one day, however often the bot changes between the two; an older release forgets the
 * one that was left.
 *
 * What is in flight counts as open. A position may exceed a cap that was lowered since; only what is new is judged.
 */
import type { Commit } from './commit-rules.ts';
import { DAY_MS, HOUR_MS, type Looking } from './findings.ts';
import type { OlderRelease } from './older-release.ts';
import type { RecordedEvent, RecordedOrder, RecordedRow, RecordedState } from './recorded-items.ts';
import { inForce, type KnownParameters } from './usual-parameters.ts';

const DOLLAR = 100_000_000;
/** What the roundings of a sum of doubles may be off by. */
const ROUNDING_USD = 0.000_01;
/** A fill in several parts is rounded more often than it was planned. */
const TRADE_ROUNDING_USD = 0.01;

type Started = Extract<RecordedEvent, { kind: 'started' }>;

/** What one table's rows say of entries and losses. */
interface TableSums {
  entryTimesMs: number[];
  /** The planned worst loss of each trade, in dollars. */
  readonly plans: Map<number, number>;
  days: Map<number, Day>;
  /** Of the mode that is not traded now. */
  leftDays: Map<number, Day>;
}

interface Day {
  netUsd: number;
  /** Lost by gaps and slippage beyond the plan, and by what came without a trade. */
  beyondPlanUsd: number;
  trades: number;
}

export class CapRules {
  private readonly looking: Looking;
  private readonly older: Pick<OlderRelease, 'lastMs'>;
  /**
   * By day, the highest that was in force, in whatever table: what is still open was opened under it, and some of it under
   * that of the day before.
   */
  private readonly limitsUsd = new Map<number, number>();
  private readonly tables = new Map<string, TableSums>();
  private readonly parameters = new Map<string, KnownParameters>();

  constructor(looking: Looking, older: Pick<OlderRelease, 'lastMs'>) {
    this.looking = looking;
    this.older = older;
  }

  /** Before the commit that brings it is judged. */
  row({ event }: RecordedRow, table: string): void {
    const sums = this.sumsOf(table);
    const { plans } = sums;
    switch (event.kind) {
      case 'started':
        if (event.after?.cause === 'restored') break;
        sums.entryTimesMs = [];
        plans.clear();
        this.changeDays(sums, event);
        break;
      case 'opened': {
        const { tradeId, decidedAtMs, quantity, entryPrice, terms } = event.position;
        sums.entryTimesMs.push(decidedAtMs);
        const parameters = this.parameters.get(table) ?? inForce({});
        plans.set(tradeId, worstLossUsd(quantity * entryPrice, terms.recoveryStopPct, parameters));
        break;
      }
      case 'closed': {
        const { tradeId, netUsd, exitTimeMs } = event.trade;
        const day = this.dayOf(table, exitTimeMs);
        const net = Number(netUsd) / DOLLAR;
        const beyond = -net - (plans.get(tradeId) ?? 0) + TRADE_ROUNDING_USD;
        day.netUsd += net;
        day.trades += 1;
        day.beyondPlanUsd += Math.max(TRADE_ROUNDING_USD, beyond);
        break;
      }
      case 'late-cost': {
        const day = this.dayOf(table, event.atMs);
        day.netUsd -= Number(event.paidUsd) / DOLLAR;
        day.beyondPlanUsd += Math.max(0, Number(event.paidUsd) / DOLLAR);
        break;
      }
      default:
        break;
    }
  }

  committed({ table, state, before, atMs }: Commit): void {
    this.parameters.set(table, inForce(state));
    const known = new Set(before?.orders.map(({ clientOrderId }) => clientOrderId));
    const entries = state.orders.filter(({ leg }) => leg === 'entry');
    const fresh = entries.filter(({ clientOrderId }) => !known.has(clientOrderId));
    if (fresh.length > 0) {
      this.judgeLatches(state, fresh);
      this.judgeCaps(table, state, entries);
    }
    this.judgeDay(table, state, atMs);
  }

  private judgeLatches({ ledger, version }: RecordedState, fresh: readonly RecordedOrder[]): void {
    const { say } = this.looking;
    const names = `${fresh.map(({ clientOrderId }) => clientOrderId).join()} in version ${version}`;
    if (ledger.halted !== null) say('entry-while-halted', names);
    if (ledger.operatorPausedSinceMs !== null || ledger.flatteningSinceMs !== null) {
      say('entry-while-paused-by-operator', names);
    }
    if (ledger.stoppedAtMs !== null) say('entry-while-day-is-stopped', names);
    const earliestMs = Math.min(...fresh.map(({ decision }) => decision?.tickMs ?? -Infinity));
    if (earliestMs < ledger.pausedUntilMs) say('entry-while-paused', names);
  }

  private judgeCaps(table: string, state: RecordedState, entries: readonly RecordedOrder[]): void {
    const { say } = this.looking;
    const { ledger, version } = state;
    const parameters = inForce(state);
    const { maxPositions, maxOpenCollateralUsd, maxTradesPerHour } = parameters;
    const open = [...ledger.positions, ...entries];
    const words = (amount: number, most: number) => `${amount} of ${most} in version ${version}`;
    if (open.length > maxPositions) say('cap-positions', words(open.length, maxPositions));
    const symbols = open.map(({ symbol }) => symbol);
    if (new Set(symbols).size < symbols.length) say('cap-symbol', `${symbols.join()} in version ${version}`);
    const collateralUsd = open.reduce((sum, { terms }) => sum + (terms?.collateralUsd ?? 0), 0);
    if (collateralUsd > maxOpenCollateralUsd + ROUNDING_USD) {
      say('cap-collateral', words(collateralUsd, maxOpenCollateralUsd));
    }
    const balanceUsd = Number(ledger.balanceUsd) / DOLLAR;
    if (collateralUsd > balanceUsd + ROUNDING_USD) say('cap-balance', words(collateralUsd, balanceUsd));
    const nowMs = Math.max(...entries.map(({ decision }) => decision?.tickMs ?? 0));
    const hour = this.sumsOf(table).entryTimesMs.filter((timeMs) => nowMs - timeMs < HOUR_MS).length;
    if (hour + entries.length > maxTradesPerHour)
      say('cap-hour', words(hour + entries.length, maxTradesPerHour));
    const worstUsd =
      ledger.positions.reduce((sum, { entryPrice, quantity, stopPrice, terms }) => {
        const distancePct = Math.max(terms.recoveryStopPct, Math.abs(stopPrice / entryPrice - 1) * 100);
        return sum + worstLossUsd(entryPrice * quantity, distancePct, parameters);
      }, 0) +
      entries.reduce(
        (sum, { decision, quantity, terms }) =>
          sum + worstLossUsd((decision?.price ?? 0) * quantity, terms?.recoveryStopPct ?? 0, parameters),
        0,
      );
    const leftUsd = limitUsdOf(state) + Number(ledger.realisedTodayUsd) / DOLLAR;
    // A stop is at most a step of the price nearer than its terms say.
    if (worstUsd > leftUsd + open.length * TRADE_ROUNDING_USD) say('cap-budget', words(worstUsd, leftUsd));
  }

  private judgeDay(table: string, state: RecordedState, atMs: number): void {
    const day = this.dayOf(table, atMs);
    const number = Math.floor(atMs / DAY_MS);
    const earlierUsd = this.limitsUsd.get(number) ?? this.limitsUsd.get(number - 1) ?? 0;
    const limitUsd = Math.max(earlierUsd, limitUsdOf(state));
    this.limitsUsd.set(number, limitUsd);
    const allowedUsd = limitUsd + day.beyondPlanUsd + ROUNDING_USD;
    if (-day.netUsd <= allowedUsd) return;
    const words = `${(-day.netUsd).toFixed(8)} are lost where ${limitUsd.toFixed(8)} and ${day.beyondPlanUsd.toFixed(8)} beyond all plans may be`;
    this.looking.say('day-loses-too-much', words, `${table} ${number}`);
  }

  /** What was lost on paper is not what is lost with real money. */
  private changeDays(sums: TableSums, { atMs, after }: Started): void {
    const { days, leftDays } = sums;
    const isForgotten = this.older.lastMs() >= Math.floor(atMs / DAY_MS) * DAY_MS;
    sums.days = isForgotten || after?.cause === 'begun' ? new Map<number, Day>() : leftDays;
    sums.leftDays = after?.cause === 'begun' ? leftDays : days;
  }

  private sumsOf(table: string): TableSums {
    const known = this.tables.get(table);
    if (known !== undefined) return known;
    const sums: TableSums = { entryTimesMs: [], plans: new Map(), days: new Map(), leftDays: new Map() };
    this.tables.set(table, sums);
    return sums;
  }

  private dayOf(table: string, atMs: number): Day {
    const { days } = this.sumsOf(table);
    const number = Math.floor(atMs / DAY_MS);
    const known = days.get(number);
    if (known !== undefined) return known;
    const day: Day = { netUsd: 0, beyondPlanUsd: 0, trades: 0 };
    days.set(number, day);
    return day;
  }
}

/** The tighter of dollars and percent of the balance with which the day began. */
export function limitUsdOf(state: RecordedState): number {
  const { dailyLossUsd, dailyLossPct } = inForce(state);
  const share = (dailyLossPct / 100) * (Number(state.ledger.dayStartBalanceUsd) / DOLLAR);
  return Math.min(dailyLossUsd, share);
}

/** n × (g + taker × (2 + g) + |funding|), with g the distance to the stop, slipped. */
export function worstLossUsd(
  notionalUsd: number,
  stopPct: number,
  { slippageBps, takerFeePct, fundingPct }: KnownParameters,
): number {
  const g = (1 + stopPct / 100) * (1 + slippageBps / 10_000) - 1;
  return notionalUsd * (g + (takerFeePct / 100) * (2 + g) + Math.abs(fundingPct / 100));
}
