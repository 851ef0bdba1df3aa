/**
 * A bot that a schedule wakes at some second of each minute, in virtual time: the real handler and market, over an
 * in-memory ledger, in as many containers as run at once.
 *
 * A position opens with every minute that is decided, on the candle that has just closed, and stays open.
 */
import { localContext } from '../../infra/local/lambda-context.ts';
import { scheduledEvent } from '../../infra/local/paper-run.ts';
import { CcxtMarket } from '../../lambda/adapters/market/ccxt-market.ts';
import { VenueRequests } from '../../lambda/adapters/market/venue-requests.ts';
import { MemoryLedger } from '../../lambda/adapters/memory-ledger.ts';
import { PaperExchange } from '../../lambda/adapters/paper-exchange.ts';
import { parseParameters, type BotParameters } from '../../lambda/config.ts';
import { MINUTE_MS, SECOND_MS } from '../../lambda/core/units.ts';
import { createHandler, unlimited, type BotHandler } from '../../lambda/handler.ts';
import type { LedgerStore, ParameterSource } from '../../lambda/ports.ts';
import type { TickReport } from '../../lambda/tick-report.ts';
import { EAGER, NOON } from '../harness/builders.ts';
import { BOT_ID } from '../harness/stored-bot.ts';
import { PublicExchange } from './public-exchange.ts';
import { VirtualTime } from './virtual-time.ts';

/** What AWS gives a function. */
const TIMEOUT_MS = 130 * SECOND_MS;
const COLD_START_MS = 400;
const STORE_MS = 8;
const PARAMETERS_MS = 6;

/** Nothing that opens is closed by a rule. */
const HOLDING = {
  ...EAGER,
  targetPct: 10,
  profitTargetUsd: 1_000,
  profitCapUsd: 1_000,
  quickExitSeconds: 3_600,
  // Longer than any run here. The item keeps room for the funding of each hour.
  maxHoldSeconds: 3 * 3_600,
  maxPositions: 10,
  maxOpenCollateralUsd: 300,
  dailyLossUsd: 500,
  dailyLossPct: 25,
} as const;

export interface WokenEvent {
  /** When the function is woken. */
  readonly atMs: number;
}

export interface WokenOptions {
  readonly events: readonly WokenEvent[];
  readonly alignToMinuteSeconds: number;
  readonly minutes: number;
  readonly parameters?: Partial<BotParameters>;
  /** How much longer a function sleeps than it wanted to; its machine stands still. */
  readonly frozenMs?: (wokenMs: number, untilMs: number) => number;
}

export interface Invoked {
  readonly wokenMs: number;
  readonly endedMs: number | undefined;
  /** In words. */
  readonly failure: string | undefined;
  /** In the order in which they were made. */
  readonly reports: readonly { readonly report: TickReport; readonly atMs: number }[];
}

export interface Woken {
  readonly invoked: readonly Invoked[];
  readonly store: MemoryLedger;
  readonly lines: readonly string[];
  /** Weight of the requests by minute. */
  readonly weights: ReadonlyMap<number, number>;
  readonly containers: number;
}

interface Container {
  isBusy: boolean;
  wokenMs: number;
  onTick: (report: TickReport) => void;
  readonly handler: BotHandler;
}

/** What the containers of one bot share. */
interface World {
  readonly options: WokenOptions;
  readonly time: VirtualTime;
  readonly exchange: PublicExchange;
  readonly symbols: readonly string[];
  readonly store: LedgerStore;
  readonly lines: string[];
  readonly newInvocationId: () => string;
}

export async function wake(options: WokenOptions): Promise<Woken> {
  const { events, minutes } = options;
  const time = new VirtualTime(NOON);
  const symbols = Array.from({ length: minutes + 2 }, (_, k) => `COIN${k}USDT`);
  const exchange = new PublicExchange({ time, startMs: NOON, symbols, wayMs: 50, behindMs: 40 });
  const store = new MemoryLedger();
  const lines: string[] = [];
  let ids = 0;
  const newInvocationId = () => String((ids += 1));
  const world = { options, time, exchange, symbols, store: slow(store, time), lines, newInvocationId };
  const containers: Container[] = [];

  const invoke = async ({ atMs }: WokenEvent): Promise<Invoked> => {
    await time.sleep(atMs - time.nowMs());
    const idle = containers.find(({ isBusy }) => !isBusy);
    const container = idle ?? containerOf(world);
    if (idle === undefined) containers.push(container);
    container.isBusy = true;
    if (idle === undefined) await time.sleep(COLD_START_MS);
    const wokenMs = time.nowMs();
    container.wokenMs = wokenMs;
    const reports: { report: TickReport; atMs: number }[] = [];
    container.onTick = (report) => reports.push({ report, atMs: time.nowMs() });
    const context = localContext(() => wokenMs + TIMEOUT_MS - time.nowMs());
    const failure = await container.handler(scheduledEvent(atMs), context).then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? error.message : 'no error'),
    );
    container.isBusy = false;
    return { wokenMs, endedMs: time.nowMs(), failure, reports };
  };

  const invocations = events.map(invoke);
  await time.passUntil(NOON + (minutes + 4) * MINUTE_MS);
  const invoked = await Promise.all(invocations);
  return { invoked, store, lines, weights: exchange.weights, containers: containers.length };
}

/** A container that has just started: it knows no candles. */
function containerOf({ options, time, exchange, symbols, store, lines, newInvocationId }: World): Container {
  const parameters = parseParameters({ ...HOLDING, ...options.parameters });
  const pause = (durationMs: number) => time.sleep(durationMs);
  const { listings } = exchange;
  const requests = new VenueRequests(time);
  const market = new CcxtMarket({ client: exchange.client(), listings, clock: time, pause, requests });
  const parameterSource: ParameterSource = {
    load: async () => {
      await time.sleep(PARAMETERS_MS);
      return { status: 'valid', parameters };
    },
  };
  const container: Container = {
    isBusy: false,
    wokenMs: 0,
    onTick: () => {},
    handler: createHandler({
      bot: { id: BOT_ID, symbols },
      ports: {
        clock: time,
        store,
        parameterSource,
        exchange: new PaperExchange(market),
        alerts: { publish: () => Promise.resolve() },
      },
      ending: unlimited,
      newInvocationId,
      alignToMinuteSeconds: options.alignToMinuteSeconds,
      log: (line) => lines.push(line),
      onTick: (report) => container.onTick(report),
      sleep: async (durationMs, signal) => {
        const moreMs = options.frozenMs?.(container.wokenMs, time.nowMs() + durationMs) ?? 0;
        await time.sleep(durationMs + moreMs);
        return !signal.aborted;
      },
    }),
  };
  return container;
}

/** A store across a network. */
function slow(store: MemoryLedger, time: VirtualTime): LedgerStore {
  const late = async <Result>(call: () => Promise<Result>): Promise<Result> => {
    await time.sleep(STORE_MS / 2);
    const result = await call();
    await time.sleep(STORE_MS / 2);
    return result;
  };
  return {
    load: (...args) => late(() => store.load(...args)),
    commit: (next, version) => late(() => store.commit(next, version)),
    append: (...args) => late(() => store.append(...args)),
    lastEpoch: (...args) => late(() => store.lastEpoch(...args)),
    rows: (...args) => store.rows(...args),
    issue: (...args) => store.issue(...args),
    discard: (...args) => late(() => store.discard(...args)),
  };
}
