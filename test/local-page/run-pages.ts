/** Runs whose pages are read. */
import { LocalPage, type LocalPageOptions } from '../../infra/local-page/local-page.ts';
import { feedPartSchema, placeOf, placeQuery, type FeedAbout } from '../../infra/local-page/feed-part.ts';
import { RunFeed } from '../../infra/local-page/run-feed.ts';
import { RunState } from '../../infra/local-page/browser/run-state.ts';
import { termsData } from '../../infra/report/page-blocks.ts';
import { synthesiseMarket } from '../../infra/market/synthetic-market.ts';
import type { SymbolCandles } from '../../lambda/core/market.ts';
import { DAY_MS } from '../../lambda/core/units.ts';
import type { TickReport } from '../../lambda/tick-report.ts';
import { replay } from '../harness/paper-bot.ts';
import { at, parameters } from '../harness/builders.ts';

/** Trades often, and is stopped and paused on the way. */
export const LIVELY = parameters({ lossStreak: 3, pauseMinutes: 5, maxTradesPerHour: 20, dailyLossUsd: 20 });

export const DAY = { fromMs: at('00:00'), toMs: at('00:00') + DAY_MS };

export function dayMarket(): readonly SymbolCandles[] {
  return synthesiseMarket({ symbols: ['BTCUSDT', 'ETHUSDT'], seed: 7, days: 1, startMs: DAY.fromMs });
}

export function about(changes: Partial<FeedAbout> = {}): FeedAbout {
  return {
    bot: 'local',
    mode: 'paper',
    symbols: ['BTCUSDT', 'ETHUSDT'],
    ...DAY,
    beganDollars: LIVELY.startingBalanceUsd,
    parameters: LIVELY,
    terms: termsData(LIVELY),
    ...changes,
  };
}

export interface DayRun {
  readonly market: readonly SymbolCandles[];
  readonly feed: RunFeed;
  readonly reports: readonly TickReport[];
}

/** @param onTick told after the feed was. */
export async function dayRun(
  onTick: (report: TickReport, feed: RunFeed) => void = () => {},
): Promise<DayRun> {
  const market = dayMarket();
  const feed = new RunFeed(about(), market);
  const reports: TickReport[] = [];
  await replay(market, {
    parameters: LIVELY,
    onTick: (report) => {
      reports.push(report);
      feed.tick(report);
      onTick(report, feed);
    },
  });
  return { market, feed, reports };
}

/** A page as it reads: over the wire, from where it is to the end. */
export class Reader {
  #state: RunState | undefined;

  get state(): RunState {
    if (this.#state === undefined) throw new Error('nothing was read');
    return this.#state;
  }

  /** @returns how many parts that took. */
  read(feed: RunFeed): number {
    for (let parts = 1; ; parts += 1) {
      const query = placeQuery(this.#state?.place ?? NOWHERE);
      const place = placeOf(new URLSearchParams(query));
      const part = place && feed.since(place);
      if (part === undefined) throw new Error(`no part for ${query}`);
      const sent = JSON.stringify(part);
      const read = feedPartSchema.parse(JSON.parse(sent));
      if (read.about !== undefined) this.#state = new RunState(read.about);
      this.#state?.take(read);
      if (!read.isMore) return parts;
    }
  }
}

export const NOWHERE = { candles: [], trades: 0, standings: 0, denials: 0, moments: 0 };

export async function openPage(changes: Partial<LocalPageOptions> = {}): Promise<LocalPage> {
  return LocalPage.open({
    page: { name: 'Run', market: 'SYNTHETIC market, seed 7', isSynthetic: true },
    about: about(),
    ...changes,
  });
}
