/**
 * Does a bot that may enter do so?
 *
 * The signals are the market's own: how far its closed candles have moved. A bot is expected to enter where a symbol is free,
 * no rule of risk forbids it, the exchange rejects nothing, and signals of twice the strength that it asks for have come in many
 * minutes on end.
 */
import type { MarketPath } from '../world/market-path.ts';
import { HOUR_MS, MINUTE_MS, type Looking } from './findings.ts';
import type { RecordedState } from './recorded-items.ts';
import { inForce } from './usual-parameters.ts';

/** Signals that are missed before it counts: a bot that has just recovered may need some. */
const MISSED_MAX = 12;
/** A day's budget or balance that is nearly used up is judged by the bot to the cent, and not here. */
const ROOM = 3;
/** A function that is woken so late in a minute finds signals that are too old. */
const OFFSET_MAX_MS = 50_000;
const DOLLAR = 100_000_000;

export interface SignalWorld {
  readonly paths: ReadonlyMap<string, Pick<MarketPath, 'bar'>>;
  readonly terms: { readonly offsetMs: number };
}

export class SignalRules {
  private readonly looking: Looking;
  private readonly world: SignalWorld;
  private minuteMs: number;
  private missed = 0;
  private readonly entryTimesMs: number[] = [];

  constructor(looking: Looking, world: SignalWorld) {
    this.looking = looking;
    this.world = world;
    this.minuteMs = looking.nowMs();
  }

  /** So many entries were committed. */
  entered(count: number): void {
    this.missed = 0;
    for (let k = 0; k < count; k += 1) this.entryTimesMs.push(this.looking.nowMs());
  }

  /** How many signals it has missed in a row. */
  get missedSignals(): number {
    return this.missed;
  }

  look(state: RecordedState): void {
    const { nowMs, say } = this.looking;
    // A minute is judged when the next one is half over.
    const minuteMs = Math.floor((nowMs() - MINUTE_MS / 2) / MINUTE_MS) * MINUTE_MS;
    if (minuteMs <= this.minuteMs) return;
    this.minuteMs = minuteMs;
    if (!this.mayEnter(state)) this.missed = 0;
    else if (this.hasSignal(state, minuteMs)) this.missed += 1;
    if (this.missed <= MISSED_MAX) return;
    say('does-not-trade', `it has missed ${this.missed} signals in a row`, String(this.entryTimesMs.length));
  }

  private mayEnter(state: RecordedState): boolean {
    const { ledger, orders, outbox, entryRejections = [] } = state;
    const nowMs = this.looking.nowMs();
    const parameters = inForce(state);
    const { terms } = this.world;
    const isLatched =
      ledger.halted !== null ||
      ledger.operatorPausedSinceMs !== null ||
      ledger.flatteningSinceMs !== null ||
      ledger.stoppedAtMs !== null ||
      ledger.pausedUntilMs > nowMs - MINUTE_MS;
    const hour = this.entryTimesMs.filter((timeMs) => nowMs - timeMs < HOUR_MS + MINUTE_MS).length;
    const notionalUsd = parameters.collateralUsd * parameters.leverage;
    const worstUsd = notionalUsd * (parameters.recoveryStopPct / 100 + 0.002) * ROOM;
    const limitUsd = Math.min(
      parameters.dailyLossUsd,
      (parameters.dailyLossPct / 100) * (Number(ledger.dayStartBalanceUsd) / DOLLAR),
    );
    const leftUsd = limitUsd + Number(ledger.realisedTodayUsd) / DOLLAR;
    const isRejected = entryRejections.some(({ lastMs }) => nowMs - lastMs < HOUR_MS);
    return (
      !isLatched &&
      !isRejected &&
      terms.offsetMs <= OFFSET_MAX_MS &&
      ledger.positions.length + orders.filter(({ leg }) => leg === 'entry').length === 0 &&
      orders.length === 0 &&
      outbox.rows.length < 50 &&
      hour + 1 < parameters.maxTradesPerHour &&
      leftUsd > worstUsd &&
      Number(ledger.balanceUsd) / DOLLAR > parameters.collateralUsd * ROOM
    );
  }

  private hasSignal(state: RecordedState, minuteMs: number): boolean {
    const { momentumCandles, momentumPct } = inForce(state);
    return [...this.world.paths.values()].some((path) => {
      const last = path.bar(minuteMs - MINUTE_MS);
      const first = path.bar(minuteMs - (momentumCandles + 1) * MINUTE_MS);
      if (last === undefined || first === undefined) return false;
      return Math.abs(last.close / first.close - 1) * 100 > 2 * momentumPct;
    });
  }
}
