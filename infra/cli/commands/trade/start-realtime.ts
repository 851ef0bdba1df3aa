/**
 * `scalper start --real-time`: trades a market of now on paper, and prints a line for each minute.
 */
import { setTimeout } from 'node:timers/promises';
import type { BotParameters } from '../../../../lambda/config.ts';
import { NO_CANDLES } from '../../../../lambda/core/market.ts';
import { isReadable } from '../../../../lambda/core/ledger/stored-row.ts';
import { SECOND_MS, minuteStartMs } from '../../../../lambda/core/units.ts';
import type { LedgerStore, ParameterSource } from '../../../../lambda/ports.ts';
import { wordsOf } from '../../../caught-words.ts';
import type { LocalPage } from '../../../local-page/local-page.ts';
import { AFTER_MINUTE_MS, runRealtime, type RealtimeTick } from '../../../local/realtime-run.ts';
import { realtimeKind } from '../../../results/run-market-kind.ts';
import { openRealtimeVenue, type RealtimeVenue } from '../../../market/realtime-venue.ts';
import { LOCAL_BOT } from '../../../local/run-record.ts';
import { alertLines } from '../../screens/alert-screen.ts';
import { realtimeTickScreen, warningLines, stepLines } from '../../screens/realtime-screen.ts';
import { print } from '../../terminal/output.ts';

export interface RealtimeRequest {
  /** ccxt's id of an exchange. */
  readonly exchange: string;
  readonly symbols: readonly string[];
  /** Of the local run. */
  readonly folder: string;
  readonly signal: AbortSignal;
}

/**
 * The exchange, read for the first time; `undefined` when the signal came first.
 *
 * @throws InputError when the exchange cannot be read; nothing of a run has been touched then.
 */
export async function connectRealtime(request: RealtimeRequest): Promise<RealtimeVenue | undefined> {
  const { exchange, symbols, folder, signal } = request;
  try {
    return await openRealtimeVenue({
      id: exchange,
      symbols,
      folder,
      machineClock: { nowMs: () => Date.now() },
      transport: { signal },
      pause: (durationMs) => pause(durationMs, signal),
    });
  } catch (error) {
    // A request that the interrupt broke off is no failure of the exchange.
    if (signal.aborted) return undefined;
    throw error;
  }
}

/** The market of a real-time run, in the shape of other runs: its candles are still to come. */
export function realtimeMarket(
  { id, symbols, clock }: RealtimeVenue,
  startedMs = minuteStartMs(clock.nowMs()),
) {
  return {
    kind: realtimeKind(id),
    label: `REAL-TIME market of ${id}, fills on paper`,
    seed: undefined,
    symbols: symbols.map((symbol) => ({ symbol, candles: NO_CANDLES })),
    fromMs: startedMs,
    toMs: startedMs,
  };
}

/** When the run that a store holds was begun; `undefined` when it holds none. */
export async function startedMsOf(store: LedgerStore): Promise<number | undefined> {
  const { state } = await store.load(LOCAL_BOT);
  if (state === undefined) return undefined;
  for await (const row of store.rows(LOCAL_BOT, state.ledger.epoch, { limit: 1 }))
    return isReadable(row) ? row.event.atMs : row.atMs;
  return undefined;
}

export interface RealtimeShow {
  readonly venue: RealtimeVenue;
  readonly parameters: BotParameters;
  readonly parameterSource: ParameterSource;
  readonly store: LedgerStore;
  readonly log?: (line: string) => void;
  readonly signal: AbortSignal;
  /** No line for each minute. */
  readonly quiet: boolean;
  readonly page: LocalPage | undefined;
}

/** Trades until the signal, and shows every minute. @throws InputError when the exchange rejects the region. */
export async function showRealtime(show: RealtimeShow): Promise<void> {
  const { venue, parameters, parameterSource, store, signal, quiet, log, page } = show;
  const tell = quiet ? () => {} : print;
  const { differenceMs } = venue.clock;
  if (differenceMs !== 0) {
    const words = `${Math.abs(differenceMs / SECOND_MS).toFixed(1)} s ${differenceMs < 0 ? 'ahead of' : 'behind'}`;
    tell(`The clock of this machine is ${words} ${venue.id}'s; ${venue.id}'s time is used.`);
  }
  for (const line of warningLines(venue.takeWarnings())) tell(line);
  tell([
    `One tick a minute, ${AFTER_MINUTE_MS / SECOND_MS} s after its turn. Ctrl-C ends the run; the same command continues it.`,
    '',
  ]);
  await runRealtime({
    venue,
    parameters,
    parameterSource,
    store,
    ...(log && { log }),
    signal,
    sleep: pause,
    ...(page && { onViews: (views) => page.feed.views(views) }),
    onTick: (tick) => {
      showInPage(page, tick);
      const warnings = signal.aborted ? [] : tick.warnings;
      for (const line of realtimeTickScreen({ ...tick, warnings })) tell(line);
    },
    onStep: (report) => {
      page?.feed.tick(report);
      for (const line of stepLines(report)) tell(line);
    },
    onAlert: (alert) => {
      tell(alertLines(alert));
    },
  });
}

function showInPage(page: LocalPage | undefined, { outcome, minuteMs }: RealtimeTick): void {
  if (outcome.kind === 'done') page?.feed.tick(outcome.report);
  else page?.feed.note(minuteMs, `the tick failed: ${wordsOf(outcome.error)}`);
}

/** Waits, or returns early when the signal comes. */
async function pause(durationMs: number, signal: AbortSignal): Promise<void> {
  await setTimeout(durationMs, undefined, { signal }).catch(() => {});
}
