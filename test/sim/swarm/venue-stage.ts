/**
 * What happens at the venue at its time: to its rules and markets, and to what the bot has there.
 */
import { abs, toNumber } from '../../venue/decimal.ts';
import { DEFAULT_RULES } from '../../venue/venue-rules.ts';
import type { World } from '../world/world.ts';
import { tradeByHand } from './hand-trades.ts';
import type { Happening } from './happening.ts';
import { usualMarket } from './usual-market.ts';

type Of<Kind extends Happening['kind']> = Extract<Happening, { kind: Kind }>;

const AT_VENUE = [
  'venue-rules',
  'market',
  'venue-event',
  'takeover',
  'stop-ends',
  'limit-ends',
  'limit-met',
  'owner-sets',
  'owner-trades',
  'jump',
  'hunt',
  'thin-book',
] as const;

export type VenueHappening = Of<(typeof AT_VENUE)[number]>;

export function isAtVenue(happening: Happening): happening is VenueHappening {
  return AT_VENUE.some((kind) => kind === happening.kind);
}

/** With what the owner sets a market whose leverage she changes. */
const OWNERS_LEVERAGE = 3;

export class VenueStage {
  private readonly world: World;
  /** When what lasts so long from now on ends. */
  private readonly endOf: (forMs: number) => number;

  constructor(world: World, endOf: (forMs: number) => number) {
    this.world = world;
    this.endOf = endOf;
  }

  /** @returns whether it could be. */
  happen(happening: VenueHappening): boolean {
    const { venue } = this.world;
    switch (happening.kind) {
      case 'venue-rules':
        this.changeRules(happening);
        return true;
      case 'market':
        this.changeMarket(happening);
        return true;
      case 'venue-event':
        return this.tried(() => venue.happen(happening.event));
      case 'takeover':
        return this.takeOver(happening);
      case 'stop-ends':
        return this.endStop(happening);
      case 'limit-ends':
        return this.endLimit(happening);
      case 'limit-met':
        return this.meetLimit(happening);
      case 'owner-trades':
        return this.tried(() => tradeByHand(venue, happening));
      case 'owner-sets':
        return this.set(happening);
      case 'jump':
        this.world.paths.get(happening.symbol)?.jump(happening.pct);
        return true;
      case 'hunt':
        return this.hunt(happening);
      case 'thin-book':
        this.thinBook(happening);
        return true;
    }
  }

  private tried(cause: () => void): boolean {
    try {
      cause();
      return true;
    } catch (error) {
      this.world.trace.note(`it cannot happen: ${String(error)}`);
      return false;
    }
  }

  private changeRules({ rules, forMs }: Of<'venue-rules'>): void {
    const { venue, time, quoteAgeMs } = this.world;
    if (rules.feeAsset !== undefined) {
      venue.happen({ kind: 'income', type: 'TRANSFER', amount: 5, asset: rules.feeAsset.asset });
    }
    Object.assign(venue.rules, rules);
    const names = Object.keys(rules);
    time.at(this.endOf(forMs), () => {
      const usual = new Map<string, unknown>(Object.entries({ ...DEFAULT_RULES, quoteAgeMs }));
      for (const name of names) {
        if (usual.has(name)) Object.assign(venue.rules, { [name]: usual.get(name) });
        else Reflect.deleteProperty(venue.rules, name);
      }
    });
  }

  private changeMarket({ symbol, change, forMs }: Of<'market'>): void {
    const { venue, time } = this.world;
    venue.happen({ kind: 'market', symbol, change });
    time.at(this.endOf(forMs), () => venue.happen({ kind: 'market', symbol, change: usualMarket(symbol) }));
  }

  private takeOver({ symbol, by, share }: Of<'takeover'>): boolean {
    const { venue } = this.world;
    const position = this.positionIn(symbol);
    if (position === undefined) return false;
    const size = abs(position.amount);
    const part = this.partOf(symbol, size, share);
    const quantity = part === 0n ? size : part;
    return this.tried(() => venue.happen({ kind: 'take-over', symbol, by, quantity: toNumber(quantity) }));
  }

  private endStop({ symbol, status }: Of<'stop-ends'>): boolean {
    const { venue } = this.world;
    const stop = venue.books.openAlgos.find((one) => one.symbol === symbol);
    if (stop === undefined) return false;
    return this.tried(() => venue.happen({ kind: 'end-conditional', clientId: stop.clientAlgoId, status }));
  }

  private endLimit({ symbol }: Of<'limit-ends'>): boolean {
    const order = this.limitIn(symbol);
    if (order === undefined) return false;
    return this.tried(() => this.world.venue.happen({ kind: 'cancel', clientId: order.clientOrderId }));
  }

  private meetLimit({ symbol, share }: Of<'limit-met'>): boolean {
    const order = this.limitIn(symbol);
    const listing = this.world.venue.state.listings.get(symbol);
    if (order === undefined || listing === undefined) return false;
    const { tick, step } = listing;
    const part = this.partOf(symbol, order.quantity - order.filled, share);
    const through = order.side === 'BUY' ? order.price - tick : order.price + tick;
    const quantity = toNumber(part === 0n ? step : part);
    return this.tried(() => this.world.venue.print(symbol, toNumber(through), quantity));
  }

  private set({ symbol, setting, forMs }: Of<'owner-sets'>): boolean {
    const { venue, time } = this.world;
    const { leverages, marginTypes } = venue.state;
    if (this.positionIn(symbol) !== undefined || this.limitIn(symbol) !== undefined) return false;
    if (setting === 'leverage') {
      leverages.set(symbol, OWNERS_LEVERAGE);
      return true;
    }
    marginTypes.set(symbol, 'CROSSED');
    const setBack = () => {
      // The exchange changes nothing of a position that is open.
      if (this.positionIn(symbol) === undefined) marginTypes.set(symbol, 'ISOLATED');
      else time.after(1_000, setBack);
    };
    time.at(this.endOf(forMs), setBack);
    return true;
  }

  /** The last price is what a stop looks at: it falls to the ask, and rises to the bid. */
  private hunt({ symbol, ends, pct }: Of<'hunt'>): boolean {
    const { venue, paths } = this.world;
    const stop = venue.books.openAlgos.find((one) => one.symbol === symbol);
    const tick = venue.state.listings.get(symbol)?.tick;
    if (stop === undefined || tick === undefined) return false;
    const isLong = stop.side === 'SELL';
    const trigger = toNumber(stop.triggerPrice);
    const away = { before: toNumber(tick), at: 0, through: (-trigger * pct) / 100 }[ends];
    paths.get(symbol)?.visit(isLong ? trigger + away : trigger - away, isLong ? 'down' : 'up');
    return true;
  }

  private thinBook({ symbol, usd, restPct, forMs }: Of<'thin-book'>): void {
    const { thinBooks, time } = this.world;
    const book = { usd, restPct };
    thinBooks.set(symbol, book);
    time.at(this.endOf(forMs), () => {
      if (thinBooks.get(symbol) === book) thinBooks.delete(symbol);
    });
  }

  private positionIn(symbol: string) {
    return this.world.venue.books.positions.find((one) => one.symbol === symbol);
  }

  private limitIn(symbol: string) {
    return [...this.world.venue.state.openOrders].find((one) => one.symbol === symbol);
  }

  /** Rounded down to what the market trades. */
  private partOf(symbol: string, size: bigint, share: number): bigint {
    const step = this.world.venue.state.listings.get(symbol)?.step ?? 1n;
    return ((size * BigInt(Math.round(share * 100))) / 100n / step) * step;
  }
}
