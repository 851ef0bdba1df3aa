/**
 * Brings the real account in order, and reports what happened in it since the last time.
 *
 * It reads wallet, positions, orders and fills. It cancels orphan orders, and entries that an earlier invocation left
 * resting; it sets margin and leverage of flat markets.
 *
 * - An account that cannot be read opens nothing.
 * - A difference that cannot be explained is read twice before it is reported.
 * - Orders and positions that are not the bot's are never touched.
 */
import { checkAccount, type AccountCheck } from '../../core/audit/account-check.ts';
import type { BotParameters } from '../../config.ts';
import type { BotState } from '../../core/bot-state.ts';
import type { Shortfall } from '../../core/ledger/position.ts';
import type { MarketView } from '../../core/market.ts';
import { ledgerCurrency } from '../../core/settlement.ts';
import { SECOND_MS } from '../../core/units.ts';
import type { VenueActivity, VenueReport } from '../../core/venue-report.ts';
import type { Clock } from '../../ports.ts';
import { AccountLook, isSurprise, type Look } from './account-look.ts';
import {
  activityOf,
  inOrder,
  overdueOrders,
  standInsOf,
  symbolsFilled,
  unknownWords,
} from './account-activities.ts';
import type { IsolatedMargin } from './ensure-margin.ts';
import { IN_DOUBT, explainMissing, isSameMissing, seenBefore } from './lost-positions/missing-positions.ts';
import type { OrderCancel } from './orders/order-cancel.ts';
import { LateFees } from './late-fees.ts';
import { orderFailureOf } from './orders/order-failure.ts';
import { lookupOf } from './orders/order-lookup.ts';
import { resolve } from './orders/order-resolution.ts';
import type { Snapshot, VenueDialect } from './venue-dialect.ts';
import { moneyFound, reconcileWallet, walletIn } from './wallet-movements.ts';

export interface AccountSyncOptions {
  readonly dialect: VenueDialect;
  readonly margin: IsolatedMargin;
  readonly cancels: OrderCancel;
  readonly clock: Clock;
  readonly pause: (durationMs: number) => Promise<unknown>;
}

/** Before a difference that cannot be explained is read again. */
const LOOK_AGAIN_MS = SECOND_MS;

type Found = Pick<
  VenueReport,
  | 'activities'
  | 'shortfalls'
  | 'standIns'
  | 'lookedAtMs'
  | 'unexplained'
  | 'unexplainedUsd'
  | 'walletDoubt'
  | 'balancedAtMs'
  | 'unreadable'
>;

interface Checked extends AccountCheck {
  /** The look that it was judged by. */
  readonly seen: Snapshot;
}

type Read = Look | { readonly failure: unknown };

export class AccountSync {
  private readonly options: AccountSyncOptions;
  private readonly looks: AccountLook;
  /** Whether the bot was live at its last tick: its account is then read beside the market. */
  private isTrading = false;
  private read: Read | undefined;
  /** How often it was read ahead. */
  private aheadCount = 0;
  /** Markets of the positions and orders at the last `sync`. */
  private held: readonly string[] = [];
  /** Markets that the last look was asked for. */
  private asked: readonly string[] = [];
  private fundingReadMs: number | undefined;
  private readonly lateFees: LateFees;

  constructor(options: AccountSyncOptions) {
    this.options = options;
    this.looks = new AccountLook(options.dialect, options.clock);
    this.lateFees = new LateFees(options.dialect);
  }

  /** Reads the account for the next `sync`, with the orders of these markets; a failure waits for it, too. */
  async readAhead(symbols: readonly string[]): Promise<void> {
    if (!this.isTrading) return;
    this.aheadCount += 1;
    const number = this.aheadCount;
    const read = await this.look(symbols);
    // One that an earlier invocation was waiting for when it was frozen says nothing of now.
    if (number === this.aheadCount) this.read = read;
  }

  private async look(symbols: readonly string[]): Promise<Read> {
    this.asked = [...symbols, ...this.held];
    try {
      return await this.looks.at(this.asked);
    } catch (failure) {
      return { failure };
    }
  }

  async sync(views: readonly MarketView[], state: BotState, parameters: BotParameters): Promise<VenueReport> {
    const report = await this.synced(views, state, parameters);
    if (isSurprise(report, state)) this.looks.surprise();
    return report;
  }

  private async synced(
    views: readonly MarketView[],
    state: BotState,
    parameters: BotParameters,
  ): Promise<VenueReport> {
    this.isTrading = true;
    const symbols = views.map(({ market }) => market.symbol);
    const read = await this.readOf(state, symbols);
    const base = { views, restingOrderIds: new Set<string>(), account: undefined };
    if ('failure' in read) return { ...base, activities: [], unreadable: this.whyUnreadable(read.failure) };
    const found = await this.reconciled(state, read.snapshot);
    try {
      const wrong = await this.options.margin.ensure(symbols, state, parameters);
      return { ...base, ...found, unexplained: [...(found.unexplained ?? []), ...wrong] };
    } catch (failure) {
      return { ...base, unreadable: this.whyUnreadable(failure), ...found };
    }
  }

  /** What was read ahead, unless the state has orders in other markets: another invocation may have placed them. */
  private async readOf({ ledger, orders }: BotState, symbols: readonly string[]): Promise<Read> {
    this.held = [...ledger.positions, ...orders].map(({ symbol }) => symbol);
    const { read } = this;
    this.read = undefined;
    if (read !== undefined && ('failure' in read || read.covers(this.held))) return read;
    return this.look(symbols);
  }

  /** A part that fails leaves the others as they are: a position whose fill is known still gets its stop. */
  private async reconciled(state: BotState, snapshot: Snapshot): Promise<Found> {
    const { dialect } = this.options;
    const failures: unknown[] = [];
    const attempt = async <Part>(part: () => Promise<Part>): Promise<Part | undefined> => {
      try {
        return await part();
      } catch (failure) {
        failures.push(failure);
        return undefined;
      }
    };
    const resolved: VenueActivity[] = [];
    const lookup = lookupOf(state, snapshot, this.options);
    for (const order of state.orders) {
      const resolution = await attempt(() => resolve(order, lookup));
      if (resolution !== undefined) resolved.push(activityOf(order, resolution, lookup.nowMs));
    }
    const check = await attempt(() => this.checked(state, snapshot, resolved));
    if (check !== undefined) await this.cancelOrphans(check);
    const shortfalls: Shortfall[] = [];
    for (const missing of check?.missing ?? []) {
      // What an earlier look has seen is not forgotten for a reading that fails.
      const found =
        (await attempt(() => explainMissing(missing, state, lookup))) ?? seenBefore(state, missing);
      if (found === undefined) continue;
      if ('kind' in found) resolved.push(found);
      else shortfalls.push(found);
    }
    const isSettled =
      resolved.length + shortfalls.length + failures.length === 0 && check?.orphans.length === 0;
    const money = await attempt(() =>
      reconcileWallet(state, walletIn(snapshot, ledgerCurrency(state.ledger)), {
        dialect,
        nowMs: lookup.nowMs,
        isSettled,
        fundingReadMs: this.fundingReadMs,
      }),
    );
    this.fundingReadMs = money?.fundingReadMs ?? this.fundingReadMs;
    const late = await this.lateFees.priced(state.unpricedFees ?? [], lookup.nowMs);
    const activities = [...resolved, ...(money?.activities ?? []), ...late].toSorted(inOrder);
    const unexplained = [
      ...(check?.unexplained ?? []),
      ...overdueOrders(state, resolved, lookup.nowMs).map(unknownWords),
    ];
    const standIns = standInsOf(state, snapshot);
    const found: Found = {
      activities,
      standIns,
      lookedAtMs: lookup.nowMs,
      unexplained,
      ...(check !== undefined && { shortfalls }),
      ...(shortfalls.length > 0 && { unreadable: IN_DOUBT }),
      ...moneyFound(state, money, lookup.nowMs),
    };
    const [failure] = failures;
    return failures.length === 0 ? found : { ...found, unreadable: this.whyUnreadable(failure) };
  }

  private async cancelOrphans({ orphans, missing, seen }: Checked): Promise<void> {
    if (orphans.length + missing.length > 0) this.looks.surprise();
    for (const { symbol, clientOrderId } of orphans) {
      const isConditional = seen.conditional.some((order) => order.clientOrderId === clientOrderId);
      await this.options.cancels.cancelOrphan({ symbol, clientOrderId, isConditional });
    }
  }

  /** Reads the account again where a difference cannot be explained: only one that is there both times is reported. */
  private async checked(
    state: BotState,
    snapshot: Snapshot,
    resolved: readonly VenueActivity[],
  ): Promise<Checked> {
    const { pause, clock } = this.options;
    const settling = symbolsFilled(state, resolved);
    const overdue = new Set(
      overdueOrders(state, resolved, clock.nowMs()).map(({ clientOrderId }) => clientOrderId),
    );
    const judge = ({ positions, orders, conditional }: Snapshot) =>
      checkAccount(state, positions, [...orders, ...conditional], settling, overdue);
    const first = judge(snapshot);
    const isNews = first.missing.some((missing) => seenBefore(state, missing) === undefined);
    if (first.unexplained.length === 0 && !isNews) return { ...first, seen: snapshot };
    await pause(LOOK_AGAIN_MS);
    const { snapshot: seen } = await this.looks.again(this.asked);
    const second = judge(seen);
    const isTold = (sentence: string) => first.unexplained.includes(sentence);
    return {
      missing: second.missing.filter((missing) =>
        first.missing.some((before) => isSameMissing(before, missing)),
      ),
      orphans: second.orphans,
      unexplained: second.unexplained.filter(isTold),
      seen,
    };
  }

  private whyUnreadable(thrown: unknown): NonNullable<VenueReport['unreadable']> {
    const failure = orderFailureOf(thrown, this.options.dialect);
    return failure.status === 'rejected' && failure.code !== undefined
      ? { cause: failure.cause, code: failure.code }
      : { cause: failure.cause };
  }
}
