/**
 * Is a position closed when a rule of its terms says so, and never for a reason that is not so?
 *
 * - Each close that was decided has the reason that its own price, time and terms give.
 * - When all is calm, none is held on while its price is well beyond what closes it, or starts its recovery.
 * - No day goes on over several ticks that has lost its limit, with what is open.
 */
import type { VenueState } from '../../venue/venue-state.ts';
import { limitUsdOf } from './cap-rules.ts';
import type { Commit } from './commit-rules.ts';
import { MINUTE_MS, Patience, SECOND_MS, type Looking } from './findings.ts';
import type {
  RecordedEvent,
  RecordedFill,
  RecordedPosition,
  RecordedRow,
  RecordedState,
} from './recorded-items.ts';

/** A tick, and what its orders take. */
const TICK_MS = MINUTE_MS + 20 * SECOND_MS;
/** Percent of price: a quote is a moment old, and costs are more than the price shows. */
const MARGIN_PCT = 0.03;
const COSTS_PCT = 0.2;
/** Beyond the day's limit, and for so many ticks: a quote is a moment old, and the price goes up and down. */
const LOST_USD = 0.3;
const LOST_TICKS = 2;
const DOLLAR = 100_000_000;
/** Of doubles. */
const ROUNDING_PCT = 1e-9;
const ROUNDING_USD = 1e-9;

type Prices = Pick<VenueState, 'books'>;
type Closed = Extract<RecordedEvent, { kind: 'closed' }>;

interface Held {
  readonly position: RecordedPosition;
  /** What was closed before the rest. */
  parts: readonly RecordedFill[];
  recoverySinceMs: number | undefined;
  /** Of funding; less than 0 where it was paid. */
  receivedUsd: number;
}

export class HoldingRules {
  private readonly looking: Looking;
  private readonly patience = new Patience();
  private readonly held = new Map<string, Held>();
  /** Ticks in a row in which the day had lost its limit, by table. */
  private readonly lostTicks = new Map<string, number>();
  private readonly latches = new Map<string, { isStopped: boolean; isFlattened: boolean }>();

  private readonly isClosed: (symbol: string) => boolean;

  /** @param isClosed whether a market has closed hours now: its price judges nothing */
  constructor(looking: Looking, isClosed: (symbol: string) => boolean = () => false) {
    this.looking = looking;
    this.isClosed = isClosed;
  }

  row({ event }: RecordedRow, table: string): void {
    const latch = this.latches.get(table) ?? { isStopped: false, isFlattened: false };
    this.latches.set(table, latch);
    switch (event.kind) {
      case 'opened':
        this.held.set(`${table} ${event.position.tradeId}`, {
          position: event.position,
          parts: [],
          recoverySinceMs: undefined,
          receivedUsd: 0,
        });
        break;
      case 'recovery': {
        const held = this.held.get(`${table} ${event.tradeId}`);
        if (held === undefined) break;
        if (movedPct(held.position, event.price) > -held.position.terms.initialStopPct + ROUNDING_PCT)
          this.looking.say('recovery-without-loss', `trade ${event.tradeId} at ${event.price}`);
        held.recoverySinceMs = event.atMs;
        break;
      }
      case 'funding': {
        const held = this.held.get(`${table} ${event.tradeId}`);
        if (held !== undefined) held.receivedUsd -= Number(event.paidUsd) / DOLLAR;
        break;
      }
      case 'reduced': {
        const held = this.held.get(`${table} ${event.tradeId}`);
        if (held !== undefined) held.parts = [...held.parts, ...event.fills];
        break;
      }
      case 'stopped':
        latch.isStopped = true;
        break;
      case 'operator-command':
        if (event.command.kind === 'flatten') latch.isFlattened = true;
        break;
      case 'closed': {
        const held = this.held.get(`${table} ${event.trade.tradeId}`);
        if (held !== undefined) this.judgeReason(event, held, latch);
        break;
      }
      default:
        break;
    }
  }

  committed({ table, state, before }: Commit, venue: Prices): void {
    if (state.tickMs === before?.tickMs) return;
    const ticks = this.isLost(state, venue) ? (this.lostTicks.get(table) ?? 0) + 1 : 0;
    this.lostTicks.set(table, ticks);
    if (ticks <= LOST_TICKS) return;
    this.looking.say('day-goes-on', `its limit was lost ${ticks} ticks before version ${state.version}`);
  }

  /** While something happens, nothing lasts. */
  forget(): void {
    this.patience.forget();
  }

  look(state: RecordedState, venue: Prices): void {
    const { nowMs, say } = this.looking;
    const found = new Map<string, string>();
    for (const { position, pct } of heldPositions(state, venue)) {
      const rule = ruleOf(position, pct, nowMs());
      if (rule !== undefined) found.set(`holding ${rule} of trade ${position.tradeId}`, rule);
    }
    for (const [what, rule] of found)
      if (this.patience.lasting(what, true, nowMs()) > TICK_MS)
        say('held-against-its-terms', what, `${rule} ${what}`);
    this.patience.keepOnly('holding', new Set(found.keys()));
  }

  private isLost(state: RecordedState, venue: Prices): boolean {
    const { ledger } = state;
    if (ledger.stoppedAtMs !== null || ledger.positions.length === 0) return false;
    // What is being closed is open until it is closed.
    const openUsd = openPositions(state, venue)
      .filter(({ position: { symbol } }) => !this.isClosed(symbol))
      .reduce(
        (sum, { position: { quantity, entryPrice }, pct }) => sum + (pct / 100) * quantity * entryPrice,
        0,
      );
    return limitUsdOf(state) + Number(ledger.realisedTodayUsd) / DOLLAR + openUsd < -LOST_USD;
  }

  private judgeReason(
    { trade, decision }: Closed,
    { position, parts, recoverySinceMs, receivedUsd }: Held,
    { isStopped, isFlattened }: { readonly isStopped: boolean; readonly isFlattened: boolean },
  ): void {
    if (decision === undefined) return;
    const { reason, tradeId } = trade;
    const { terms, decidedAtMs } = position;
    const pct = movedPct(position, decision.price);
    const ageSeconds = (decision.tickMs - decidedAtMs) / SECOND_MS;
    const recoveredSeconds =
      recoverySinceMs === undefined ? -1 : (decision.tickMs - recoverySinceMs) / SECOND_MS;
    // Fees and funding that was paid only make it less.
    const earnedUsd = grossOf(position, parts, decision.price) + Math.max(0, receivedUsd);
    const isEven = earnedUsd >= -ROUNDING_USD;
    const isSo: Readonly<Record<string, boolean>> = {
      target: pct >= terms.targetPct - ROUNDING_PCT || earnedUsd >= terms.profitTargetUsd,
      'hard-stop': pct <= -terms.recoveryStopPct + ROUNDING_PCT,
      'max-hold': ageSeconds >= terms.maxHoldSeconds,
      recovered: recoverySinceMs !== undefined && isEven,
      'recovery-timeout': recoveredSeconds >= terms.recoverySeconds,
      'quick-exit': ageSeconds >= terms.quickExitSeconds && isEven,
      'daily-stop': isStopped,
      flatten: isFlattened,
    };
    if (isSo[reason] !== false) return;
    const words = `trade ${tradeId}: ${reason} after ${ageSeconds} s at ${pct.toFixed(4)} %`;
    this.looking.say('closed-without-reason', words);
  }
}

/** Positions that are not being closed. */
function heldPositions(state: RecordedState, venue: Prices) {
  const exits = state.orders.filter(({ leg }) => leg === 'exit');
  const closing = new Set(exits.map(({ tradeId }) => tradeId));
  return openPositions(state, venue).filter(({ position }) => !closing.has(position.tradeId));
}

/** Each with what it has gained at the price now. */
function openPositions({ ledger }: RecordedState, { books }: Prices) {
  return ledger.positions.flatMap((position) => {
    const book = books.get(position.symbol);
    const level = position.side === 'long' ? book?.bids[0] : book?.asks[0];
    if (level === undefined) return [];
    return [{ position, pct: movedPct(position, Number(level.price) / DOLLAR) }];
  });
}

function movedPct({ side, entryPrice }: RecordedPosition, price: number): number {
  return (side === 'long' ? 1 : -1) * (price / entryPrice - 1) * 100;
}

/** What the parts that were closed have left, and the rest would leave at a price. */
function grossOf(position: RecordedPosition, parts: readonly RecordedFill[], price: number): number {
  const { side, entryPrice, quantity } = position;
  const left = parts.reduce((rest, part) => rest - part.quantity, quantity);
  const moved = [...parts, { price, quantity: left }].map((one) => (one.price - entryPrice) * one.quantity);
  return (side === 'long' ? 1 : -1) * moved.reduce((sum, usd) => sum + usd, 0);
}

/** What should have been done at a price, with some margin. */
function ruleOf({ terms, recoverySinceMs, decidedAtMs }: RecordedPosition, pct: number, nowMs: number) {
  const ageMs = nowMs - decidedAtMs;
  if (pct >= terms.targetPct + MARGIN_PCT) return 'target';
  if (pct <= -terms.recoveryStopPct - MARGIN_PCT) return 'hard-stop';
  if (typeof recoverySinceMs === 'number') {
    return nowMs - recoverySinceMs >= terms.recoverySeconds * SECOND_MS ? 'recovery-timeout' : undefined;
  }
  if (pct <= -terms.initialStopPct - MARGIN_PCT) return 'recovery';
  return ageMs >= terms.quickExitSeconds * SECOND_MS && pct >= COSTS_PCT ? 'quick-exit' : undefined;
}
