/**
 * A bot whose every name and number is as long as it may be, and everything that one trade of it puts into the item.
 */
import { intendOrder, newPaperBot, recordEvent, type BotState } from '../../lambda/core/bot-state.ts';
import type { Fill } from '../../lambda/core/ledger/fills.ts';
import type { PositionTerms } from '../../lambda/core/ledger/position.ts';
import type { EntryOrder, Order, StopOrder } from '../../lambda/core/order.ts';
import { bookOutcome } from '../../lambda/core/orders/outcome-booking.ts';
import { intendExit, intendProtection, withSendDeadline } from '../../lambda/core/orders/order-plan.ts';
import { HOUR_MS, usd } from '../../lambda/core/units.ts';
import { NOON, parameters, quote, terms, view } from '../harness/builders.ts';

export const SYMBOL = '1000000LONGNAME/USDT:USDT';
const PRICE = 3014.2050127155003;
const QUANTITY = 0.19935604826648756;
/** So far from it that what has slipped is long, too: an entry that was filled better, and an exit worse. */
const FILLED: Readonly<Record<'e' | 'x', number>> = { e: 9014.20501271555, x: 99014.2050127155 };

/** As long as numbers get that a person writes. */
export const LONG_TERMS: PositionTerms = terms({
  targetPct: 0.1234567,
  profitTargetUsd: 1_234_567.12,
  profitCapUsd: 9_234_567.12,
  quickExitSeconds: 3_599.55,
  maxHoldSeconds: 86_399.55,
  sessionEndSeconds: 3_599.55,
  initialStopPct: 0.1234567,
  recoverySeconds: 86_399.55,
  recoveryStopPct: 0.2234567,
  leverage: 125,
  collateralUsd: 79_999.12,
});
const IN_FORCE = { ...parameters(), ...LONG_TERMS, lossStreak: 1 };

export type Mode = 'paper' | 'live';

/** A bot whose every number and name is long, and whose rows nobody delivers. */
export function longBot(mode: Mode): BotState {
  const born = newPaperBot('a-name-of-16-let', 29_461_234, usd(9_999_999.12345678), NOON);
  const { account: _, ...rest } = born;
  const base: BotState = {
    ...(mode === 'paper'
      ? born
      : { ...rest, account: undefined, venueLog: { sinceMs: NOON, bookedIds: [] } }),
    version: 99_999_999,
    tickMs: NOON,
    orderCount: 99_999_990,
    ledger: {
      ...born.ledger,
      tradeCount: 9_999_999,
      rowCount: 99_999_990,
      realisedTodayUsd: usd(-99_999.12345678),
    },
  };
  return base;
}

export function withEntry(state: BotState, symbol: string): BotState {
  const tradeId = state.ledger.tradeCount + state.orders.length + 1;
  const base = { tradeId, symbol, side: 'short' as const, quantity: QUANTITY };
  const signal = {
    momentum: -0.0012345678901234567,
    volumeRatio: 12.345678901234567,
    range: 0.0012345678901234567,
  };
  const decision = { price: PRICE, tickMs: NOON, signal };
  const entered = intendOrder(state, 'entry', (identity): EntryOrder => {
    return { ...base, ...identity, leg: 'entry', price: PRICE, terms: LONG_TERMS, decision };
  });
  const both = intendOrder(entered, 'stop', (identity): StopOrder => {
    return { ...base, ...identity, leg: 'stop', price: PRICE };
  });
  return withSendDeadline(both, NOON, NOON);
}

function longFill({ clientOrderId }: Pick<Order, 'clientOrderId'>, mode: Mode, quantity: number): Fill {
  const price = FILLED[clientOrderId.endsWith('-e') ? 'e' : 'x'];
  const fill = { clientOrderId, price, quantity, feeUsd: usd(1_234.12345678), timeMs: NOON + 1 };
  const stated = mode === 'live' && {
    venueId: String(12_345_678_901 + quantity * 1e6).slice(0, 11),
    realisedUsd: usd(-1_234.12345678),
    feePaidIn: { amount: 0.0012345678, currency: 'BNB', isPriced: true },
  };
  return { ...fill, liquidity: 'taker', ...stated };
}

/** Everything that cannot wait and may follow from an entry, one after another. */
export function lifeOf(mode: Mode, start: BotState): readonly BotState[] {
  const states: BotState[] = [];
  let state = start;
  const add = (next: BotState) => {
    state = next;
    states.push(state);
  };
  const market = view({ symbol: SYMBOL, quote: quote(PRICE) });
  const times = { atMs: NOON, acceptedAtMs: NOON + 119_999 };
  const book = (order: Order, outcome: Parameters<typeof bookOutcome>[2]['outcome']) =>
    bookOutcome(state, { kind: 'place', order }, { outcome, ...times }, market.market, IN_FORCE);
  const find = <Leg extends Order['leg']>(leg: Leg) => {
    const isIt = (order: Order): order is Extract<Order, { leg: Leg }> =>
      order.leg === leg && order.symbol === SYMBOL;
    return state.orders.find(isIt)!;
  };
  const entry = find('entry');
  add(book(entry, { status: 'filled', fills: [longFill(entry, mode, QUANTITY)] }));
  if (mode === 'paper') {
    const simulated = { symbol: SYMBOL, side: 'short' as const, quantity: QUANTITY, metToMs: NOON + 59_999 };
    add({
      ...state,
      account: { positions: [...state.account!.positions, simulated], orders: state.account!.orders },
    });
  }
  add(withSendDeadline(intendProtection(state, { views: [market], parameters: IN_FORCE }), NOON, NOON));
  for (const leg of ['stop', 'take-profit'] as const) {
    const order = find(leg);
    if (mode === 'paper') {
      const { positions, orders } = state.account!;
      add({ ...state, account: { positions, orders: [...orders, { ...order, sendBeforeMs: NOON }] } });
    }
    add(book(order, { status: 'resting' }));
  }
  const { tradeId } = state.ledger.positions.find(({ symbol }) => symbol === SYMBOL)!;
  add(recordEvent(state, { kind: 'recovery', atMs: NOON, tradeId, price: PRICE }));
  for (const hours of [4, 12, 20]) {
    const paidUsd = usd(-1_234.12345678);
    add(recordEvent(state, { kind: 'funding', atMs: NOON + hours * HOUR_MS, tradeId, paidUsd }));
  }
  const open = () => state.ledger.positions.find(({ symbol }) => symbol === SYMBOL)!;
  const exit = () =>
    add(
      withSendDeadline(
        intendExit(state, open(), 'recovery-timeout', { price: PRICE, tickMs: NOON }),
        NOON,
        NOON,
      ),
    );
  exit();
  if (mode === 'live') {
    add({
      ...state,
      failingExits: [...(state.failingExits ?? []), { tradeId, sinceMs: NOON, isTold: false }],
    });
    add(book(find('exit'), { status: 'filled', fills: [longFill(find('exit'), mode, QUANTITY / 2)] }));
  }
  add(book(find('exit'), { status: 'filled', fills: [longFill(find('exit'), mode, QUANTITY)] }));
  if (mode === 'paper') {
    const ofOthers = ({ symbol }: { readonly symbol: string }) => symbol !== SYMBOL;
    const { positions, orders } = state.account!;
    add({ ...state, account: { positions: positions.filter(ofOthers), orders: orders.filter(ofOthers) } });
  }
  return states;
}
