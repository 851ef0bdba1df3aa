/**
 * Runs the bot's own turn over a market, minute by minute, on paper.
 *
 * Invariants: the turn is the one that runs in the cloud; the clock is the market's; an interrupted run ends between
 * two ticks with everything up to then.
 */
import { setImmediate, setTimeout } from 'node:timers/promises';
import { turn, type Bot, type TurnReport } from '../../lambda/agent.ts';
import { MemoryLedger } from '../../lambda/adapters/memory-ledger.ts';
import { PaperExchange } from '../../lambda/adapters/paper-exchange.ts';
import type { BotParameters } from '../../lambda/config.ts';
import type { Alert, BotState } from '../../lambda/core/bot-state.ts';
import type { BarOrder } from '../../lambda/core/fill-model.ts';
import type { ClosedTrade, DenialCounts, LedgerRow } from '../../lambda/core/ledger-events.ts';
import { DENIAL_CODES } from '../../lambda/core/reasons.ts';
import { MINUTE_MS } from '../../lambda/core/units.ts';
import type { ChosenMarket } from './market-source.ts';
import { ReplayMarket } from './replay.ts';

export interface RunOptions {
  readonly market: ChosenMarket;
  readonly parameters: BotParameters;
  readonly barOrder: BarOrder;
  /** Ends the run between two ticks. */
  readonly signal: AbortSignal;
  /** Simulated time over real time; `undefined` for as fast as possible. */
  readonly speed?: number;
  readonly onTurn?: (tickMs: number, report: TurnReport) => void;
  readonly onAlert?: (alert: Alert) => void;
}

export interface RunResult {
  /** In the order in which they closed. */
  readonly trades: readonly ClosedTrade[];
  readonly denied: DenialCounts;
  readonly dailyStops: number;
  readonly state: BotState;
  readonly parameters: BotParameters;
  readonly interrupted: boolean;
  /** Close of the last minute that was traded. */
  readonly toMs: number;
}

/** How long the loop may hold the process before it looks for a signal. */
const YIELD_EVERY_MS = 15;

export async function runOnPaper(options: RunOptions): Promise<RunResult> {
  const { market, parameters, barOrder, signal, speed, onTurn, onAlert } = options;
  const replay = new ReplayMarket(market.symbols);
  const bot: Bot = { id: 'local', symbols: market.symbols.map(({ symbol }) => symbol) };
  const ports = {
    clock: replay,
    store: new MemoryLedger(),
    parameterSource: { load: () => Promise.resolve(parameters) },
    exchange: new PaperExchange(replay, barOrder),
    alerts: { publish: (alert: Alert) => Promise.resolve(onAlert?.(alert)) },
  };
  const rows: LedgerRow[] = [];
  let last: TurnReport | undefined;
  let yieldedMs = performance.now();
  while (!signal.aborted && replay.advance()) {
    last = await turn(bot, ports, { id: String(replay.nowMs()), deadlineMs: replay.nowMs() + MINUTE_MS });
    rows.push(...last.rows.filter(isCounted));
    onTurn?.(replay.nowMs(), last);
    if (speed !== undefined) await pause(MINUTE_MS / speed, signal);
    else if (performance.now() - yieldedMs > YIELD_EVERY_MS) {
      await setImmediate();
      yieldedMs = performance.now();
    }
  }
  if (last === undefined) throw new Error('a market without candles cannot be traded');
  return { ...summarise(rows, last.state), parameters, interrupted: signal.aborted, toMs: replay.nowMs() };
}

/** Rows that a result is made of; the others are not kept, so that a long run stays small. */
function isCounted({ event }: LedgerRow): boolean {
  return event.kind === 'closed' || event.kind === 'stopped' || event.kind === 'denials';
}

function summarise(rows: readonly LedgerRow[], state: BotState) {
  const events = rows.map(({ event }) => event);
  const counts = [
    ...events.filter((event) => event.kind === 'denials').map((event) => event.counts),
    state.denials,
  ];
  const denied = DENIAL_CODES.map(
    (code) => [code, counts.reduce((sum, count) => sum + (count[code] ?? 0), 0)] as const,
  );
  return {
    trades: events.filter((event) => event.kind === 'closed').map(({ trade }) => trade),
    denied: Object.fromEntries(denied.filter(([, count]) => count > 0)),
    dailyStops: events.filter((event) => event.kind === 'stopped').length,
    state,
  };
}

async function pause(durationMs: number, signal: AbortSignal): Promise<void> {
  await setTimeout(durationMs, undefined, { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}
