/**
 * Runs the bot's own handler on a market of now, minute by minute in real time, on paper.
 *
 * - The handler is the one that runs in the cloud. It ticks at most once a minute, a little after the minute has
 *   turned.
 * - While a position is open, it goes on with watch steps until the next tick is near.
 * - A missed minute (a machine asleep, an exchange away) gets no tick of its own. Resting orders meet its candles in
 *   the next tick.
 * - A tick that fails is printed; the next minute has its own.
 * - An interrupted run ends between two ticks, with everything up to then.
 */
import { randomUUID } from 'node:crypto';
import type { MarketProblem } from '../../lambda/adapters/market/venue-error.ts';
import { PaperExchange } from '../../lambda/adapters/paper-exchange.ts';
import type { BotParameters } from '../../lambda/config.ts';
import type { Alert } from '../../lambda/core/alerts/alert.ts';
import { MINUTE_MS, SECOND_MS, minuteStartMs } from '../../lambda/core/units.ts';
import { createHandler } from '../../lambda/handler.ts';
import type { MarketView } from '../../lambda/core/market.ts';
import { endingEarly } from '../../lambda/adapters/aws/early-end.ts';
import type { Clock, LedgerStore, MarketData, ParameterSource } from '../../lambda/ports.ts';
import type { TickReport } from '../../lambda/tick-report.ts';
import { notReadable, type RealtimeVenue } from '../market/realtime-venue.ts';
import { localContext } from './lambda-context.ts';
import { unchanging } from './ledger-stores.ts';
import { scheduledEvent } from './paper-run.ts';
import { LOCAL_BOT } from './run-record.ts';

export interface RealtimeRunOptions {
  readonly venue: RealtimeVenue;
  readonly parameters: BotParameters;
  /** Read at every tick; `parameters`, where absent. */
  readonly parameterSource?: ParameterSource;
  readonly store: LedgerStore;
  /** Ends the run between two ticks. */
  readonly signal: AbortSignal;
  /** Waits; returns early, and without an error, when the signal says so. */
  readonly sleep: (durationMs: number, signal: AbortSignal) => Promise<unknown>;
  /** How long after the turn of the minute the tick begins: exchanges publish a closed candle with some delay. */
  readonly afterMinuteMs?: number;
  /** Ends the run after so many ticks. */
  readonly ticksMax?: number;
  readonly onTick?: (tick: RealtimeTick) => void;
  /** Called after each watch step between two ticks. */
  readonly onStep?: (report: TickReport) => void;
  readonly onAlert?: (alert: Alert) => void;
  /** Receives what the market shows, each time that it is read. */
  readonly onViews?: (views: readonly MarketView[]) => void;
  /** Receives the structured log. */
  readonly log?: (line: string) => void;
}

/** The outcome of one minute. */
export interface RealtimeTick {
  readonly minuteMs: number;
  /** Minutes since the last tick that had none. */
  readonly missedMinutes: number;
  /** The tick's report, or why it failed. */
  readonly outcome:
    | { readonly kind: 'done'; readonly report: TickReport }
    | { readonly kind: 'failed'; readonly error: unknown };
  /** Market data that could not be read. */
  readonly warnings: readonly MarketProblem[];
}

export const AFTER_MINUTE_MS = 2 * SECOND_MS;

/** @throws InputError when the exchange rejects this region while the run is under way. */
export async function runRealtime(options: RealtimeRunOptions): Promise<void> {
  const { venue, store, signal, sleep, onTick, onStep } = options;
  const { afterMinuteMs = AFTER_MINUTE_MS, ticksMax = Infinity } = options;
  let report: (outcome: RealtimeTick['outcome']) => void = () => {};
  // The tick is reported when it is done, before the watch steps that follow it.
  const handler = handlerOf(options, (done) => {
    if (done.kind === 'watch-step') onStep?.(done);
    else report({ kind: 'done', report: done });
  });
  const { state: saved } = await store.load(LOCAL_BOT);
  await venue.reachBack(saved?.account?.positions ?? []);
  let lastMs = saved?.tickMs;
  for (let ticks = 0; ticks < ticksMax; ticks += 1) {
    await turnOfMinute(venue.clock, afterMinuteMs, sleep, signal);
    if (signal.aborted) return;
    const minuteMs = minuteStartMs(venue.clock.nowMs());
    const missedMinutes = lastMs === undefined ? 0 : Math.max(0, (minuteMs - lastMs) / MINUTE_MS - 1);
    lastMs = minuteMs;
    let warnings: readonly MarketProblem[] = [];
    report = (outcome) => {
      warnings = venue.takeWarnings();
      onTick?.({ minuteMs, missedMinutes, outcome, warnings });
    };
    try {
      const endMs = minuteMs + MINUTE_MS;
      const context = localContext(() => endMs - venue.clock.nowMs());
      await handler(scheduledEvent(minuteMs), context);
    } catch (error) {
      // The handler has logged it, and has left the state as it was; the next minute, or watch step, tries again.
      report({ kind: 'failed', error });
    }
    endWhereRefused(venue, warnings);
    await venue.measureClock();
  }
}

function handlerOf(options: RealtimeRunOptions, onTick: (report: TickReport) => void) {
  const { venue, parameters, parameterSource, store, onAlert, onViews, signal, sleep, log } = options;
  return createHandler({
    ending: endingEarly,
    bot: { id: LOCAL_BOT, symbols: venue.symbols },
    ports: {
      clock: venue.clock,
      store,
      parameterSource: parameterSource ?? unchanging(parameters),
      exchange: new PaperExchange(onViews === undefined ? venue.market : seen(venue.market, onViews)),
      alerts: { publish: (alert) => Promise.resolve(onAlert?.(alert)) },
    },
    ...(log && { log }),
    newInvocationId: randomUUID,
    onTick,
    sleep: async (durationMs, givenUp) => {
      const either = AbortSignal.any([signal, givenUp]);
      await sleep(durationMs, either);
      return !either.aborted;
    },
  });
}

/** The same market; who looks on gets each view. */
function seen(market: MarketData, onViews: (views: readonly MarketView[]) => void): MarketData {
  const shown = async (reading: Promise<readonly MarketView[]>) => {
    const views = await reading;
    onViews(views);
    return views;
  };
  return {
    observe: (symbols, tickMs, sinceMs) => shown(market.observe(symbols, tickMs, sinceMs)),
    observePrices: (symbols, stepMs) => shown(market.observePrices(symbols, stepMs)),
    minuteSoFar: (symbol, minuteMs) => market.minuteSoFar(symbol, minuteMs),
    fundingTerms: (symbols) => market.fundingTerms?.(symbols) ?? Promise.resolve(new Map()),
  };
}

/** How often the clock is read: a clock that was set, or a machine that slept, is noticed soon. */
const LOOK_EVERY_MS = SECOND_MS;

/** A machine that wakes up later than this waits for the next minute: a tick needs the rest of its own. */
const LATEST_START_MS = MINUTE_MS / 2;

/** Waits until `afterMinuteMs` after the next turn of the minute, or until the signal. */
async function turnOfMinute(
  clock: Clock,
  afterMinuteMs: number,
  sleep: RealtimeRunOptions['sleep'],
  signal: AbortSignal,
): Promise<void> {
  const nextMs = () => minuteStartMs(clock.nowMs() - afterMinuteMs) + MINUTE_MS + afterMinuteMs;
  let dueMs = nextMs();
  while (!signal.aborted) {
    const nowMs = clock.nowMs();
    const lateMs = nowMs - (nextMs() - MINUTE_MS);
    if (nowMs >= dueMs && lateMs <= LATEST_START_MS) return;
    // A clock that was set back would otherwise hold up the next tick.
    if (nowMs >= dueMs || dueMs - nowMs > MINUTE_MS) dueMs = nextMs();
    await sleep(Math.min(dueMs - nowMs, LOOK_EVERY_MS), signal);
  }
}

/** An exchange that rejects the region of every symbol does not change its mind, and may ban who goes on asking. */
function endWhereRefused({ id, symbols }: RealtimeVenue, warnings: readonly MarketProblem[]): void {
  const refused = warnings.filter(({ failure }) => failure?.kind === 'region-refused');
  const [first] = refused;
  if (first?.failure === undefined) return;
  if (symbols.every((symbol) => refused.some((warning) => warning.symbol === symbol))) {
    throw notReadable(id, first.failure);
  }
}
