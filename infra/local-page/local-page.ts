/**
 * The page of one run: its feed, its server, and when it goes.
 */
import { setTimeout } from 'node:timers/promises';
import type { SymbolCandles } from '../../lambda/core/market.ts';
import { pageBundle } from '../report/page-bundle.ts';
import type { RunFacts } from '../report/report-input.ts';
import { placeOf, type FeedAbout, type FeedResult } from './feed-part.ts';
import { servePage, type PageServer } from './page-server.ts';
import { RunFeed } from './run-feed.ts';
import { resultParts, runPage, type RunPage } from './run-page.ts';

export interface LocalPageOptions {
  readonly page: Omit<RunPage, 'symbols'>;
  readonly about: FeedAbout;
  /** Candles that are known before. */
  readonly market?: readonly SymbolCandles[];
  readonly firstPort?: number;
}

/** For so long a page that looks on may take to hear of the end. */
const LAST_WORDS_MS = 1_500;
const LOOK_EVERY_MS = 50;
/** A page asks twice a second while it is seen. */
const LOOKING_MS = 3_000;

export class LocalPage {
  readonly feed: RunFeed;
  readonly #server: PageServer;
  readonly #heard: Heard;
  readonly #result: Result;
  #forget: () => Promise<void> = async () => {};

  private constructor(feed: RunFeed, server: PageServer, heard: Heard, result: Result) {
    this.feed = feed;
    this.#server = server;
    this.#heard = heard;
    this.#result = result;
  }

  static async open({ page, about, market, firstPort }: LocalPageOptions): Promise<LocalPage> {
    const bundle = await pageBundle('run');
    const feed = new RunFeed(about, market);
    const heard: Heard = { askedMs: -Infinity, hasLast: false, onLook: () => {} };
    const result: Result = { factsOf: undefined, written: undefined };
    const server = await servePage(
      {
        page: () => {
          heard.onLook();
          return runPage({ ...page, symbols: about.symbols }, bundle);
        },
        since: (query) => {
          const place = placeOf(query);
          const part = place && feed.since(place);
          if (part === undefined) return undefined;
          heard.askedMs = performance.now();
          heard.hasLast = part.status === 'failed';
          return JSON.stringify(part);
        },
        result: () => {
          heard.hasLast = true;
          const { factsOf } = result;
          if (factsOf === undefined) return JSON.stringify(NO_RESULT);
          // A year of trades takes a second: it is not made before somebody has seen the rest.
          result.written ??= JSON.stringify(resultParts(factsOf()));
          return result.written;
        },
      },
      firstPort,
    );
    return new LocalPage(feed, server, heard, result);
  }

  get address(): string {
    return this.#server.address;
  }

  /** Keeps the process alive, until it is closed. */
  stay(): void {
    this.#server.stay();
  }

  /** @param forget what led there, as soon as somebody has come, or when it is closed. */
  onLook(forget: () => Promise<void>): void {
    // What is left in a folder of temporary files is no failure of the run, and its key opens nothing then.
    this.#forget = () => forget().catch(() => {});
    this.#heard.onLook = () => void this.#forget();
  }

  /** The run is over. @param words of its end. @param factsOf asked once, when they are looked at. */
  end(words: string, factsOf: () => RunFacts): void {
    this.#result.factsOf = factsOf;
    this.feed.end('ended', words);
  }

  fail(words: string): void {
    this.feed.end('failed', words);
  }

  /** Who looks on hears of the end before; nobody else is waited for. */
  async close(): Promise<void> {
    const untilMs = performance.now() + LAST_WORDS_MS;
    const isLooking = () => performance.now() - this.#heard.askedMs < LOOKING_MS;
    while (this.feed.isOver && isLooking() && !this.#heard.hasLast && performance.now() < untilMs)
      await setTimeout(LOOK_EVERY_MS);
    await this.#forget();
    await this.#server.close();
  }
}

const NO_RESULT: FeedResult = { verdict: '', sections: '', boundHead: '', bound: [] };

interface Result {
  factsOf: (() => RunFacts) | undefined;
  written: string | undefined;
}

interface Heard {
  /** When a page has asked last, by a clock of this process. */
  askedMs: number;
  /** Whether it has all. */
  hasLast: boolean;
  /** Called each time when somebody opens it. */
  onLook: () => void;
}
