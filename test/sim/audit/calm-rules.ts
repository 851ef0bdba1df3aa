/**
 * Does the bot get well again by itself?
 *
 * When the faults have ended, each of these has a bounded time: two ticks, and what their requests take, for whatever the next
 * tick mends; more where a person or the bot's own rules have to wait. Where nothing ever happened, they hold from the start.
 *
 * - It ticks; its rows are written, its alerts sent, its commands obeyed.
 * - No order stays in doubt, or rests longer than its trade. Positions, orders and wallet are the venue's; every fill is booked.
 * - No position is held for longer than its terms say.
 * - It is halted only where a person is needed, who was told; and it does not halt while nothing happens.
 * - Where signals are and no rule forbids it, it enters.
 */
import type { World } from '../world/world.ts';
import { isOfFlood } from '../world/desk.ts';
import { orderDifferences, positionDifferences, walletDifference } from './account-rules.ts';
import type { AlertRules } from './alert-rules.ts';
import type { CommitRules } from './commit-rules.ts';
import type { FillRules } from './fill-rules.ts';
import { FloodRules } from './flood-rules.ts';
import { MINUTE_MS, Patience, SECOND_MS, type Looking } from './findings.ts';
import type { HoldingRules } from './holding-rules.ts';
import type { ParameterRules } from './parameter-rules.ts';
import type { RecordedState } from './recorded-items.ts';
import { waitingBytes, waitingCommands } from './waiting-commands.ts';
import type { OrderRules } from './order-rules.ts';
import type { SignalRules } from './signal-rules.ts';
import type { WatchRules } from './watch-rules.ts';

/** Two ticks, and the second one's requests. */
const TWO_TICKS_MS = 2 * MINUTE_MS + 15 * SECOND_MS;
/** An order in doubt is concluded when the venue can accept it no more, and its list shows what there was. */
const DOUBT_MS = 4 * MINUTE_MS;
/** The exchange has a minute to show what has moved a wallet; then the bot halts, and says so. */
const WALLET_MS = MINUTE_MS + TWO_TICKS_MS;
/** What was left undone by the faults may halt the bot so long after them. */
const HALTS_LATE_MS = 15 * MINUTE_MS;
/** What the operator has closed by hand has a sum that no ledger knows: the bot halts for it, and she accepts it. */
const BY_HAND_MS = 6 * MINUTE_MS;

/** Why a bot halts whose stops are refused for the price. */
const UNPROTECTABLE = 'could not be protected by a stop';

export interface CalmTerms extends Looking {
  readonly world: Pick<World, 'tableName' | 'dynamo' | 'venue'>;
  readonly botId: string;
  readonly commits: CommitRules;
  readonly alerts: AlertRules;
  readonly fills: FillRules;
  readonly orders: Pick<OrderRules, 'isOf'>;
  readonly signals: SignalRules;
  readonly holding: Pick<HoldingRules, 'look' | 'forget'>;
  readonly parameters: Pick<ParameterRules, 'look' | 'forget'>;
  readonly watch: Pick<WatchRules, 'look' | 'forget'>;
  readonly faultsEndMs: number;
  /** Prices run beyond stops before these can be placed: a bot that halts for it is right. */
  readonly isWild: boolean;
  /** Nothing may be entered, because commands cannot be read. */
  readonly isUnread: () => boolean;
}

export class CalmRules {
  private readonly terms: CalmTerms;
  private readonly patience = new Patience();
  private readonly flood: FloodRules;
  private lastCommitMs: number;
  /** Something has happened in this world. */
  private isMet = false;
  /** When the operator has last closed something by hand. */
  private tradedByHandMs = -Infinity;
  /** A halt that finds something more, such as funding of what is not the bot's, is the same one. */
  private haltBeganMs: number | undefined;
  /** Fills before it may be in a table that was left. */
  private tableSinceMs = -Infinity;

  constructor(terms: CalmTerms) {
    this.terms = terms;
    this.flood = new FloodRules(terms);
    this.lastCommitMs = terms.nowMs();
  }

  met(): void {
    this.isMet = true;
  }

  /** Another table is the bot's; a function that serves the one that was left goes on until its deadline. */
  tableChanged(timeoutMs: number): void {
    this.tableSinceMs = this.terms.nowMs() + timeoutMs;
    this.forget();
  }

  committed(): void {
    this.lastCommitMs = this.terms.nowMs();
  }

  look(): void {
    const { nowMs, faultsEndMs, world, commits } = this.terms;
    if (this.isMet && nowMs() < faultsEndMs) {
      this.forget();
      this.lastCommitMs = nowMs();
      return;
    }
    this.judgePulse();
    const state = commits.stateOf(world.tableName);
    if (state === undefined) return;
    this.judgeDeliveries(state);
    this.judgeHalt(state);
    this.judgeOrders(state);
    this.judgeAges(state);
    // Of a bot on paper the account is nobody's.
    if (state.account === null) {
      this.judgeAccount(state);
      this.terms.watch.look(state);
    }
    if (!this.terms.isUnread()) this.terms.signals.look(state);
    this.terms.holding.look(state, world.venue.state);
    this.terms.parameters.look(state);
  }

  /** Nothing lasts. */
  private forget(): void {
    const { holding, parameters, watch } = this.terms;
    for (const rules of [this.patience, this.flood, holding, parameters, watch]) rules.forget();
  }

  private lasts(what: string, isSo: boolean, boundMs: number): boolean {
    return this.patience.lasting(what, isSo, this.terms.nowMs()) > boundMs;
  }

  /** Of each of these that it has lasted too long. */
  private sayLasting(rule: string, found: readonly string[], boundMs: number): void {
    for (const words of found) if (this.lasts(`${rule} ${words}`, true, boundMs)) this.terms.say(rule, words);
    this.patience.keepOnly(rule, new Set(found.map((words) => `${rule} ${words}`)));
  }

  private judgePulse(): void {
    const { nowMs, say } = this.terms;
    const silentMs = nowMs() - this.lastCommitMs;
    if (silentMs > TWO_TICKS_MS + MINUTE_MS) {
      say('no-commits', `since ${new Date(this.lastCommitMs).toISOString()}`, String(this.lastCommitMs));
    }
  }

  private judgeDeliveries(state: RecordedState): void {
    const { commits, alerts, world, botId, nowMs } = this.terms;
    const late = [...commits.waiting(world.tableName)].filter(
      ([, sinceMs]) => nowMs() - sinceMs > TWO_TICKS_MS,
    );
    this.sayLasting(
      'row-not-written',
      late.map(([key]) => `row ${key}`),
      TWO_TICKS_MS,
    );
    const unsent = state.outbox.alerts.filter(({ id }) => !alerts.isPublished(id));
    this.sayLasting(
      'alert-not-sent',
      unsent.map(({ id }) => id),
      TWO_TICKS_MS,
    );
    const waiting = waitingCommands(world.dynamo, world.tableName, botId);
    // Whoever drowns in commands takes no other one of them first. What cannot be read cannot be obeyed.
    if (!waiting.some(isOfFlood))
      this.sayLasting('command-not-obeyed', this.terms.isUnread() ? [] : waiting, TWO_TICKS_MS);
    this.flood.look(waiting, () => waitingBytes(world.dynamo, world.tableName, botId));
  }

  tradedByHand(): void {
    this.tradedByHandMs = this.terms.nowMs();
  }

  private judgeHalt({ ledger }: RecordedState): void {
    const { say, faultsEndMs, alerts, isWild } = this.terms;
    const { halted } = ledger;
    this.haltBeganMs = halted === null ? undefined : (this.haltBeganMs ?? halted.sinceMs);
    if (halted === null || this.haltBeganMs === undefined) return;
    const since = `${new Date(halted.sinceMs).toISOString()}: ${halted.cause}`;
    const lateMs = Math.max(faultsEndMs + HALTS_LATE_MS, this.tradedByHandMs + BY_HAND_MS);
    if (!isWild || !halted.cause.includes(UNPROTECTABLE)) {
      if (!this.isMet) say('halted-without-cause', since);
      else if (this.haltBeganMs > lateMs) say('halted-when-calm', since);
    }
    if (this.lasts(`halted ${since}`, true, TWO_TICKS_MS) && !alerts.hasTold('halted'))
      say('halted-untold', since);
  }

  private judgeOrders({ orders, ledger }: RecordedState): void {
    const live = new Set([
      ...ledger.positions.map(({ tradeId }) => tradeId),
      ...orders.filter(({ leg }) => leg === 'entry').map(({ tradeId }) => tradeId),
    ]);
    const left = orders.filter(({ status, tradeId }) => status === 'resting' && !live.has(tradeId));
    this.sayLasting(
      'order-outlives-its-trade',
      left.map(({ clientOrderId }) => clientOrderId),
      TWO_TICKS_MS,
    );
    const inDoubt = orders.filter(({ status }) => status !== 'resting');
    this.sayLasting(
      'order-stays-in-doubt',
      inDoubt.map(({ clientOrderId }) => clientOrderId),
      DOUBT_MS,
    );
  }

  private judgeAges({ ledger }: RecordedState): void {
    const nowMs = this.terms.nowMs();
    const old = ledger.positions.filter(
      ({ decidedAtMs, terms }) => nowMs > decidedAtMs + terms.maxHoldSeconds * SECOND_MS,
    );
    this.sayLasting(
      'held-too-long',
      old.map(({ symbol, tradeId }) => `trade ${tradeId} in ${symbol}`),
      TWO_TICKS_MS,
    );
  }

  private judgeAccount(state: RecordedState): void {
    const { world, fills, orders, botId, nowMs, say } = this.terms;
    const venue = world.venue.state;
    const isHalted = state.ledger.halted !== null;
    const positions = isHalted ? [] : positionDifferences(state, venue);
    this.sayLasting('positions-differ', positions, TWO_TICKS_MS);
    this.sayLasting('orders-differ', orderDifferences(botId, state, venue), TWO_TICKS_MS);
    const { tableName: table } = world;
    // What a table that was left has sent is nothing of this one's.
    const missing = isHalted
      ? []
      : fills
          .missing(table, this.tableSinceMs)
          .filter(({ clientOrderId }) => orders.isOf(table, clientOrderId));
    this.sayLasting(
      'fill-not-booked',
      missing.map(({ id, clientOrderId }) => `trade ${id} of ${clientOrderId}`),
      TWO_TICKS_MS,
    );
    const difference = walletDifference(state, venue);
    const isWrong = !isHalted && difference !== undefined && difference !== 0n && state.isSumOpen !== true;
    const boundMs = this.isMet ? WALLET_MS : 0;
    if (this.lasts('wallet', isWrong, boundMs) || (isWrong && !this.isMet && missing.length === 0)) {
      const words = `the wallet holds ${difference}e-8 beyond the balance of version ${state.version}`;
      say('wallet-differs', words, `${Math.floor(nowMs() / (10 * MINUTE_MS))}`);
    }
  }
}
