/**
 * Is each movement of the wallet booked once, as what it is?
 *
 * - A transfer or a late cost is one of the venue's movements: its amount and sign, and a transfer where it is no cost.
 * - Funding is what the venue has charged for that market at that time; that of a position on paper is no movement.
 * - Money without a name is booked only where the venue names none: it has had time to show what it knows.
 */
import type { Decimal } from '../../venue/decimal.ts';
import type { VenueState } from '../../venue/venue-state.ts';
import { settledIn } from './account-rules.ts';
import { MINUTE_MS, type Looking } from './findings.ts';
import type { RecordedEvent, RecordedRow } from './recorded-items.ts';

/** The longest that a venue hides a movement is a minute; then the bot has some ticks for it. */
const SHOWN_WITHIN_MS = 3 * MINUTE_MS;
/** They are in the fills. */
const OF_TRADES: readonly string[] = ['REALIZED_PNL', 'COMMISSION'];
const COSTS: readonly string[] = ['FUNDING_FEE', 'INSURANCE_CLEAR'];

export interface MovementTerms extends Looking {
  /** Its incomes grow. */
  readonly venue: Pick<VenueState, 'incomes' | 'wallets'>;
}

export class MovementRules {
  private readonly terms: MovementTerms;
  /** By table: what is booked, as `KIND ID`, or the movement's own number. */
  private readonly booked = new Map<string, Set<string>>();
  private readonly symbols = new Map<string, string>();
  private readonly onPaper = new Set<string>();

  constructor(terms: MovementTerms) {
    this.terms = terms;
  }

  row({ event }: RecordedRow, table: string): void {
    switch (event.kind) {
      case 'opened':
        this.opened(event, `${table} ${event.position.tradeId}`);
        break;
      case 'funding':
        this.funding(event, table);
        break;
      case 'transfer':
      case 'late-cost':
        this.movement(event, table);
        break;
      default:
        break;
    }
  }

  private opened({ position, fills }: Extract<RecordedEvent, { kind: 'opened' }>, trade: string): void {
    this.symbols.set(trade, position.symbol);
    // Numbers of trades begin anew with each epoch.
    if (fills.every(({ venueId }) => venueId === undefined)) this.onPaper.add(trade);
    else this.onPaper.delete(trade);
  }

  private bookedIn(table: string): Set<string> {
    const booked = this.booked.get(table) ?? new Set<string>();
    this.booked.set(table, booked);
    return booked;
  }

  private book(table: string, what: string): void {
    const booked = this.bookedIn(table);
    if (booked.has(what)) this.terms.say('movement-booked-twice', `${what} in ${table}`);
    booked.add(what);
  }

  private funding(
    { tradeId, paidUsd, atMs }: Extract<RecordedEvent, { kind: 'funding' }>,
    table: string,
  ): void {
    const trade = `${table} ${tradeId}`;
    if (this.onPaper.has(trade)) return;
    const symbol = this.symbols.get(trade) ?? '';
    const charged = this.terms.venue.incomes.filter(
      ({ type, symbol: where, timeMs }) => type === 'FUNDING_FEE' && where === symbol && timeMs === atMs,
    );
    const sum = charged.reduce((total, { amount }) => total - amount, 0n);
    if (sum !== paidUsd)
      this.terms.say('movement-differs', `funding of ${paidUsd} in ${symbol} at ${atMs}, charged was ${sum}`);
    for (const { tranId } of charged) this.book(table, String(tranId));
  }

  private movement(event: Extract<RecordedEvent, { kind: 'transfer' | 'late-cost' }>, table: string): void {
    const { say, venue } = this.terms;
    const { kind, venueId, atMs } = event;
    const gainUsd = kind === 'transfer' ? event.amountUsd : -event.paidUsd;
    if (venueId.startsWith('nameless/')) {
      this.nameless(gainUsd, table);
      return;
    }
    // What an asset other than dollars has paid is no movement of the wallet.
    if (venueId.startsWith('fee/')) {
      this.book(table, `${kind} ${venueId} ${atMs}`);
      return;
    }
    const income = venue.incomes.find(({ tranId }) => venueId.endsWith(`/${tranId}`));
    if (income === undefined) {
      say('movement-of-nobody', `${kind} ${venueId} in ${table}`);
      return;
    }
    this.book(table, String(income.tranId));
    if (income.asset !== settledIn(venue))
      say('movement-of-another-asset', `${kind} ${venueId} is of ${income.asset}`);
    const isCost = COSTS.includes(income.type);
    if (isCost !== (kind === 'late-cost')) say('movement-is-another', `${income.type} is booked as ${kind}`);
    if (gainUsd !== income.amount)
      say('movement-differs', `${venueId} is booked with ${gainUsd}, it is ${income.amount}`);
  }

  private nameless(gainUsd: Decimal, table: string): void {
    const { venue, nowMs, say } = this.terms;
    const booked = this.bookedIn(table);
    const known = venue.incomes.filter(
      ({ tranId, type, asset, timeMs, shownFromMs = timeMs }) =>
        !OF_TRADES.includes(type) &&
        asset === settledIn(venue) &&
        Math.max(timeMs, shownFromMs) < nowMs() - SHOWN_WITHIN_MS &&
        !booked.has(String(tranId)),
    );
    const sum = known.reduce((total, { amount }) => total + amount, 0n);
    const one = known.find(({ amount }) => amount === gainUsd);
    if (known.length > 0 && (sum === gainUsd || one !== undefined))
      say('movement-booked-nameless', `${gainUsd}e-8, which the venue names ${(one ?? known[0])?.type}`);
  }
}
