/**
 * `lambda/charts/`: pictures of the ledger, of candles and of results, for the console, the local page and the report.
 *
 * What the pictures show of a bot: made of its item and of rows of its ledger.
 *
 * A fact that is not stored is unknown, never zero.
 */
import type { BotParameters } from '../config.ts';
import { tradedAs, type BotState } from '../core/bot-state.ts';
import { grossOf, ratesOf, slippageOf, type RunStatistics } from '../core/ledger/day-statistics.ts';
import type { LedgerEvent, LedgerRow } from '../core/ledger/ledger-events.ts';
import { PATIENCE_MS } from '../core/ledger/operator-command.ts';
import { netIfClosed, openQuantity, type Position } from '../core/ledger/position.ts';
import { direction } from '../core/market.ts';
import { isProtected } from '../core/orders/protection.ts';
import { unprotectedSinceMs } from '../core/orders/unprotected-spans.ts';
import { restrictionWords } from '../core/restrictions/restriction-words.ts';
import { restrictionsOf } from '../core/restrictions/restrictions.ts';
import { dailyLimit } from '../core/risk/loss-budget.ts';
import { seenWorth } from '../core/risk/open-prices.ts';
import { ledgerCurrency } from '../core/settlement.ts';
import { SECOND_MS, fractionOfPct, negate, toDollars, type Usd } from '../core/units.ts';
import type { SlippageSums } from './cost-waterfall.ts';
import type { BalancePoint } from './pictures/equity-picture.ts';
import type { OpenPosition } from './pictures/position-picture.ts';
import type { Restricted, Standing } from './standing-card.ts';
import { TradeDetailsBook } from './trade-details.ts';
import type { TradeStory } from './trade-strip.ts';

/** What else waits, beside the state itself. */
export interface Waiting {
  readonly commands: number;
}

export interface Looked {
  readonly waiting: Waiting;
  /** When somebody looks; absent where the bot is told as of its last tick. */
  readonly nowMs?: number;
  /** How a command in braces is typed, where the picture is looked at. */
  readonly typed: (words: string) => string;
}

export function standingOf(
  state: BotState,
  parameters: BotParameters,
  { waiting, nowMs, typed }: Looked,
): Standing {
  const { ledger, botId } = state;
  const asOfMs = state.tickMs ?? ledger.dayMs;
  const { run } = ledger;
  return {
    bot: botId,
    mode: tradedAs(state),
    asOfMs,
    balanceDollars: toDollars(ledger.balanceUsd),
    currency: ledgerCurrency(ledger),
    today: {
      netDollars: toDollars(ledger.realisedTodayUsd),
      limitDollars: toDollars(dailyLimit(parameters, ledger.dayStartBalanceUsd)),
    },
    ...(run !== undefined && {
      sums: {
        trades: run.trades,
        wins: run.wins,
        grossDollars: toDollars(grossOf(run)),
        feesDollars: toDollars(run.feesUsd),
        fundingDollars: toDollars(run.fundingUsd),
        ...slippageIn(run),
        netDollars: toDollars(run.netUsd),
        ...ratesOf(run),
      },
    }),
    restrictions: restrictionsOf(state, parameters, asOfMs).map((restriction): Restricted => {
      const { what, why, remedy } = restrictionWords(restriction);
      return { what, why, remedy: remedy.map(typed) };
    }),
    ...((nowMs ?? asOfMs) - asOfMs > PATIENCE_MS && { silent: { remedy: [typed('To see why: {doctor}')] } }),
    waiting: waitingWords(state, waiting),
  };
}

function slippageIn(run: RunStatistics): SlippageSums {
  const { knownUsd, unknownTrades } = slippageOf(run);
  return {
    ...(knownUsd !== undefined && { slippageDollars: toDollars(knownUsd) }),
    slippageUnknown: unknownTrades,
  };
}

function waitingWords({ refusal, outbox }: BotState, { commands }: Waiting): readonly string[] {
  const some = (amount: number, one: string, many: string) =>
    amount === 0 ? [] : [amount === 1 ? `1 ${one}` : `${amount} ${many}`];
  return [
    ...(refusal === undefined ? [] : [`the parameters as they are stored are refused: ${refusal.text}`]),
    ...some(commands, 'command waits for the next tick', 'commands wait for the next tick'),
    ...some(outbox.alerts.length, 'alert waits to be delivered', 'alerts wait to be delivered'),
  ];
}

/** At the prices that the bot saw last. @param nowMs when somebody looks; absent where that is as of its last tick. */
export function openPositionsOf(
  state: BotState,
  parameters: BotParameters,
  nowMs?: number,
): readonly OpenPosition[] {
  const asOfMs = state.tickMs ?? state.ledger.dayMs;
  return state.ledger.positions.map((position) => {
    const seen = seenWorth(state, position, parameters);
    const sinceMs = unprotectedSinceMs(state, position);
    const moment = { asOfMs, now: seen?.price, isProtected: isProtected(state, position) };
    return {
      ...openPositionOf(position, parameters, moment),
      ...(seen !== undefined && { seen: { atMs: seen.atMs, ageMs: (nowMs ?? asOfMs) - seen.atMs } }),
      ...(sinceMs !== undefined && {
        // A watch step may have noted it after the tick.
        unprotected: { sinceMs, lengthMs: Math.max(0, (nowMs ?? asOfMs) - sinceMs) },
      }),
    };
  });
}

/** What is known of a position at a moment. */
export interface PositionMoment extends Pick<OpenPosition, 'now' | 'isProtected'> {
  readonly asOfMs: number;
}

export function openPositionOf(
  position: Position,
  parameters: BotParameters,
  { asOfMs, now, isProtected: isStopped }: PositionMoment,
): OpenPosition {
  const { symbol, side, entryPrice, stopPrice, takeProfitPrice, decidedAtMs, recoverySinceMs } = position;
  const { initialStopPct, maxHoldSeconds, recoverySeconds } = position.terms;
  return {
    symbol,
    side,
    quantity: openQuantity(position),
    entry: entryPrice,
    now,
    netDollars: now === undefined ? undefined : toDollars(netIfClosed(position, now, parameters)),
    target: takeProfitPrice,
    breakEven: breakEvenPrice(position, parameters),
    initialStop: entryPrice * (1 - direction(side) * fractionOfPct(initialStopPct)),
    hardStop: stopPrice,
    ageMs: asOfMs - decidedAtMs,
    maxHoldMs: maxHoldSeconds * SECOND_MS,
    ...(recoverySinceMs !== undefined && {
      recovery: { sinceMs: asOfMs - recoverySinceMs, lengthMs: recoverySeconds * SECOND_MS },
    }),
    isProtected: isStopped,
  };
}

/** How far from the entry the second price is asked, in either direction a position may take. */
const AWAY = 0.01;

/** Where a taker close would leave nothing won or lost: the net is linear in the price, but for its rounding. */
export function breakEvenPrice(position: Position, parameters: BotParameters): number {
  const { side, entryPrice } = position;
  const better = entryPrice * (1 + direction(side) * AWAY);
  const [atEntry, atBetter] = [entryPrice, better].map((price) =>
    toDollars(netIfClosed(position, price, parameters)),
  );
  if (atEntry === undefined || atBetter === undefined || atBetter === atEntry) return entryPrice;
  return entryPrice - (atEntry * (better - entryPrice)) / (atBetter - atEntry);
}

/** What moved the balance in some rows of one epoch, and where it was before. @param rows by their numbers, up to now. */
export function balanceOf(
  rows: readonly LedgerRow[],
  nowDollars: number,
): { readonly beganDollars: number; readonly points: readonly BalancePoint[] } {
  const moves = rows.flatMap(({ event }) => {
    const moved = movedUsd(event);
    return moved === undefined ? [] : [{ timeMs: event.atMs, moved: toDollars(moved) }];
  });
  const beganDollars = moves.reduce((dollars, { moved }) => dollars - moved, nowDollars);
  let dollars = beganDollars;
  const points = moves.map(({ timeMs, moved }) => {
    dollars += moved;
    return { timeMs, dollars };
  });
  return { beganDollars, points };
}

/** Trades, costs that came late, and money that was moved. */
function movedUsd(event: LedgerEvent): Usd | undefined {
  switch (event.kind) {
    case 'closed':
      return event.trade.netUsd;
    case 'late-cost':
      return negate(event.paidUsd);
    case 'transfer':
      return event.amountUsd;
    default:
      return undefined;
  }
}

export type Story = Omit<TradeStory, 'candles'>;

/** Each closed trade among some rows of one epoch, with what other rows say of it. @param rows by their numbers. */
export function storiesOf(rows: readonly LedgerRow[]): readonly Story[] {
  const book = new TradeDetailsBook();
  return rows.flatMap(({ event }): readonly Story[] => {
    const details = book.take(event);
    return details !== undefined && event.kind === 'closed' ? [{ trade: event.trade, ...details }] : [];
  });
}
