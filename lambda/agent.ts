/**
 * One tick of the bot, and one watch step between two ticks: the only file that knows the order of their steps.
 *
 * The path of one order with real money, from its decision to its fill:
 *
 *  1. load       tick/load.ts                     item, parameters, candles, quotes; the account beside them
 *     protect    tick/send-orders.ts              stops that the item holds and that do not rest, before anything else
 *  2. reconcile  adapters/trading/ccxt-exchange   syncAccount: the account in order, and what happened in it
 *                core/reconcile.ts                corrective events, or a halt
 *  3. decide     core/decide.ts                   exits, the day's limit, entries: intended orders
 *  4. commit     tick/draft.ts                    the intended orders, before anything is sent
 *  5. send       tick/send-orders.ts              one request after another, while it is early enough
 *                adapters/trading/ccxt-exchange   opens the account where it is not open
 *                  orders/entry-sender            the entry, and at once its stop, which was committed with it
 *                  orders/order-sender            any other order
 *                  orders/order-placement         sends it once, looks it up when unknown, reads its fills
 *                  venue-dialect, binance/        calls, names and shapes of one exchange
 *                adapters/market/venue-requests   every request: backoff, deadline, errors as VenueError
 *                  ccxt-transport, node-http      the bytes
 *                core/orders/fill-booking.ts      books the outcome and its fills
 *  6. commit     tick/draft.ts                    the outcomes; 4 to 6 again while they call for orders
 *
 * Then tick/finish-tick.ts. Invariants:
 * - Nothing is sent whose intent is not committed. The close of an entry whose stop was refused follows from the entry's,
 *   and where the store takes no item of this size, stops and closes go out all the same.
 * - After a conflict nothing more is sent.
 * - Exits come before entries, and entries see what the exits left.
 */
import type { BotState } from './core/bot-state.ts';
import { countUnobeyed } from './core/control/command-pass.ts';
import { consumeCommands } from './core/control/obey-commands.ts';
import {
  decideEntries,
  decideExits,
  enforceDayLimit,
  type EntryDecision,
  type TickView,
} from './core/decide.ts';
import { noteHours } from './core/control/outside-hours.ts';
import { haltForCurrency } from './core/control/currency-change.ts';
import { continueRestored } from './core/control/epoch.ts';
import { whyPaper } from './core/control/mode.ts';
import { raisePeriodicAlerts } from './core/periodic-alerts.ts';
import type { ParameterDecision } from './core/control/parameter-changes.ts';
import type { NoEntryReason } from './core/reasons.ts';
import { doubtSentOrders, judgeAccount, reconcile } from './core/reconcile.ts';
import { minuteStartMs } from './core/units.ts';
import { candleAgeMs, type VenueReport } from './core/venue-report.ts';
import type { BotParameters } from './config.ts';
import type { Bot, Invocation } from './invocation.ts';
import type { Ports } from './ports.ts';
import type { TickReport } from './tick-report.ts';
import { decisionLagMs } from './tick/decision-lag.ts';
import { withoutStaleQuotes } from './tick/venue-time.ts';
import { Draft, LostRaceError } from './tick/draft.ts';
import { exchangeOf, observing } from './tick/exchange-in-force.ts';
import { verdictsOf } from './tick/entry-verdicts.ts';
import { sendCommittedStops, sendOrders } from './tick/send-orders.ts';
import { reasonAfterAccount, reasonForNoEntry } from './tick/no-entry.ts';
import { load, loadWatchStep, type Loaded } from './tick/load.ts';
import { applyModeChange, applyPlaceChange } from './tick/mode-change.ts';
import { finishTick } from './tick/finish-tick.ts';

/**
 * One tick at the minute that the clock says it is.
 *
 * An invocation whose first commit meets a conflict has sent nothing. If its minute is newer than the item's, it tries
 * once more with the item that the other one left.
 */
export async function runTick(
  bot: Bot,
  ports: Ports,
  invocation: Invocation,
  onFailed?: (tick: FailedTick) => void,
): Promise<TickReport> {
  const tickMs = minuteStartMs(ports.clock.nowMs());
  const first = await attempt(bot, ports, invocation, tickMs, onFailed);
  if (first.status === 'committed' || first.commits > 0) return first;
  const winner = (await ports.store.load(bot.id)).state?.tickMs;
  if (winner !== undefined && winner >= tickMs) return first;
  const { lostRaces = 0, ...second } = await attempt(bot, ports, invocation, tickMs, onFailed);
  return { ...second, lostRaces: lostRaces + 1 };
}

/** What a tick that threw had come to: what is open is still watched. */
export interface FailedTick extends Pick<TickReport, 'tickMs' | 'parameters' | 'state'> {
  readonly status: 'failed';
  /** The item as the store held it last. */
  readonly held: BotState;
}

/** Step 1, then the others. */
async function attempt(
  bot: Bot,
  ports: Ports,
  invocation: Invocation,
  tickMs: number,
  onFailed?: (tick: FailedTick) => void,
): Promise<TickReport> {
  const loaded = await load(observing(ports), bot, tickMs);
  const views = withoutStaleQuotes(ports.clock.nowMs(), loaded.views);
  const tick: TickView = { tickMs, views, symbols: bot.symbols, parameters: loaded.parameters };
  // What was done since a backup is at the venue, and in no ledger: the account is compared first.
  const noEntry = loaded.isRestored ? 'restored' : reasonForNoEntry(loaded, tick, ports, invocation);
  return act(ports, invocation, { ...loaded, kind: 'tick', noEntry, onFailed }, tick);
}

export interface WatchStep {
  /** Its scheduled time: a whole number of intervals after its minute began. */
  readonly stepMs: number;
  /** The item as this invocation left it; `undefined` after a watch step that failed. */
  readonly left: BotState | undefined;
  /** The item as the store held it last. */
  readonly held: BotState;
  /** Those of the tick: changes come with the next one. */
  readonly parameters: BotParameters;
  /** Another invocation may watch by now: the market is asked only where the item is still as it was left. */
  readonly looksFirst?: boolean;
}

/**
 * One watch step between two ticks: reconcile, exits, the day's limit. Nothing is entered.
 *
 * A conflict is also an item that differs from the one that this invocation left: another one watches now.
 */
export async function watchStep(
  bot: Bot,
  ports: Ports,
  invocation: Invocation,
  { stepMs, left, held, parameters, looksFirst = false }: WatchStep,
): Promise<TickReport> {
  const look = { stepMs, left, looksFirst };
  const loaded = await loadWatchStep(observing(ports), bot, look).catch(async (error: unknown) => {
    // A store that cannot even be read keeps no stop from its position.
    const tick = { tickMs: stepMs, views: [], symbols: [], parameters };
    const draft = new Draft(ports.store, invocation, doubtSentOrders(held), tick, 'watch-step');
    const exchange = exchangeOf(ports, held);
    await sendCommittedStops(draft, tick, { exchange, clock: ports.clock, invocation });
    throw error;
  });
  const { state } = loaded;
  const views = withoutStaleQuotes(ports.clock.nowMs(), loaded.views);
  const tick: TickView = { tickMs: stepMs, views, symbols: [], parameters };
  if (left !== undefined && left.version !== state.version) {
    const lost = { kind: 'watch-step', tickMs: stepMs, status: 'lost-race', lostRaces: 1 } as const;
    return { ...lost, state, parameters, rows: [], verdicts: [], commits: 0 };
  }
  return act(ports, invocation, { ...loaded, kind: 'watch-step', parameters }, tick);
}

interface Work extends Omit<Loaded, 'views' | 'decision'> {
  readonly kind: TickReport['kind'];
  /** Absent in a watch step. */
  readonly decision?: ParameterDecision;
  /** Why a tick may enter nothing, if that is so. */
  readonly noEntry?: NoEntryReason | undefined;
  readonly onFailed?: ((tick: FailedTick) => void) | undefined;
}

/** Steps 2 to 6. */
async function act(ports: Ports, invocation: Invocation, loaded: Work, view: TickView): Promise<TickReport> {
  let [tick, { noEntry, parameters }] = [view, loaded];
  const [{ kind, taken, isRestored, decision, onFailed }, { id: beginnerId }] = [loaded, invocation];
  const [{ tickMs, views, symbols }, { clock, preflight, isDemo = false }] = [tick, ports];
  const [terms, ageMs] = [{ parameters, tickMs, symbols, beginnerId }, candleAgeMs(views, clock.nowMs())];
  const draft = new Draft(ports.store, invocation, loaded.state, tick, kind);
  let decisions: readonly EntryDecision[] = [];
  let [lagMs, unobeyed]: [number | undefined, number] = [undefined, 0];
  const report = (status: TickReport['status']): TickReport => {
    const { state, rows, commits, entryOutcomes } = draft;
    const verdicts = verdictsOf(decisions, entryOutcomes);
    const paper = whyPaper(state, parameters, preflight !== undefined);
    const optional = {
      ...(noEntry && { noEntry }),
      ...(ageMs !== undefined && { candleAgeMs: ageMs }),
      ...(lagMs !== undefined && { decisionLagMs: lagMs }),
      ...(paper !== undefined && { whyPaper: paper }),
      ...(unobeyed > 0 && { unobeyedCommands: unobeyed }),
      ...(status === 'lost-race' && { lostRaces: 1 }),
    };
    return { kind, tickMs, status, state, parameters, rows, verdicts, commits, ...optional };
  };
  const sending = () => ({ exchange: exchangeOf(ports, draft.state), clock, invocation });
  // 4 commit, 5 send, 6 commit
  const send = () => sendOrders(draft, tick, sending());
  try {
    exchangeOf(ports, draft.state);
    // Protect first: a stop in doubt waits for no reading, no decision and no store.
    draft.state = doubtSentOrders(draft.state);
    if (!isRestored) await sendCommittedStops(draft, tick, sending());
    // Rows that a crash may have left undelivered.
    await draft.deliverRows();
    if (isRestored) draft.state = continueRestored(draft.state, { atMs: tickMs, beginnerId });
    draft.state = applyPlaceChange(draft.state, { ...terms, isDemo });
    if (decision !== undefined) {
      const inForce = await applyModeChange(draft.state, { ...terms, decision, preflight });
      draft.state = inForce.state;
      parameters = inForce.parameters;
      tick = draft.decideWith(parameters);
    }
    // 2 reconcile
    const before = draft.state;
    const account = await exchangeOf(ports, before).syncAccount(views, before, parameters);
    noEntry ??= reasonAfterAccount(account, tick, clock);
    draft.state = afterAccount(before, account, tick, { taken, clock, isRestored });
    unobeyed = countUnobeyed(before, draft.state);
    draft.afterReading();
    // 3 decide: exits, the day's limit, entries
    lagMs = decisionLagMs(kind, tick, clock);
    draft.state = decideExits(draft.state, tick);
    await send();
    if (views.some(({ quote }) => quote !== undefined)) {
      draft.state = enforceDayLimit(draft.state, tick);
      await send();
    }
    if (kind === 'tick' && noEntry === undefined) {
      lagMs = decisionLagMs(kind, tick, clock);
      const decided = decideEntries(draft.state, tick);
      draft.state = decided.state;
      decisions = decided.verdicts;
      await send();
    }
    await finishTick(draft, ports, { taken, tickMs });
    return report('committed');
  } catch (error) {
    if (error instanceof LostRaceError) return report('lost-race');
    onFailed?.({ status: 'failed', tickMs, parameters, state: draft.state, held: draft.heldState });
    throw error;
  }
}

/** The state that agrees with the account, and has obeyed its operator. */
function afterAccount(
  before: BotState,
  account: VenueReport,
  tick: TickView,
  { taken, clock, isRestored }: Pick<Work, 'taken' | 'isRestored'> & Pick<Ports, 'clock'>,
): BotState {
  const { tickMs, parameters, views, symbols } = tick;
  const agreed = reconcile(before, account, tickMs, parameters);
  const reconciled = raisePeriodicAlerts(before, agreed, { tickMs, views });
  const now = clock.isSimulated ? undefined : { nowMs: clock.nowMs(), isRestored };
  const obeyed = consumeCommands(reconciled, taken, tickMs, now);
  const isAccepted = reconciled.ledger.halted !== undefined && obeyed.ledger.halted === undefined;
  const judged = haltForCurrency(judgeAccount(obeyed, account, { tickMs, isAccepted }), symbols, tickMs);
  return noteHours(judged, tick);
}
