/**
 * `scalper start --live`: a real market in real time, on paper, told minute by minute.
 */
import { setTimeout } from 'node:timers/promises';
import type { BotParameters } from '../../../../lambda/config.ts';
import type { Candles } from '../../../../lambda/core/market.ts';
import { SECOND_MS, minuteStartMs } from '../../../../lambda/core/units.ts';
import type { LedgerStore, ParameterSource } from '../../../../lambda/ports.ts';
import { AFTER_MINUTE_MS, runLive } from '../../../local/realtime-run.ts';
import { openLiveVenue, type LiveVenue } from '../../../market/realtime-venue.ts';
import { LOCAL_BOT } from '../../../local/paper-run.ts';
import { alertLines } from '../../screens/alert-screen.ts';
import { liveTickScreen, problemLines, stepLines } from '../../screens/realtime-screen.ts';

export interface LiveRequest {
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
export async function connectLive(request: LiveRequest): Promise<LiveVenue | undefined> {
  const { exchange, symbols, folder, signal } = request;
  try {
    return await openLiveVenue({
      id: exchange,
      symbols,
      folder,
      machineClock: { nowMs: () => Date.now() },
      transport: { signal },
      pause: (durationMs) => pause(durationMs, signal),
    });
  } catch (error) {
    // What the interrupt has broken off is no trouble of the exchange.
    if (signal.aborted) return undefined;
    throw error;
  }
}

const NO_CANDLES: Candles = {
  length: 0,
  openTimeMs: new Float64Array(),
  open: new Float64Array(),
  high: new Float64Array(),
  low: new Float64Array(),
  close: new Float64Array(),
  volume: new Float64Array(),
};

/** What a live run trades, as other runs say it: its candles are those to come. */
export function liveMarket({ id, symbols, clock }: LiveVenue, startedMs = minuteStartMs(clock.nowMs())) {
  const kind: `live ${string}` = `live ${id}`;
  return {
    kind,
    label: `LIVE market of ${id}, fills on paper`,
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
  for await (const { event } of store.rows(LOCAL_BOT, state.ledger.epoch)) return event.atMs;
  return undefined;
}

export interface LiveShow {
  readonly venue: LiveVenue;
  readonly parameters: BotParameters;
  readonly parameterSource: ParameterSource;
  readonly store: LedgerStore;
  readonly log?: (line: string) => void;
  readonly signal: AbortSignal;
  /** No line for each minute. */
  readonly quiet: boolean;
}

/** Trades until the signal, and shows every minute. @throws InputError when the exchange refuses the region. */
export async function showLive(show: LiveShow): Promise<void> {
  const { venue, parameters, parameterSource, store, signal, quiet, log } = show;
  const print = quiet ? () => {} : (line: string) => console.log(line);
  const { differenceMs } = venue.clock;
  if (differenceMs !== 0) {
    const words = `${Math.abs(differenceMs / SECOND_MS).toFixed(1)} s ${differenceMs < 0 ? 'ahead of' : 'behind'}`;
    print(`The clock of this machine is ${words} ${venue.id}'s; ${venue.id}'s time is used.`);
  }
  for (const line of problemLines(venue.takeProblems())) print(line);
  print(
    `A tick ${AFTER_MINUTE_MS / SECOND_MS} s after every minute. Ctrl-C ends it; the same command goes on.\n`,
  );
  await runLive({
    venue,
    parameters,
    parameterSource,
    store,
    ...(log && { log }),
    signal,
    sleep: pause,
    onTick: (tick) => {
      const problems = signal.aborted ? [] : tick.problems;
      for (const line of liveTickScreen({ ...tick, problems })) print(line);
    },
    onStep: (report) => {
      for (const line of stepLines(report)) print(line);
    },
    onAlert: (alert) => {
      for (const line of alertLines(alert)) print(line);
    },
  });
}

/** Waits, or returns early when the signal comes. */
async function pause(durationMs: number, signal: AbortSignal): Promise<void> {
  await setTimeout(durationMs, undefined, { signal }).catch(() => {});
}
