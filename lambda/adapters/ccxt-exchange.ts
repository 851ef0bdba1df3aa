/**
 * Trades with real money, through ccxt.
 *
 * A sibling of the paper exchange, never its parent: it shares what it reads of the market, and nothing else.
 *
 * Invariants: what the account holds is read at every tick before anything is decided; an account that cannot be read
 * opens nothing; what cannot be explained is looked at twice before it is told; nothing that is not ours is touched.
 */
import { setTimeout } from 'node:timers/promises';
import type { BotParameters } from '../config.ts';
import { checkAccount, type AccountCheck } from '../core/account-check.ts';
import type { BotState } from '../core/bot-state.ts';
import { fillsOf, type Order, type Request, type Resolution } from '../core/order.ts';
import { openQuantity } from '../core/position.ts';
import { SECOND_MS } from '../core/units.ts';
import type { SymbolView, VenueActivity, VenueReport } from '../core/venue.ts';
import type { Clock, Exchange, Reply, SendContext } from '../ports.ts';
import type { Listing } from './ccxt-market-mapping.ts';
import { moneyMoved } from './money-moved.ts';
import { orderFailureOf } from './order-failure.ts';
import { resolve } from './order-lookup.ts';
import { OrderSender } from './order-sender.ts';
import type { MarketData } from './paper-exchange.ts';
import type { TradingClient } from './trading-client.ts';
import { VenueAccount, type Snapshot } from './venue-account.ts';
import { closedElsewhere } from './vanished-position.ts';

export interface CcxtExchangeOptions {
  readonly client: TradingClient;
  readonly market: MarketData;
  readonly listings: readonly Listing[];
  /** Venue time: requests are signed with it. */
  readonly clock: Clock;
  readonly pause?: (durationMs: number) => Promise<unknown>;
}

/** Before what cannot be explained is looked at again. */
const LOOK_AGAIN_MS = SECOND_MS;

type Read = { readonly snapshot: Snapshot } | { readonly failure: unknown };

export class CcxtExchange implements Exchange {
  private readonly account: VenueAccount;
  private readonly sender: OrderSender;
  private readonly market: MarketData;
  private readonly clock: Clock;
  private readonly pause: (durationMs: number) => Promise<unknown>;
  /** Whether the bot was live when it last looked: its account is then read beside the market. */
  private isTrading = false;
  private read: Read | undefined;

  constructor({ client, market, listings, clock, pause = setTimeout }: CcxtExchangeOptions) {
    this.account = new VenueAccount(client, listings);
    this.pause = (durationMs) => pause(durationMs);
    this.sender = new OrderSender({ account: this.account, clock, pause: this.pause });
    this.market = market;
    this.clock = clock;
  }

  async observe(
    symbols: readonly string[],
    tickMs: number,
    ...more: readonly [sinceMs?: number]
  ): Promise<readonly SymbolView[]> {
    const [views, read] = await Promise.all([
      this.market.observe(symbols, tickMs, ...more),
      this.isTrading ? this.look() : undefined,
    ]);
    this.read = read ?? this.read;
    return views;
  }

  async observePrices(symbols: readonly string[], stepMs: number): Promise<readonly SymbolView[]> {
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

  async report(
    views: readonly SymbolView[],
    state: BotState,
    _parameters: BotParameters,
  ): Promise<VenueReport> {
    this.isTrading = true;
    const read = this.read ?? (await this.look());
    this.read = undefined;
    const base = { views, restingOrderIds: new Set<string>(), account: undefined };
    if ('failure' in read) return { ...base, activities: [], unreadable: whyUnreadable(read.failure) };
    try {
      return { ...base, ...(await this.reconciled(state, read.snapshot)) };
    } catch (failure) {
      return { ...base, activities: [], unreadable: whyUnreadable(failure) };
    }
  }

  private async reconciled(state: BotState, snapshot: Snapshot) {
    const resolved = await this.resolvedOrders(state, snapshot);
    const check = await this.checked(state, snapshot, symbolsOf(state, resolved));
    for (const orphan of check.orphans) await this.sweep(orphan.symbol, orphan.clientOrderId, snapshot);
    const vanished: VenueActivity[] = [];
    for (const position of check.vanished) {
      const found = await closedElsewhere(position, this.account, this.clock.nowMs());
      if (found !== undefined) vanished.push(found);
    }
    const isSettled = resolved.length + vanished.length + check.orphans.length === 0;
    const money = await moneyMoved(state, snapshot.walletUsd, {
      account: this.account,
      nowMs: this.clock.nowMs(),
      isSettled,
    });
    const activities = [...resolved, ...vanished, ...money.activities];
    activities.sort((left, right) => {
      return left.timeMs === right.timeMs ? rank(left) - rank(right) : left.timeMs - right.timeMs;
    });
    return { activities, unexplained: [...check.unexplained, ...money.unexplained] };
  }

  private async resolvedOrders(state: BotState, snapshot: Snapshot): Promise<readonly VenueActivity[]> {
    const resolved: VenueActivity[] = [];
    const nowMs = this.clock.nowMs();
    const bookedIds = bookedFillIds(state);
    const cancel = async (order: Order) => {
      await this.sender.takeBack(order);
    };
    const openIn = (symbol: string) => {
      const position = state.ledger.positions.find((open) => open.symbol === symbol);
      return position === undefined ? 0 : openQuantity(position);
    };
    const lookup = { account: this.account, snapshot, nowMs, bookedIds, openQuantity: openIn, cancel };
    for (const order of state.orders) {
      const resolution = await resolve(order, lookup);
      if (resolution === undefined) continue;
      const { clientOrderId } = order;
      resolved.push({ kind: 'resolved', timeMs: timeOf(resolution) ?? nowMs, clientOrderId, resolution });
    }
    return resolved;
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

  /** Takes back an order that carries the bot's name, and that belongs to no trade it knows. */
  private async sweep(symbol: string, clientOrderId: string, { conditional }: Snapshot): Promise<void> {
    const isConditional = conditional.some((order) => order.clientOrderId === clientOrderId);
    await this.sender.sweep({ symbol, clientOrderId, isConditional });
  }

  async send(request: Request, { parameters, deadlineMs }: SendContext): Promise<Reply> {
    const { stopTrigger, makerTimeoutSeconds } = parameters;
    const outcome =
      request.kind === 'cancel'
        ? await this.sender.cancel(request.order)
        : await this.sender.place(request.order, { stopTrigger, makerTimeoutSeconds, deadlineMs });
    return { outcome, account: undefined };
  }
}

/** At one moment, what was charged to a position comes before what closed it. */
function rank({ kind }: VenueActivity): number {
  return kind === 'funding' || kind === 'transfer' ? 0 : 1;
}

/** Markets of which this tick has learned something. */
function symbolsOf(state: BotState, resolved: readonly VenueActivity[]): ReadonlySet<string> {
  const ids = new Set(
    resolved.map((activity) => ('clientOrderId' in activity ? activity.clientOrderId : '')),
  );
  return new Set(state.orders.filter((order) => ids.has(order.clientOrderId)).map(({ symbol }) => symbol));
}

function bookedFillIds({ ledger }: BotState): ReadonlySet<string> {
  const booked = ledger.positions.flatMap(({ exits = [] }) => exits);
  return new Set(booked.flatMap(({ venueId }) => (venueId === undefined ? [] : [venueId])));
}

function timeOf(resolution: Resolution): number | undefined {
  return resolution.status === 'never-placed' ? undefined : fillsOf(resolution).at(-1)?.timeMs;
}

function whyUnreadable(thrown: unknown): NonNullable<VenueReport['unreadable']> {
  const failure = orderFailureOf(thrown);
  return failure.status === 'rejected' && failure.code !== undefined
    ? { cause: failure.cause, code: failure.code }
    : { cause: failure.cause };
}
