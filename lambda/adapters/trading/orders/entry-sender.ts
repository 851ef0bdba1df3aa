/**
 * Sends an entry and its hard stop: protect first, account later.
 *
 * - The stop goes out as soon as the entry is accepted or in doubt, before anything is read, and whatever the store
 *   does. Of a post-only entry: at the look that first shows a fill.
 * - A stop that finds no position is sent again while the entry may still arrive.
 * - Where the price is beyond the stop already, the entry is closed at once, under an id of its own number.
 * - Fills and fees are read afterwards.
 */
import {
  SEND_WITHIN_MS,
  closeOfEntry,
  type EntryOrder,
  type Outcome,
  type Protection,
  type SentClose,
  type StopOrder,
} from '../../../core/order.ts';
import { SECOND_MS } from '../../../core/units.ts';
import { isOver, type VenueOrder } from '../venue-dialect.ts';
import type { OrderCancel } from './order-cancel.ts';
import type { OrderFailure } from './order-failure.ts';
import { expiryOf, type OrderPlacement } from './order-placement.ts';
import { TOO_LATE, type OrderSender, type OrderTerms } from './order-sender.ts';

export interface EntryTerms extends OrderTerms {
  /** How long a post-only entry may rest. */
  readonly makerTimeoutSeconds: number;
}

export interface SentEntry {
  readonly outcome: Outcome;
  readonly protection?: Protection;
  /** Absent where the venue's answer did not say that the entry was accepted. */
  readonly acceptedAtMs?: number;
}

/** Pauses before a stop that has found no position is sent again: an entry in doubt may still arrive. */
const NO_POSITION_YET_MS = [200, 500, 1_000, 2_000];

/** How often a post-only entry is read. A first part that is filled ends it, and is protected. */
const REST_LOOK_MS = 500;

/** How long the stop, its verification and the commit need after an entry. */
const RESERVE_MS = 12 * SECOND_MS;

export class EntrySender {
  private readonly placement: OrderPlacement;
  private readonly sender: OrderSender;
  private readonly cancels: OrderCancel;

  constructor(placement: OrderPlacement, sender: OrderSender, cancels: OrderCancel) {
    this.placement = placement;
    this.sender = sender;
    this.cancels = cancels;
  }

  enter(entry: EntryOrder, stop: StopOrder, terms: EntryTerms): Promise<SentEntry> {
    return entry.price === undefined
      ? this.enterAtMarket(entry, stop, terms)
      : this.enterPostOnly(entry, stop, terms);
  }

  private async enterAtMarket(entry: EntryOrder, stop: StopOrder, terms: EntryTerms): Promise<SentEntry> {
    const { placement } = this;
    const { failure, acceptedAtMs } = await placement.attempt(entry, () =>
      placement.dialect.enter(entry, expiryOf(entry)),
    );
    if (failure?.status === 'rejected') return { outcome: await placement.rejected(failure) };
    const first = await this.sender.place(stop, terms);
    const entered: Entered = { isNothing: false };
    const [protection, outcome] = await Promise.all([
      this.protect(entry, stop, terms, { first, entered }),
      this.endOf(entry, failure, entered),
    ]);
    return { outcome, protection, ...(acceptedAtMs !== undefined && { acceptedAtMs }) };
  }

  /** What the entry came to, read once its stop has gone out. */
  private async endOf(
    entry: EntryOrder,
    failure: OrderFailure | undefined,
    entered: Entered,
  ): Promise<Outcome> {
    const { placement } = this;
    const found = failure && (await placement.found(entry, failure));
    const outcome = found?.outcome ?? (await placement.endOf(entry));
    entered.isNothing = outcome.status === 'expired';
    return outcome;
  }

  private async enterPostOnly(entry: EntryOrder, stop: StopOrder, terms: EntryTerms): Promise<SentEntry> {
    const { placement } = this;
    const placed = await placement.place(entry, () => placement.dialect.enter(entry, expiryOf(entry)));
    // In doubt and not to be seen: the next look takes it back, and protects what it was filled with.
    if (placed.accepted === undefined) return { outcome: placed.outcome };
    const { makerTimeoutSeconds, deadlineMs } = terms;
    const nowMs = () => placement.clock.nowMs();
    const untilMs = Math.min(nowMs() + makerTimeoutSeconds * SECOND_MS, deadlineMs - RESERVE_MS);
    const protect = async () =>
      this.protect(entry, stop, terms, { first: await this.sender.place(stop, terms) });
    let protection: Protection | undefined;
    while (nowMs() < untilMs) {
      const found = await placement.look(entry);
      if (found !== undefined && isOverUnfilled(found)) return { outcome: { status: 'expired' } };
      if (found !== undefined && found.filledQuantity > 0) {
        protection = await protect();
        break;
      }
      await placement.pause(REST_LOOK_MS);
    }
    const { answer } = await this.cancels.requestCancel(entry);
    // Filled between the last look and the cancel, or nobody knows.
    if (answer === undefined || !isOverUnfilled(answer)) protection ??= await protect();
    const { acceptedAtMs } = placed;
    return {
      outcome: await placement.endOf(entry),
      ...(protection !== undefined && { protection }),
      ...(acceptedAtMs !== undefined && { acceptedAtMs }),
    };
  }

  /** Goes on until the stop rests, is refused for good, or has nothing to protect. */
  private async protect(
    entry: EntryOrder,
    stop: StopOrder,
    terms: EntryTerms,
    { first, entered }: { readonly first: Outcome; readonly entered?: Entered },
  ): Promise<Protection> {
    const { placement } = this;
    const { deadlineMs } = terms;
    let outcome = first;
    for (const waitMs of NO_POSITION_YET_MS) {
      const isLate = placement.clock.nowMs() + waitMs >= deadlineMs;
      if (!isTooEarly(outcome) || isLate) break;
      await placement.pause(waitMs);
      if (entered?.isNothing === true) break;
      outcome = await this.sender.place(stop, terms);
    }
    if (outcome.status !== 'rejected' || outcome.code !== 'would-trigger') return { stop: outcome };
    return { stop: outcome, close: await this.close(entry, stop, terms) };
  }

  /** The price is beyond the stop already: nothing is asked, and no store has to answer. */
  private async close(entry: EntryOrder, stop: StopOrder, terms: EntryTerms): Promise<SentClose> {
    const nowMs = this.placement.clock.nowMs();
    // Signed now: it can only reduce.
    const sendBeforeMs = nowMs + SEND_WITHIN_MS;
    if (nowMs >= terms.deadlineMs) return { outcome: TOO_LATE, sendBeforeMs };
    const close = { ...closeOfEntry(entry, stop), sendBeforeMs };
    return { outcome: await this.sender.place(close, terms), sendBeforeMs };
  }
}

/** What is known of an entry while its stop is sent. */
interface Entered {
  /** There is nothing to protect. */
  isNothing: boolean;
}

function isOverUnfilled(order: VenueOrder): boolean {
  return isOver(order) && order.filledQuantity === 0;
}

/** The stop was there before its position was. */
function isTooEarly(outcome: Outcome): boolean {
  return outcome.status === 'rejected' && outcome.code === 'nothing-to-reduce';
}
