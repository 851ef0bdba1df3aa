/**
 * `lambda/tick/`: the steps of a tick that reach the outside world: load, send, commit, publish. They decide nothing
 * about trades.
 *
 * Step 1 of a tick: the bot's item, its parameters and the market, in one parallel round trip.
 */
import { DEFAULT_PARAMETERS, type BotParameters } from '../config.ts';
import { haltForHoldings } from '../core/audit/first-look.ts';
import { newPaperBot, type BotState } from '../core/bot-state.ts';
import type { TakenCommands } from '../core/ledger/operator-command.ts';
import { missingItemWords } from '../core/control/epoch.ts';
import { currencyOf, keptCurrency } from '../core/settlement.ts';
import { nextOpenMs } from '../core/trading-sessions.ts';
import { usd } from '../core/units.ts';
import type { MarketView } from '../core/market.ts';
import type { RefusedValue } from '../core/alerts/alert-texts.ts';
import { violationWords, type ParameterDecision } from '../core/control/parameter-changes.ts';
import type { Bot } from '../invocation.ts';
import type {
  Exchange,
  Holdings,
  LedgerStore,
  LoadedBot,
  ParameterReading,
  ParameterSource,
} from '../ports.ts';
import { parametersInForce } from './parameters-in-force.ts';

export interface Loaded {
  readonly state: BotState;
  /** The state comes from a backup, and has to begin a new epoch. */
  readonly isRestored: boolean;
  readonly taken: TakenCommands;
  readonly parameters: BotParameters;
  readonly decision: ParameterDecision;
  /** The bot's symbols in order of priority, then those that only have an open position. */
  readonly views: readonly MarketView[];
}

export interface LoadPorts {
  readonly isDemo?: boolean;
  readonly store: LedgerStore;
  readonly parameterSource: ParameterSource;
  readonly exchange: Exchange;
  readonly holdings?: Holdings | undefined;
}

export async function load(
  { store, parameterSource, exchange, holdings, isDemo = false }: LoadPorts,
  bot: Bot,
  tickMs: number,
): Promise<Loaded> {
  const [found, reading, views] = await Promise.all([
    store.load(bot.id),
    parameterSource.load(),
    exchange.observe(bot.symbols, tickMs),
  ]);
  const loaded = found.state === undefined ? await withoutItem(store, bot.id, found) : found;
  const { isRestored = false } = loaded;
  const begin = () => firstState(bot, reading, { tickMs, isDemo, holdings });
  const state = loaded.state ?? (await begin());
  const markets = views.map(({ market }) => market);
  const { parameters, decision } = parametersInForce(state, reading, markets);
  if (state.version === 0 && decision.kind === 'refused') throw withInvalid(bot.id, decision.violations);
  // What is open in a symbol that was removed stays managed.
  const others = watchedSymbols(state, bot.symbols).filter((symbol) => !bot.symbols.includes(symbol));
  const all = others.length === 0 ? views : [...views, ...(await exchange.observe(others, tickMs))];
  const reached = await reachingBack(exchange, all, state, tickMs);
  return { state, isRestored, taken: loaded, parameters, decision, views: reached };
}

/** A bot that does not begin; every tick fails with the remedy until somebody has seen to it. */
export class UnbornError extends Error {
  override readonly name = 'UnbornError';
}

/**
 * A bot without an item has none of its rows either, or begins nothing: their numbers are taken, and what was open is
 * not known.
 *
 * @throws UnbornError where the item is missing.
 */
async function withoutItem(store: LedgerStore, botId: string, found: LoadedBot): Promise<LoadedBot> {
  const epoch = await store.lastEpoch(botId);
  if (epoch === undefined) return found;
  // Another invocation may have made both in the meantime.
  const again = await store.load(botId);
  if (again.state !== undefined) return again;
  throw new UnbornError(missingItemWords(botId, epoch, 'the command begin'));
}

interface Birth {
  readonly tickMs: number;
  readonly isDemo: boolean;
}

/**
 * A bot on its first tick, halted where its account is not empty. With `mode=live` preflight looks into that.
 *
 * @throws UnbornError while that is not known, and without valid parameters.
 */
async function firstState(
  bot: Bot,
  reading: ParameterReading,
  { holdings, ...birth }: Birth & Pick<LoadPorts, 'holdings'>,
): Promise<BotState> {
  const state = newBot(bot, reading, birth);
  const isForPreflight = reading.status === 'valid' && reading.parameters.mode === 'live';
  const found = isForPreflight ? undefined : await holdings?.();
  switch (found?.status) {
    case undefined:
    case 'no-account':
      return state;
    case 'read':
      return haltForHoldings(state, found, { symbols: bot.symbols, tickMs: birth.tickMs });
    case 'unavailable':
      throw new UnbornError(
        `bot ${bot.id} does not begin before its account can be looked into: ${found.cause}`,
      );
  }
}

/** A bot on its first tick. @throws UnbornError without valid parameters: neither they nor its balance are guessed. */
function newBot({ id: botId, symbols }: Bot, reading: ParameterReading, { tickMs, isDemo }: Birth): BotState {
  const origin = { ...(isDemo && { isDemo }), ...keptCurrency(currencyOf(symbols)) };
  const born = (balance: number) => newPaperBot(botId, 1, usd(balance), tickMs, origin);
  switch (reading.status) {
    case 'unavailable':
      throw new UnbornError(
        `bot ${botId} does not begin before its parameters can be read: ${reading.cause}`,
      );
    case 'refused':
      throw withInvalid(botId, reading.violations);
    case 'missing':
      return born(DEFAULT_PARAMETERS.startingBalanceUsd);
    case 'valid':
      return born(reading.parameters.startingBalanceUsd);
  }
}

function withInvalid(botId: string, violations: readonly RefusedValue[]): UnbornError {
  return new UnbornError(
    `bot ${botId} does not begin before its parameters are valid: ${violationWords(violations)}`,
  );
}

export interface WatchLook {
  readonly stepMs: number;
  /** The item as this invocation left it, where that is known. */
  readonly left: BotState | undefined;
  /** The item before the market: nothing is asked for a step that another invocation makes. */
  readonly looksFirst: boolean;
}

/** Step 1 of a watch step: the item, its commands, and the quotes of open positions. */
export async function loadWatchStep(
  { store, exchange }: LoadPorts,
  bot: Bot,
  { stepMs, left, looksFirst }: WatchLook,
): Promise<Omit<Loaded, 'parameters' | 'decision'>> {
  const observe = (state: BotState) => exchange.observePrices(watchedSymbols(state, bot.symbols), stepMs);
  const [loaded, early] = await Promise.all([
    store.load(bot.id),
    looksFirst || left === undefined ? undefined : observe(left),
  ]);
  const { state, isRestored = false } = loaded;
  if (state === undefined) throw new Error(`the item of bot ${bot.id} was there a moment ago, and is gone`);
  const isSuperseded = looksFirst && left !== undefined && left.version !== state.version;
  const views = early ?? (isSuperseded ? [] : await observe(state));
  return { state, taken: loaded, isRestored, views };
}

/** Symbols of open positions and of orders that may have been sent, in order of priority, then those that were removed. */
function watchedSymbols({ ledger, orders }: BotState, inOrder: readonly string[]): readonly string[] {
  const sent = orders.filter(({ status }) => status !== 'resting');
  if (ledger.positions.length + sent.length === 0) return [];
  const open = [...new Set([...ledger.positions, ...sent].map(({ symbol }) => symbol))];
  return [
    ...inOrder.filter((symbol) => open.includes(symbol)),
    ...open.filter((symbol) => !inOrder.includes(symbol)),
  ];
}

/** After a long outage, resting orders on paper are matched with more candles than a signal needs. */
async function reachingBack(
  exchange: Exchange,
  views: readonly MarketView[],
  { account }: BotState,
  tickMs: number,
): Promise<readonly MarketView[]> {
  const unmet = (account?.positions ?? []).filter(({ symbol, metToMs }) => {
    const view = views.find(({ market }) => market.symbol === symbol);
    if (view === undefined || view.candles.length === 0) return false;
    return view.candles.openTimeMs[0]! > nextOpenMs(view.market.sessions, metToMs);
  });
  if (unmet.length === 0) return views;
  const again = await Promise.all(
    unmet.map(({ symbol, metToMs }) => exchange.observe([symbol], tickMs, metToMs)),
  );
  const reached = new Map(again.flat().map((view) => [view.market.symbol, view]));
  return views.map((view) => reached.get(view.market.symbol) ?? view);
}
