/**
 * How much of the account does one look read?
 *
 * - Always money and positions of all markets, and the open orders of the markets that the bot trades or holds.
 * - The open orders of all markets, which are dear: at first, within every hour, and after a surprise. Then whatever
 *   rests in other markets is found. While a surprise lasts, that is once a minute.
 * - In between, orders that rested in other markets are taken to rest there still.
 */
import type { BotState } from '../../core/bot-state.ts';
import { HOUR_MS, MINUTE_MS, minuteStartMs } from '../../core/units.ts';
import type { VenueReport } from '../../core/venue-report.ts';
import type { Clock } from '../../ports.ts';
import type { Snapshot, VenueDialect } from './venue-dialect.ts';

/** The next tick, which may be a little late, still comes within the hour. */
const COMPLETE_EVERY_MS = HOUR_MS - 2 * MINUTE_MS;

export interface Look {
  readonly snapshot: Snapshot;
  /** Whether the open orders of these markets were read. */
  readonly covers: (symbols: readonly string[]) => boolean;
}

type Orders = Pick<Snapshot, 'orders' | 'conditional'>;

export class AccountLook {
  private readonly dialect: Pick<VenueDialect, 'look'>;
  private readonly clock: Clock;
  private completeMs: number | undefined;
  private wasComplete = false;
  private isSurprised = false;
  /** Of markets that the last look at all of them was not asked for. */
  private elsewhere: Orders = { orders: [], conditional: [] };

  constructor(dialect: Pick<VenueDialect, 'look'>, clock: Clock) {
    this.dialect = dialect;
    this.clock = clock;
  }

  /** Something failed, or is not as it was left: the next look is at all markets, unless this minute has had one. */
  surprise(): void {
    this.isSurprised = true;
  }

  /** @throws VenueError when a part of the account cannot be read. */
  at(symbols: readonly string[]): Promise<Look> {
    return this.look(symbols, this.isCompleteDue());
  }

  /** Looks once more, at no less than the last time: something there cannot be explained. @throws VenueError */
  again(symbols: readonly string[]): Promise<Look> {
    this.surprise();
    return this.look(symbols, this.wasComplete || this.isCompleteDue());
  }

  private async look(symbols: readonly string[], isComplete: boolean): Promise<Look> {
    this.wasComplete = isComplete;
    try {
      const asked = new Set(symbols);
      return isComplete ? await this.complete(asked) : await this.partial(asked);
    } catch (error) {
      this.surprise();
      throw error;
    }
  }

  private async complete(asked: ReadonlySet<string>): Promise<Look> {
    const snapshot = await this.dialect.look();
    this.completeMs = this.clock.nowMs();
    this.isSurprised = false;
    this.elsewhere = outside(asked, snapshot);
    return { snapshot, covers: () => true };
  }

  private async partial(asked: ReadonlySet<string>): Promise<Look> {
    const snapshot = await this.dialect.look([...asked]);
    const read = new Set([...asked, ...[...snapshot.orders, ...snapshot.conditional].map(symbolOf)]);
    const { orders, conditional } = outside(read, this.elsewhere);
    return {
      snapshot: {
        ...snapshot,
        orders: [...snapshot.orders, ...orders],
        conditional: [...snapshot.conditional, ...conditional],
      },
      covers: (wanted) => wanted.every((symbol) => asked.has(symbol)),
    };
  }

  private isCompleteDue(): boolean {
    const nowMs = this.clock.nowMs();
    if (this.completeMs === undefined || nowMs - this.completeMs >= COMPLETE_EVERY_MS) return true;
    return this.isSurprised && minuteStartMs(nowMs) !== minuteStartMs(this.completeMs);
  }
}

function symbolOf({ symbol }: { readonly symbol: string }): string {
  return symbol;
}

function outside(symbols: ReadonlySet<string>, { orders, conditional }: Orders): Orders {
  const isOutside = (order: { readonly symbol: string }) => !symbols.has(order.symbol);
  return { orders: orders.filter(isOutside), conditional: conditional.filter(isOutside) };
}

/** Whether something failed, is unknown, or is not as the ledger has it. */
export function isSurprise(report: VenueReport, { orders }: Pick<BotState, 'orders'>): boolean {
  const { activities, unexplained = [], unexplainedUsd, unreadable } = report;
  return (
    unreadable !== undefined ||
    unexplained.length > 0 ||
    unexplainedUsd !== undefined ||
    activities.some(({ kind }) => kind === 'closed-elsewhere') ||
    orders.some(({ status }) => status !== 'resting')
  );
}
