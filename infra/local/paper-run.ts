/**
 * `infra/local/`: a run on this machine: the real handler, an embedded DynamoDB, and what a run leaves.
 *
 * Runs the bot's own handler over a market, minute by minute, on paper.
 *
 * - The handler is the one that runs in the cloud.
 * - The clock is the market's.
 * - A run goes on after the last minute in its store.
 * - An interrupted run ends between two ticks, with everything up to then.
 */
import { randomUUID } from 'node:crypto';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { PaperExchange } from '../../lambda/adapters/paper-exchange.ts';
import type { TickReport } from '../../lambda/tick-report.ts';
import type { BotParameters } from '../../lambda/config.ts';
import type { Alert } from '../../lambda/core/alerts/alert.ts';
import { newPaperBot, type BotState } from '../../lambda/core/bot-state.ts';
import type { AmbiguousCandle, CostParameters } from '../../lambda/core/fill-model.ts';
import type { DenialCounts, ParameterChange } from '../../lambda/core/ledger/ledger-events.ts';
import type { ClosedTrade } from '../../lambda/core/ledger/closed-trade.ts';
import { isReadable } from '../../lambda/core/ledger/stored-row.ts';
import { DENIAL_CODES, type DenialCode } from '../../lambda/core/reasons.ts';
import { MINUTE_MS, usd } from '../../lambda/core/units.ts';
import { ProposedMinute, createHandler, unlimited } from '../../lambda/handler.ts';
import type { LedgerStore, ParameterSource } from '../../lambda/ports.ts';
import { InputError } from '../input-error.ts';
import { localContext } from './lambda-context.ts';
import { unchanging } from './ledger-stores.ts';
import type { RunOutcome } from './run-outcome.ts';
import { LOCAL_BOT } from './run-record.ts';
import type { ChosenMarket } from '../market/market-source.ts';
import { TradeReplay } from '../market/trade-replay.ts';
import { ReplayMarket } from '../market/candle-replay.ts';

export interface RunOptions {
  readonly market: ChosenMarket;
  readonly parameters: BotParameters;
  /** Read at every tick; `parameters`, where absent. */
  readonly parameterSource?: ParameterSource;
  readonly store: LedgerStore;
  readonly ambiguousCandle: AmbiguousCandle;
  /** Ends the run between two ticks. */
  readonly signal: AbortSignal;
  /** Simulated time over real time; `undefined` for as fast as possible. */
  readonly speed?: number;
  /** Ends the run after so many ticks. */
  readonly ticksMax?: number;
  readonly onTick?: (report: TickReport) => void;
  readonly onAlert?: (alert: Alert) => void;
  /** Receives the structured log. */
  readonly log?: (line: string) => void;
}

export interface RunResult extends RunOutcome {
  readonly state: BotState;
}

/** How long the loop may hold the process before it looks for a signal. */
const YIELD_EVERY_MS = 15;

export async function runOnPaper(options: RunOptions): Promise<RunResult> {
  const { market, parameters, store, ambiguousCandle, signal, speed, onTick, onAlert } = options;
  const { ticksMax = Infinity, log } = options;
  const detailed = market.detail && new TradeReplay(market.detail, market.symbols);
  const replay = detailed ?? new ReplayMarket(market.symbols);
  const recordedFunding = new Map(market.funding?.map(({ symbol, recorded }) => [symbol, recorded]));
  const handler = createHandler({
    bot: { id: LOCAL_BOT, symbols: market.symbols.map(({ symbol }) => symbol) },
    ports: {
      clock: replay,
      store,
      parameterSource: options.parameterSource ?? unchanging(parameters),
      exchange: new PaperExchange(replay, ambiguousCandle, recordedFunding),
      alerts: { publish: (alert) => Promise.resolve(onAlert?.(alert)) },
    },
    ending: unlimited,
    newInvocationId: countedIds(),
    ...(log && { log }),
    ...(onTick && { onTick }),
    // A candle has one price for its minute: there is nothing to watch in it.
    ...(detailed && { sleep: (durationMs) => detailed.sleep(durationMs) }),
  });
  const { state: kept } = await store.load(LOCAL_BOT);
  replay.resumeAfter(kept?.tickMs ?? market.fromMs - MINUTE_MS);
  const aMinuteEach = localContext(() => MINUTE_MS);
  let yieldedMs = performance.now();
  let ticks = 0;
  let toMs = kept?.tickMs ?? market.fromMs;
  while (!signal.aborted && ticks < ticksMax && replay.advance()) {
    ticks += 1;
    toMs = replay.nowMs();
    await handler(new ProposedMinute(toMs), aMinuteEach);
    if (speed !== undefined) await pause(MINUTE_MS / speed, signal);
    else if (performance.now() - yieldedMs > YIELD_EVERY_MS) {
      await setImmediate();
      yieldedMs = performance.now();
    }
  }
  // A run that was stopped at its very end has missed nothing.
  const interrupted = (signal.aborted || ticks === ticksMax) && replay.advance();
  return { ...(await resultOf(store, parameters, market.fromMs, interrupted)), toMs };
}

/** Ids that no other run has either. */
function countedIds(): () => string {
  const run = randomUUID();
  let count = 0;
  return () => `${run}/${(count += 1)}`;
}

/** The store's content of a run that began at `fromMs`. */
export async function resultOf(
  store: LedgerStore,
  parameters: BotParameters,
  fromMs: number,
  interrupted: boolean,
): Promise<RunResult> {
  const { state } = await store.load(LOCAL_BOT);
  const begun = state ?? newPaperBot(LOCAL_BOT, 1, usd(parameters.startingBalanceUsd), fromMs);
  return {
    ...(await summarise(store, begun)),
    parameters,
    isInterrupted: interrupted,
    toMs: begun.tickMs ?? fromMs,
  };
}

/** The event that EventBridge sends for the minute at `timeMs`. */
export function scheduledEvent(timeMs: number) {
  return {
    id: randomUUID(),
    source: 'aws.events',
    'detail-type': 'Scheduled Event',
    time: new Date(timeMs).toISOString(),
    resources: [],
    detail: {},
  };
}

/** The store's content of the run, from its first minute on. */
async function summarise(store: LedgerStore, state: BotState) {
  const trades: ClosedTrade[] = [];
  const counts = new Map<DenialCode, number>();
  const add = (denials: DenialCounts) => {
    for (const code of DENIAL_CODES) counts.set(code, (counts.get(code) ?? 0) + (denials[code] ?? 0));
  };
  let dailyStops = 0;
  let hasChangedCosts = false;
  for await (const row of store.rows(LOCAL_BOT, state.ledger.epoch)) {
    if (!isReadable(row)) throw new InputError(`row ${row.epoch}/${row.sequence} of the run ${row.problem}`);
    const { event } = row;
    if (event.kind === 'closed') trades.push(event.trade);
    else if (event.kind === 'stopped') dailyStops += 1;
    else if (event.kind === 'denials') add(event.counts);
    else if (event.kind === 'parameters-changed') hasChangedCosts ||= event.changes.some(isOfCosts);
  }
  add(state.denials);
  const denied = Object.fromEntries([...counts].filter(([, count]) => count > 0));
  const { balanceUsd, positions: open } = state.ledger;
  return { trades, denied, dailyStops, balanceUsd, open, state, ...(hasChangedCosts && { hasChangedCosts }) };
}

const COSTS: ReadonlySet<string> = new Set([
  'takerFeePct',
  'makerFeePct',
  'slippageBps',
  'fundingPct',
] satisfies readonly (keyof CostParameters)[]);

function isOfCosts({ name }: ParameterChange): boolean {
  return COSTS.has(name);
}

async function pause(durationMs: number, signal: AbortSignal): Promise<void> {
  await setTimeout(durationMs, undefined, { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}
