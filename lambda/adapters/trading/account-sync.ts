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
import { checkAccount, type AccountCheck, type MissingPosition } from '../../core/audit/account-check.ts';
import type { BotParameters } from '../../config.ts';
import type { BotState } from '../../core/bot-state.ts';
import { openQuantity, type Shortfall } from '../../core/ledger/position.ts';
import type { MarketView } from '../../core/market.ts';
import { isLive } from '../../core/orders/order-plan.ts';
import { MINUTE_MS, SECOND_MS } from '../../core/units.ts';
import type { VenueActivity, VenueReport } from '../../core/venue-report.ts';
import type { Clock } from '../../ports.ts';
import { activityOf, inOrder, overdueOrders, symbolsFilled, unknownWords } from './account-activities.ts';
import type { IsolatedMargin } from './ensure-margin.ts';
import { closedElsewhere } from './external-close.ts';
import type { OrderCancel } from './orders/order-cancel.ts';
import { LateFees } from './late-fees.ts';
import { orderFailureOf } from './orders/order-failure.ts';
import { resolve, type Lookup } from './orders/order-resolution.ts';
import type { Snapshot, VenueDialect } from './venue-dialect.ts';
import { reconcileWallet, type WalletMovements } from './wallet-movements.ts';

export interface AccountSyncOptions {
  readonly dialect: VenueDialect;
  readonly margin: IsolatedMargin;
  readonly cancels: OrderCancel;
  readonly clock: Clock;
  readonly pause: (durationMs: number) => Promise<unknown>;
}

/** Before a difference that cannot be explained is read again. */
const LOOK_AGAIN_MS = SECOND_MS;

/** How long after the wallet has changed the venue may take to say why. */
const EXPLAINED_WITHIN_MS = MINUTE_MS;

type Found = Pick<
  VenueReport,
  'activities' | 'shortfalls' | 'standIns' | 'unexplained' | 'unexplainedUsd' | 'balancedAtMs' | 'unreadable'
>;

type Read = { readonly snapshot: Snapshot } | { readonly failure: unknown };

export class AccountSync {
  private readonly options: AccountSyncOptions;
  /** Whether the bot was live at its last tick: its account is then read beside the market. */
  private isTrading = false;
  private read: Read | undefined;
  private unexplainedSinceMs: number | undefined;
  private readonly lateFees: LateFees;

  constructor(options: AccountSyncOptions) {
    this.options = options;
    this.lateFees = new LateFees(options.dialect);
  }

  /** Reads the account for the next `sync`; a failure waits for it, too. */
  async readAhead(): Promise<void> {
    if (this.isTrading) this.read = await this.look();
  }

  private async look(): Promise<Read> {
    try {
      return { snapshot: await this.options.dialect.look() };
    } catch (failure) {
      return { failure };
    }
  }

  async sync(views: readonly MarketView[], state: BotState, parameters: BotParameters): Promise<VenueReport> {
    this.isTrading = true;
    const read = this.read ?? (await this.look());
    this.read = undefined;
    const base = { views, restingOrderIds: new Set<string>(), account: undefined };
    if ('failure' in read) return { ...base, activities: [], unreadable: this.whyUnreadable(read.failure) };
    const found = await this.reconciled(state, read.snapshot);
    const symbols = views.map(({ market }) => market.symbol);
    try {
      const wrong = await this.options.margin.ensure(symbols, state, parameters);
      return { ...base, ...found, unexplained: [...(found.unexplained ?? []), ...wrong] };
    } catch (failure) {
      return { ...base, unreadable: this.whyUnreadable(failure), ...found };
    }
  }

  /** A part that fails leaves the others as they are: a position whose fill is known still gets its stop. */
  private async reconciled(state: BotState, snapshot: Snapshot): Promise<Found> {
    const { dialect, cancels } = this.options;
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
    const lookup = this.lookupOf(state, snapshot);
    for (const order of state.orders) {
      const resolution = await attempt(() => resolve(order, lookup));
      if (resolution !== undefined) resolved.push(activityOf(order, resolution, lookup.nowMs));
    }
    const check = await attempt(() => this.checked(state, snapshot, resolved));
    for (const { symbol, clientOrderId } of check?.orphans ?? []) {
      const isConditional = snapshot.conditional.some((order) => order.clientOrderId === clientOrderId);
      await cancels.cancelOrphan({ symbol, clientOrderId, isConditional });
    }
    const shortfalls: Shortfall[] = [];
    for (const missing of check?.missing ?? []) {
      const { tradeId } = missing.position;
      const seen = seenBefore(state, missing);
      const orders = state.orders.filter((order) => order.tradeId === tradeId);
      const isStopOpen = snapshot.conditional.some((open) =>
        orders.some(({ clientOrderId }) => clientOrderId === open.clientOrderId),
      );
      const asked = { dialect, botId: state.botId, orders, isStopOpen, seen, nowMs: lookup.nowMs };
      const found = (await attempt(() => closedElsewhere(missing, asked))) ?? seen;
      if (found === undefined) continue;
      if ('kind' in found) resolved.push(found);
      else shortfalls.push(found);
    }
    const isSettled =
      resolved.length + shortfalls.length + failures.length === 0 && check?.orphans.length === 0;
    const money = await attempt(() =>
      reconcileWallet(state, snapshot.walletUsd, { dialect, nowMs: lookup.nowMs, isSettled }),
    );
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
      unexplained,
      ...(check !== undefined && { shortfalls }),
      ...(shortfalls.length > 0 && { unreadable: IN_DOUBT }),
      ...this.moneyFound(money, lookup.nowMs),
    };
    const [failure] = failures;
    return failures.length === 0 ? found : { ...found, unreadable: this.whyUnreadable(failure) };
  }

  /** The venue shows a movement of money a little after the wallet has changed: until then nothing is opened. */
  private moneyFound(money: WalletMovements | undefined, nowMs: number): Partial<Found> {
    if (money === undefined) return {};
    const { unexplainedUsd, isBalanced = false } = money;
    if (unexplainedUsd === undefined) {
      this.unexplainedSinceMs = undefined;
      return isBalanced ? { balancedAtMs: nowMs } : {};
    }
    this.unexplainedSinceMs ??= nowMs;
    if (nowMs - this.unexplainedSinceMs >= EXPLAINED_WITHIN_MS) return { unexplainedUsd };
    return { unreadable: { cause: 'the wallet has changed, and the exchange does not say why yet' } };
  }

  private lookupOf(state: BotState, snapshot: Snapshot): Lookup {
    const { dialect, cancels, clock } = this.options;
    const { ledger } = state;
    const exits = ledger.positions.flatMap((position) => position.exits ?? []);
    return {
      dialect,
      snapshot,
      nowMs: clock.nowMs(),
      bookedIds: new Set(exits.flatMap(({ venueId }) => (venueId === undefined ? [] : [venueId]))),
      openQuantity: (symbol) => {
        const position = ledger.positions.find((open) => open.symbol === symbol);
        return position === undefined ? 0 : openQuantity(position);
      },
      isLive: (order) => isLive(state, order),
      cancel: async (order) => {
        await cancels.requestCancel(order);
      },
    };
  }

  /** Reads the account again where a difference cannot be explained: only one that is there both times is reported. */
  private async checked(
    state: BotState,
    snapshot: Snapshot,
    resolved: readonly VenueActivity[],
  ): Promise<AccountCheck> {
    const { dialect, pause, clock } = this.options;
    const settling = symbolsFilled(state, resolved);
    const overdue = new Set(
      overdueOrders(state, resolved, clock.nowMs()).map(({ clientOrderId }) => clientOrderId),
    );
    const judge = ({ positions, orders, conditional }: Snapshot) =>
      checkAccount(state, positions, [...orders, ...conditional], settling, overdue);
    const first = judge(snapshot);
    const isNews = first.missing.some((missing) => seenBefore(state, missing) === undefined);
    if (first.unexplained.length === 0 && !isNews) return first;
    await pause(LOOK_AGAIN_MS);
    const second = judge(await dialect.look());
    const isTold = (sentence: string) => first.unexplained.includes(sentence);
    return {
      missing: second.missing.filter((missing) =>
        first.missing.some((before) => isSameMissing(before, missing)),
      ),
      orphans: second.orphans,
      unexplained: second.unexplained.filter(isTold),
    };
  }

  private whyUnreadable(thrown: unknown): NonNullable<VenueReport['unreadable']> {
    const failure = orderFailureOf(thrown, this.options.dialect);
    return failure.status === 'rejected' && failure.code !== undefined
      ? { cause: failure.cause, code: failure.code }
      : { cause: failure.cause };
  }
}

/** Nothing is entered beside a position of which nobody knows what became. */
const IN_DOUBT = {
  cause: 'a position is smaller than the ledger says, and the exchange does not show why yet',
} as const;

/** As an earlier look has seen the same. */
function seenBefore({ shortfalls = [] }: BotState, { position, heldQuantity }: MissingPosition) {
  return shortfalls.find((seen) => seen.tradeId === position.tradeId && seen.heldQuantity === heldQuantity);
}

function isSameMissing(left: MissingPosition, right: MissingPosition): boolean {
  return left.position.tradeId === right.position.tradeId && left.heldQuantity === right.heldQuantity;
}

/** Markets of positions in which another stop than ours closes all. */
function standInsOf({ ledger, orders }: BotState, { conditional }: Snapshot): readonly string[] {
  const own = new Set(orders.map(({ clientOrderId }) => clientOrderId));
  const others = conditional.filter(
    ({ clientOrderId, status }) => status === 'open' && !own.has(clientOrderId),
  );
  return ledger.positions
    .filter(({ symbol, side }) => others.some((other) => other.symbol === symbol && other.closes === side))
    .map(({ symbol }) => symbol);
}
