/**
 * One turn of the bot: load → reconcile → decide → commit intents → execute → commit outcomes.
 *
 * The only file that knows the order. Invariants: nothing is sent whose intent is not committed; a lost race sends
 * nothing more; exits come before entries, and entries see what the exits left.
 */
import { consumeCommands, modeOf, type BotState } from './core/bot-state.ts';
import {
  decideEntries,
  decideExits,
  enforceDayLimit,
  type EntryVerdict,
  type TickView,
} from './core/decide.ts';
import { continueRestored } from './core/control/epoch.ts';
import { whyPaper } from './core/control/mode.ts';
import { raisePeriodicAlerts } from './core/periodic-alerts.ts';
import type { ParameterDecision } from './core/control/parameter-changes.ts';
import { intendProtection, nextRequests, withSendDeadline, withoutUnsent } from './core/orders/order-plan.ts';
import { SEND_WITHIN_MS, type Request } from './core/order.ts';
import type { NoEntryReason } from './core/reasons.ts';
import { judgeAccount, reconcile } from './core/reconcile.ts';
import { SECOND_MS, minuteStartMs } from './core/units.ts';
import { candleAgeMs } from './core/venue-report.ts';
import type { BotParameters } from './config.ts';
import type { Bot, Invocation, TickReport } from './tick-report.ts';
import type { Alerts, Clock, Exchange, LedgerStore, ParameterSource, Preflight } from './ports.ts';
import { withoutStaleQuotes } from './tick/venue-time.ts';
import { Draft, LostRaceError } from './tick/draft.ts';
import { sendRequests } from './tick/send-requests.ts';
import { load, loadStep, type Loaded } from './tick/load.ts';
import { applyModeChange } from './tick/mode-change.ts';
import { publishAlerts } from './tick/publish-alerts.ts';

export interface Ports {
  readonly clock: Clock;
  readonly store: LedgerStore;
  readonly parameterSource: ParameterSource;
  /** Trades on paper. */
  readonly exchange: Exchange;
  /** Trades with real money; absent where the deployment does not allow it. */
  readonly live?: Exchange;
  /** Judges the account before real money is traded; present where `live` is. */
  readonly preflight?: Preflight;
  readonly alerts: Alerts;
}

/** Where real money may be traded its exchange looks at the market too, and at its account beside it. */
function observing(ports: Ports): Ports {
  return ports.live === undefined ? ports : { ...ports, exchange: ports.live };
}

/** A bot's item says of itself whether its money is real. @throws LiveError when it is, and must not be. */
function exchangeOf({ exchange, live }: Ports, state: BotState): Exchange {
  if (modeOf(state) === 'paper') return exchange;
  if (live !== undefined) return live;
  throw new LiveNotAllowedError(
    `bot ${state.botId} trades with real money, and this deployment does not allow it: set allowLive`,
  );
}

/** A live bot that its deployment does not let trade; nothing was read of its account, or sent. */
export class LiveNotAllowedError extends Error {
  override readonly name = 'LiveError';
}

/** Rounds of orders a tick may need: exits, entries, protection and sweeping take one or two each. */
const ROUNDS_MAX = 6;

/** At a real venue entries are sent one by one, each with its protection. */
const LIVE_ROUNDS_MAX = 24;

/** What a round of orders may take, with its two commits. */
const ROUND_TIME_MS = 3 * SECOND_MS;

/**
 * One turn at the minute that the clock says it is.
 *
 * An execution that loses the race for its first commit has sent nothing: if its minute is newer than the item's it
 * tries once more with what the winner left.
 */
export async function runTick(bot: Bot, ports: Ports, invocation: Invocation): Promise<TickReport> {
  const tickMs = minuteStartMs(ports.clock.nowMs());
  const first = await attempt(bot, ports, invocation, tickMs);
  if (first.status === 'committed' || first.commits > 0) return first;
  const winner = (await ports.store.load(bot.id)).state?.tickMs;
  return winner !== undefined && winner >= tickMs ? first : attempt(bot, ports, invocation, tickMs);
}

async function attempt(bot: Bot, ports: Ports, invocation: Invocation, tickMs: number): Promise<TickReport> {
  // 1 load
  const loaded = await load(observing(ports), bot, tickMs);
  const views = withoutStaleQuotes(ports.clock.nowMs(), loaded.views);
  const tick: TickView = { tickMs, views, symbols: bot.symbols, parameters: loaded.parameters };
  return act(ports, invocation, loaded, tick, reasonForNoEntry(loaded.state, tick, ports.clock, invocation));
}

export interface WatchStep {
  /** Its scheduled time: a whole number of intervals after the tick of its minute. */
  readonly stepMs: number;
  /** What this execution left in the store; `undefined` when it does not know, after a step that failed. */
  readonly left: BotState | undefined;
  /** Those of the tick: others come with the next one. */
  readonly parameters: BotParameters;
}

/**
 * One step between two ticks: reconcile, exits, the day's limit. Nothing is entered.
 *
 * The race is lost when the store no longer holds what this execution left there: another one watches now.
 */
export async function watchStep(
  bot: Bot,
  ports: Ports,
  invocation: Invocation,
  { stepMs, left, parameters }: WatchStep,
): Promise<TickReport> {
  const loaded = await loadStep(observing(ports), bot, stepMs, left);
  const { state } = loaded;
  const views = withoutStaleQuotes(ports.clock.nowMs(), loaded.views);
  const tick: TickView = { tickMs: stepMs, views, symbols: [], parameters };
  if (left !== undefined && left.version !== state.version) {
    const nothing = { rows: [], verdicts: [], noEntry: 'watch-step', commits: 0 } as const;
    return { tickMs: stepMs, status: 'lost-race', state, parameters, ...nothing };
  }
  return act(ports, invocation, { ...loaded, parameters, decision: undefined }, tick, 'watch-step');
}

/** Steps 2 to 6. @param whyNot why nothing may be entered, if that is so. */
async function act(
  ports: Ports,
  invocation: Invocation,
  loaded: Omit<Loaded, 'views' | 'decision'> & { readonly decision: ParameterDecision | undefined },
  view: TickView,
  whyNot: NoEntryReason | undefined,
): Promise<TickReport> {
  let [tick, noEntry, { parameters }] = [view, whyNot, loaded];
  const { commands, isRestored, decision } = loaded;
  const { tickMs, views } = tick;
  const ageMs = candleAgeMs(views, ports.clock.nowMs());
  const draft = new Draft(ports.store, invocation, loaded.state, tick);
  let verdicts: readonly EntryVerdict[] = [];
  const report = (status: TickReport['status']): TickReport => {
    const { state, rows, commits } = draft;
    const paper = whyPaper(state, parameters, ports.preflight !== undefined);
    const told = {
      ...(noEntry && { noEntry }),
      ...(ageMs !== undefined && { candleAgeMs: ageMs }),
      ...(paper !== undefined && { whyPaper: paper }),
    };
    return { tickMs, status, state, parameters, rows, verdicts, commits, ...told };
  };
  try {
    // Rows that a crash may have left undelivered.
    await draft.deliverRows();
    if (isRestored) draft.state = continueRestored(draft.state, tickMs);
    exchangeOf(ports, draft.state);
    if (decision !== undefined) {
      const terms = { decision, parameters, tickMs, preflight: ports.preflight };
      const settled = await applyModeChange(draft.state, terms);
      draft.state = settled.state;
      parameters = settled.parameters;
      tick = { ...tick, parameters };
    }
    // 2 reconcile
    const before = draft.state;
    const account = await exchangeOf(ports, before).syncAccount(views, before, parameters);
    draft.state = reconcile(before, account, tickMs, parameters);
    if (account.unreadable !== undefined) noEntry ??= 'no-account';
    draft.state = raisePeriodicAlerts(before, draft.state, tick);
    const wasHalted = draft.state.ledger.halted !== undefined;
    draft.state = consumeCommands(draft.state, commands, tickMs);
    const isAccepted = wasHalted && draft.state.ledger.halted === undefined;
    draft.state = judgeAccount(draft.state, account, { tickMs, isAccepted });
    // 3 decide, 4 commit intents, 5 execute, 6 commit outcomes: exits, the day's limit, entries
    draft.state = decideExits(draft.state, tick);
    await sendOrders(draft, tick, ports, invocation);
    if (views.some(({ quote }) => quote !== undefined)) {
      draft.state = enforceDayLimit(draft.state, tick);
      await sendOrders(draft, tick, ports, invocation);
    }
    if (noEntry === undefined) {
      const decided = decideEntries(draft.state, tick);
      draft.state = decided.state;
      verdicts = decided.verdicts;
      await sendOrders(draft, tick, ports, invocation);
    }
    if (draft.commits === 0 || !draft.isClean) await draft.commit();
    if (commands.length > 0) await ports.store.discard(draft.state.botId, draft.state.consumedCommandIds);
    await publishAlerts(draft, ports.alerts);
    // Positions were managed all the same; now the platform has to see it.
    if (draft.deliveryFailure !== undefined) throw draft.deliveryFailure;
    return report('committed');
  } catch (error) {
    if (error instanceof LostRaceError) return report('lost-race');
    throw error;
  }
}

/** What an entry, its stop and their verification may take; with less left, nothing is opened. */
const ENTRY_TIME_MS = 15 * SECOND_MS;

function reasonForNoEntry(
  loaded: BotState,
  tick: TickView,
  clock: Clock,
  invocation: Invocation,
): NoEntryReason | undefined {
  const nowMs = clock.nowMs();
  if (tick.views.every(({ quote }) => quote === undefined)) return 'no-quote';
  if (loaded.tickMs !== undefined && tick.tickMs <= loaded.tickMs) return 'repeated-tick';
  const signalAgeSeconds = (nowMs - tick.tickMs) / SECOND_MS;
  if (signalAgeSeconds > tick.parameters.maxSignalAgeSeconds) return 'late-tick';
  return invocation.deadlineMs - nowMs < ENTRY_TIME_MS ? 'deadline' : undefined;
}

/** Commits, sends and books until nothing is left to send; what could not be sent is decided anew. */
async function sendOrders(draft: Draft, tick: TickView, ports: Ports, invocation: Invocation): Promise<void> {
  const { clock } = ports;
  const exchange = exchangeOf(ports, draft.state);
  const { deadlineMs } = invocation;
  const isGivenUp = () => invocation.signal?.aborted === true;
  const roundsMax = modeOf(draft.state) === 'live' ? LIVE_ROUNDS_MAX : ROUNDS_MAX;
  for (let round = 0; round < roundsMax; round += 1) {
    draft.state = intendProtection(draft.state, draft.stalled);
    if (nextRequests(draft.state, draft.stalled).length === 0) break;
    // What cannot be finished is not begun: the next tick finds it undone, not half done.
    if (deadlineMs - clock.nowMs() < ROUND_TIME_MS) break;
    const roundEndMs = clock.nowMs() + SEND_WITHIN_MS;
    draft.state = withSendDeadline(draft.state, roundEndMs);
    await draft.commit();
    // A function that was frozen in between may wake up much later.
    const maySend = ({ kind, order }: Request) => {
      const untilMs = kind === 'place' ? (order.sendBeforeMs ?? -Infinity) : roundEndMs;
      return clock.nowMs() <= untilMs && !isGivenUp();
    };
    // The commit may have discarded what must not be sent.
    const sequences = nextRequests(draft.state, draft.stalled);
    const executed = await sendRequests(exchange, draft.state, sequences, { ...tick, maySend, deadlineMs });
    draft.state = executed.state;
    executed.failed.forEach((failed) => draft.noteFailure(failed));
    if (isGivenUp()) return;
    // What was decided to be entered is not news any more; what protects or closes still is.
    if (clock.nowMs() > roundEndMs) draft.state = withoutUnsent(draft.state, ({ leg }) => leg === 'entry');
  }
  draft.state = withoutUnsent(draft.state);
}
