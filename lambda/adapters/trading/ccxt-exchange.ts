/**
 * `lambda/adapters/trading/`: a real account: its positions, money and settings, and the orders sent to it.
 *
 * Trades with real money, through ccxt.
 *
 * A sibling of the paper exchange, never its parent: it shares what it reads of the market, and nothing else.
 *
 * Invariants: what the account holds is read at every tick before anything is decided; an account that cannot be read
 * opens nothing; what cannot be explained is looked at twice before it is told; nothing that is not ours is touched.
 */
import { setTimeout } from 'node:timers/promises';
import type { BotParameters } from '../../config.ts';
import { activityOf, inOrder, overdueUnknownOrders, symbolsFilled } from './account-activities.ts';
import { checkAccount, type AccountCheck } from '../../core/audit/account-check.ts';
import type { BotState } from '../../core/bot-state.ts';
import type { Request } from '../../core/order.ts';
import { openQuantity } from '../../core/ledger/position.ts';
import { MINUTE_MS, SECOND_MS } from '../../core/units.ts';
import type { VenueActivity, VenueReport } from '../../core/venue-report.ts';
import type { MarketView } from '../../core/market.ts';
import type { Clock, Exchange, MarketData, Reply, SendContext } from '../../ports.ts';
import type { Listing } from '../market/ccxt-market-mapping.ts';
import { MarginGuard } from './ensure-margin.ts';
import { reconcileWallet, type WalletMovements } from './wallet-movements.ts';
import { orderFailureOf } from './orders/order-failure.ts';
import { resolve, type Lookup } from './orders/order-resolution.ts';
import { OrderSender } from './orders/order-sender.ts';
import { OrderCancel } from './orders/order-cancel.ts';
import type { TradingClient } from './trading-client.ts';
import { VenueAccount, type Snapshot } from './venue-account.ts';
import { closedElsewhere } from './external-close.ts';
import { VenueBackoff } from '../market/venue-backoff.ts';

export interface CcxtExchangeOptions {
  readonly client: TradingClient;
  readonly market: MarketData;
  readonly listings: readonly Listing[];
  /** Venue time: requests are signed with it. */
  readonly clock: Clock;
  readonly pause?: (durationMs: number) => Promise<unknown>;
  /** Shared with the market where both ask one venue. */
  readonly backoff?: VenueBackoff;
}

/** Before what cannot be explained is looked at again. */
const LOOK_AGAIN_MS = SECOND_MS;

/** How long after the wallet has changed the venue may take to say why. */
const EXPLAINED_WITHIN_MS = MINUTE_MS;

type Found = Pick<
  VenueReport,
  'activities' | 'unexplained' | 'unexplainedUsd' | 'balancedAtMs' | 'unreadable'
>;

type Read = { readonly snapshot: Snapshot } | { readonly failure: unknown };

export class CcxtExchange implements Exchange {
  private readonly account: VenueAccount;
  private readonly margin: MarginGuard;
  private readonly sender: OrderSender;
  private readonly cancels: OrderCancel;
  private readonly market: MarketData;
  private readonly clock: Clock;
  private readonly pause: (durationMs: number) => Promise<unknown>;
  /** Whether the bot was live when it last looked: its account is then read beside the market. */
  private isTrading = false;
  private read: Read | undefined;
  private unexplainedSinceMs: number | undefined;

  constructor(options: CcxtExchangeOptions) {
    const {
      client,
      market,
      listings,
      clock,
      pause = setTimeout,
      backoff = new VenueBackoff(clock),
    } = options;
    this.account = new VenueAccount({ client, listings, backoff });
    this.margin = new MarginGuard({ client, listings, backoff });
    this.pause = (durationMs) => pause(durationMs);
    this.cancels = new OrderCancel(this.account);
    const { account, cancels } = this;
    this.sender = new OrderSender({ account, cancels, clock, pause: this.pause });
    this.market = market;
    this.clock = clock;
  }

  async observe(
    symbols: readonly string[],
    tickMs: number,
    ...more: readonly [sinceMs?: number]
  ): Promise<readonly MarketView[]> {
    const [views, read] = await Promise.all([
      this.market.observe(symbols, tickMs, ...more),
      this.isTrading ? this.look() : undefined,
    ]);
    this.read = read ?? this.read;
    return views;
  }

  async observePrices(symbols: readonly string[], stepMs: number): Promise<readonly MarketView[]> {
    const [views, read] = await Promise.all([
      this.market.observePrices(symbols, stepMs),
      this.isTrading ? this.look() : undefined,
    ]);
    this.read = read ?? this.read;
    return views;
  }

  private async look(): Promise<Read> {
    try {
      return { snapshot: await this.account.look() };
    } catch (failure) {
      return { failure };
    }
  }

  async syncAccount(
    views: readonly MarketView[],
    state: BotState,
    parameters: BotParameters,
  ): Promise<VenueReport> {
    this.isTrading = true;
    const read = this.read ?? (await this.look());
    this.read = undefined;
    const base = { views, restingOrderIds: new Set<string>(), account: undefined };
    if ('failure' in read) return { ...base, activities: [], unreadable: whyUnreadable(read.failure) };
    const found = await this.reconciled(state, read.snapshot);
    const symbols = views.map(({ market }) => market.symbol);
    try {
      const wrong = await this.margin.check(symbols, state, parameters);
      return { ...base, ...found, unexplained: [...(found.unexplained ?? []), ...wrong] };
    } catch (failure) {
      return { ...base, unreadable: whyUnreadable(failure), ...found };
    }
  }

  /** What could not be learned leaves the rest as it is: a position whose fill is known is not kept from its stop. */
  private async reconciled(state: BotState, snapshot: Snapshot): Promise<Found> {
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
    const check = await attempt(() => this.checked(state, snapshot, symbolsFilled(state, resolved)));
    for (const { symbol, clientOrderId } of check?.orphans ?? []) {
      const isConditional = snapshot.conditional.some((order) => order.clientOrderId === clientOrderId);
      await this.cancels.cancelOrphan({ symbol, clientOrderId, isConditional });
    }
    for (const position of check?.vanished ?? []) {
      const found = await attempt(() => closedElsewhere(position, this.account, lookup.nowMs));
      if (found !== undefined) resolved.push(found);
    }
    const isSettled = resolved.length + failures.length === 0 && check?.orphans.length === 0;
    const money = await attempt(() =>
      reconcileWallet(state, snapshot.walletUsd, { account: this.account, nowMs: lookup.nowMs, isSettled }),
    );
    const activities = [...resolved, ...(money?.activities ?? [])].toSorted(inOrder);
    const unexplained = [
      ...(check?.unexplained ?? []),
      ...overdueUnknownOrders(state, resolved, lookup.nowMs),
    ];
    const found: Found = { activities, unexplained, ...this.moneyFound(money, lookup.nowMs) };
    const [failure] = failures;
    return failures.length === 0 ? found : { ...found, unreadable: whyUnreadable(failure) };
  }

  /** The venue tells a movement of money a little after the wallet has changed: until then nothing is opened. */
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

  private lookupOf({ ledger }: BotState, snapshot: Snapshot): Lookup {
    const exits = ledger.positions.flatMap((position) => position.exits ?? []);
    return {
      account: this.account,
      snapshot,
      nowMs: this.clock.nowMs(),
      bookedIds: new Set(exits.flatMap(({ venueId }) => (venueId === undefined ? [] : [venueId]))),
      openQuantity: (symbol) => {
        const position = ledger.positions.find((open) => open.symbol === symbol);
        return position === undefined ? 0 : openQuantity(position);
      },
      cancel: async (order) => {
        await this.cancels.requestCancel(order);
      },
    };
  }

  /** Looks again where something cannot be explained: only what is there both times is told. */
  private async checked(
    state: BotState,
    snapshot: Snapshot,
    settling: ReadonlySet<string>,
  ): Promise<AccountCheck> {
    const judge = ({ positions, orders, conditional }: Snapshot) =>
      checkAccount(state, positions, [...orders, ...conditional], settling);
    const first = judge(snapshot);
    if (first.unexplained.length + first.vanished.length === 0) return first;
    await this.pause(LOOK_AGAIN_MS);
    const second = judge(await this.account.look());
    const isTold = (sentence: string) => first.unexplained.includes(sentence);
    return {
      vanished: second.vanished.filter(({ tradeId }) =>
        first.vanished.some((position) => position.tradeId === tradeId),
      ),
      orphans: second.orphans,
      unexplained: second.unexplained.filter(isTold),
    };
  }

  async send(request: Request, { parameters, deadlineMs }: SendContext): Promise<Reply> {
    const { stopTrigger, makerTimeoutSeconds } = parameters;
    const outcome =
      request.kind === 'cancel'
        ? await this.cancels.cancel(request.order)
        : await this.sender.place(request.order, { stopTrigger, makerTimeoutSeconds, deadlineMs });
    return { outcome, account: undefined };
  }
}

function whyUnreadable(thrown: unknown): NonNullable<VenueReport['unreadable']> {
  const failure = orderFailureOf(thrown);
  return failure.status === 'rejected' && failure.code !== undefined
    ? { cause: failure.cause, code: failure.code }
    : { cause: failure.cause };
}
