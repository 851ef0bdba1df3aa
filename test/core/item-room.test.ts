/**
 * Is room kept in the item for everything that cannot wait, and does everything else wait for it?
 */
import { describe, expect, it } from 'vitest';
import { dayStoppedAlert, haltedAlert } from '../../lambda/core/alerts/alert-texts.ts';
import { stateItem } from '../../lambda/adapters/dynamo/dynamo-items.ts';
import { parseParameters } from '../../lambda/config.ts';
import {
  EMPTY_OUTBOX,
  countDenial,
  intendOrder,
  newPaperBot,
  raiseAlert,
  recordEvent,
  type BotState,
} from '../../lambda/core/bot-state.ts';
import { noteEntry } from '../../lambda/core/control/entry-rejections.ts';
import { halt } from '../../lambda/core/control/halt.ts';
import { consumeCommands } from '../../lambda/core/control/obey-commands.ts';
import { noteParameters } from '../../lambda/core/control/parameter-changes.ts';
import { noteReading } from '../../lambda/core/control/unread-account.ts';
import {
  ITEM_BYTES_MAX,
  admit,
  bytesNeeded,
  hasRoomForEntry,
  lightest,
  withinItem,
} from '../../lambda/core/item-room.ts';
import type { Fill } from '../../lambda/core/ledger/fills.ts';
import { termsOf, type PositionTerms } from '../../lambda/core/ledger/position.ts';
import type { EntryOrder, Order, ProtectiveOrder, StopOrder } from '../../lambda/core/order.ts';
import { bookOutcome } from '../../lambda/core/orders/outcome-booking.ts';
import { intendExit, intendProtection, withSendDeadline } from '../../lambda/core/orders/order-plan.ts';
import { DENIAL_CODES } from '../../lambda/core/reasons.ts';
import { DAY_MS, HOUR_MS, usd } from '../../lambda/core/units.ts';
import {
  NOON,
  botState,
  entryOrder,
  parameters,
  position,
  quote,
  stopOrder,
  takeProfitOrder,
  terms,
  view,
} from '../harness/builders.ts';
import { commandOf } from '../harness/stored-bot.ts';

const SYMBOL = '1000000LONGNAME/USDT:USDT';
const PRICE = 3014.2050127155003;
const QUANTITY = 0.19935604826648756;
const ATTRIBUTES_BYTES = 450;

/** As long as numbers get that a person writes. */
const LONG_TERMS: PositionTerms = terms({
  targetPct: 0.1234567,
  profitTargetUsd: 1_234_567.12,
  profitCapUsd: 9_234_567.12,
  quickExitSeconds: 3_599.55,
  maxHoldSeconds: 86_399.55,
  initialStopPct: 0.1234567,
  recoverySeconds: 86_399.55,
  recoveryStopPct: 0.2234567,
  leverage: 125,
  collateralUsd: 79_999.12,
});
const IN_FORCE = { ...parameters(), ...LONG_TERMS, lossStreak: 1 };

type Mode = 'paper' | 'live';

/** A bot whose every number and name is long, and whose rows nobody delivers. */
function longBot(mode: Mode): BotState {
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

function withEntry(state: BotState, symbol: string): BotState {
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
  const fill = { clientOrderId, price: PRICE, quantity, feeUsd: usd(1_234.12345678), timeMs: NOON + 1 };
  const stated = mode === 'live' && {
    venueId: String(12_345_678_901 + quantity * 1e6).slice(0, 11),
    realisedUsd: usd(-1_234.12345678),
    feePaidIn: { amount: 0.0012345678, currency: 'BNB', isPriced: true },
  };
  return { ...fill, liquidity: 'maker', ...stated };
}

/** Everything that cannot wait and may follow from an entry, one after another. */
function lifeOf(mode: Mode, start: BotState): readonly BotState[] {
  const states: BotState[] = [];
  let state = start;
  const add = (next: BotState) => {
    state = next;
    states.push(state);
  };
  const market = view({ symbol: SYMBOL, quote: quote(PRICE) });
  const book = (order: Order, outcome: Parameters<typeof bookOutcome>[2]['outcome']) =>
    bookOutcome(state, { kind: 'place', order }, { outcome, atMs: NOON }, market.market, IN_FORCE);
  const find = (leg: Order['leg']) =>
    state.orders.find((order) => order.leg === leg && order.symbol === SYMBOL)!;
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
    const order = find(leg) as ProtectiveOrder;
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

const bodyBytes = (state: BotState) =>
  Buffer.byteLength(stateItem(state, { executionId: 'x', table: 'table' })['body']!.S!);

/** A bot with an item of about that size. */
function filledBy(bytes: number): BotState {
  return botState({ ledger: { entryTimesMs: Array.from({ length: bytes / 14 }, () => NOON) } });
}

/** Without the alerts, which have what is left. */
function quiet(state: BotState): BotState {
  return {
    ...state,
    alertLog: { ...state.alertLog, told: {} },
    outbox: { ...state.outbox, alerts: [] },
  };
}

describe('the room that is kept', () => {
  it.each(['paper', 'live'] as const)(
    'the room that is kept for an entry on %s is never below what its trade takes until it is closed, with no row delivered',
    (mode) => {
      const before = longBot(mode);
      const start = withEntry(before, SYMBOL);
      // Of all positions with real money.
      const partialCloses = mode === 'live' ? 1_700 : 0;
      const kept = bytesNeeded(start) - bytesNeeded(before) + partialCloses;
      const life = lifeOf(mode, start);
      const taken = life.map((state) => bodyBytes(quiet(state)) - bodyBytes(quiet(before)));
      expect(taken.length).toBeGreaterThan(10);
      for (const bytes of taken) expect(bytes).toBeLessThanOrEqual(kept);
      expect(life.at(-1)!.ledger.positions).toEqual([]);
    },
  );

  it.each(['paper', 'live'] as const)(
    'the room that is kept for an entry on %s is asked for before it is intended',
    (mode) => {
      const before = longBot(mode);
      const growth = bytesNeeded(withEntry(before, SYMBOL)) - bytesNeeded(before);
      const filler = (bytes: number) => ({ ...before, botId: before.botId.padEnd(16 + bytes, 'x') });
      const room = ITEM_BYTES_MAX - bytesNeeded(before);
      expect(hasRoomForEntry(filler(room - growth - 2_600), LONG_TERMS)).toBe(true);
      expect(hasRoomForEntry(filler(room - growth), LONG_TERMS)).toBe(false);
    },
  );

  it('the room that is kept for a command is enough for the one that is obeyed because no row waits', () => {
    const halted = { ...halt(longBot('live'), '"'.repeat(900), NOON), outbox: EMPTY_OUTBOX };
    const words = { issuedBy: 'ä'.repeat(200), why: '"'.repeat(1_000) };
    const command = commandOf('c'.repeat(100), { kind: 'resume', accept: true, ...words });
    const obeyed = consumeCommands(halted, [command], NOON);
    expect(obeyed.ledger.halted).toBeUndefined();
    expect(bytesNeeded(obeyed) - bytesNeeded(halted)).toBeLessThanOrEqual(2_200);
  });

  it('the room that is kept for what stands is never below what it takes, all of it together', () => {
    const words = '"ä\u0001'.repeat(3_000);
    const before = botState();
    let state: BotState = halt(before, words, NOON);
    for (const code of DENIAL_CODES) {
      for (let k = 0; k < 3; k += 1) state = countDenial(state, code);
    }
    state = noteReading(state, { cause: words }, NOON);
    const violations = [{ key: words, value: words, bound: words }];
    state = noteParameters(state, { kind: 'refused', violations }, NOON);
    const amounts = { realisedUsd: usd(-9e6), unrealisedUsd: usd(-9e6), limitUsd: usd(9e6) };
    state = recordEvent(state, { kind: 'stopped', atMs: NOON, cause: 'budget', ...amounts });
    for (let k = 0; k < 100; k += 1) {
      state = raiseAlert(state, { atMs: NOON, ...haltedAlert(words) });
      state = raiseAlert(state, { atMs: NOON, ...dayStoppedAlert({ cause: 'loss', ...amounts }) });
    }
    const { alertLog } = state;
    expect(alertLog.count).toBeGreaterThan(100);
    expect(ATTRIBUTES_BYTES + bodyBytes(quiet(state))).toBeLessThanOrEqual(bytesNeeded(before));
  });
});

describe('the positions that the parameters allow', () => {
  const MOST = parseParameters({ maxPositions: 10, maxOpenCollateralUsd: 300 });

  it.each(['paper', 'live'] as const)('the positions that the parameters allow have room on %s', (mode) => {
    let state = longBot(mode);
    state = {
      ...state,
      outbox: EMPTY_OUTBOX,
      ledger: { ...state.ledger, entryTimesMs: Array.from({ length: 30 }, () => NOON) },
    };
    if (mode === 'live') {
      const bookedIds = Array.from({ length: 60 }, (_, k) => `9876543210${k}/FUNDING_FEE`);
      state = { ...state, venueLog: { sinceMs: NOON, bookedIds } };
    }
    for (let k = 0; k < MOST.maxPositions; k += 1) {
      if (!hasRoomForEntry(state, MOST))
        throw new Error(`no room for ${k + 1} on ${mode}: ${bytesNeeded(state)}`);
      const symbol = mode === 'live' ? `COIN${k}USDT` : `COIN${k}/USDT:USDT`;
      const long = {
        quantity: 0.0099728519,
        entryPrice: 60_163.31234,
        stopPrice: 60_012.81234,
        takeProfitPrice: 60_253.51234,
      };
      const open = position({
        tradeId: 123_450 + k,
        symbol,
        entryFeeUsd: usd(0.30000001),
        ...long,
        terms: termsOf(MOST),
      });
      const base = { tradeId: open.tradeId, symbol, quantity: open.quantity, sendBeforeMs: NOON };
      const id = (leg: string) => `paper-29461234-${123_450 + k}-${leg}`;
      const orders = [
        stopOrder({ ...base, price: open.stopPrice, clientOrderId: id('s') }),
        takeProfitOrder({ ...base, price: open.takeProfitPrice, clientOrderId: id('t') }),
      ];
      const { account } = state;
      state = {
        ...state,
        orders: [...state.orders, ...orders],
        ledger: { ...state.ledger, positions: [...state.ledger.positions, open] },
        account: account && {
          positions: [...account.positions, { symbol, side: 'long', quantity: open.quantity, metToMs: NOON }],
          orders: [...account.orders, ...orders],
        },
      };
    }
    expect(() => parseParameters({ maxPositions: MOST.maxPositions + 1 })).toThrow();
  });
});

describe('an event that can wait', () => {
  const rows = (count: number, bytes: number): BotState => {
    let state = botState();
    for (let k = 0; k < count; k += 1) {
      state = recordEvent(state, { kind: 'halted', atMs: NOON, cause: 'x'.repeat(bytes) });
    }
    return state;
  };
  const next = (state: BotState) => recordEvent(state, { kind: 'day-started', atMs: NOON + DAY_MS });

  it('an event that can wait is recorded while no row waits, however large the rest is', () => {
    const large = filledBy(40_000);
    const after = next(large);
    expect(admit(large, after)).toBe(after);
  });

  it('an event that can wait is recorded up to 100 rows', () => {
    const [few, many] = [rows(99, 1), rows(100, 1)];
    expect(admit(few, next(few))).not.toBe(few);
    expect(admit(many, next(many))).toBe(many);
  });

  it('an event that can wait waits where what cannot wait would not fit any more', () => {
    const [few, many] = [rows(20, 1_000), rows(28, 1_000)];
    expect(admit(few, next(few))).not.toBe(few);
    expect(admit(many, next(many))).toBe(many);
  });
});

describe('an item that is committed', () => {
  const told = (state: BotState, count: number) => {
    let next = state;
    for (let k = 0; k < count; k += 1) {
      next = raiseAlert(next, { atMs: NOON, subject: `trade ${k}`, ...haltedAlert('x'.repeat(600)) });
    }
    return next;
  };

  it('an item that is committed is the state as it is, while it is small', () => {
    const state = told(botState(), 3);
    expect(withinItem(state)).toBe(state);
  });

  it('an item that is committed has as many of the newest alerts as fit, and a count of the others', () => {
    const filled = told(filledBy(28_000), 10);
    const { outbox, alertLog } = withinItem(filled);
    expect(outbox.alerts.length).toBeGreaterThan(0);
    expect(outbox.alerts).toEqual(filled.outbox.alerts.slice(-outbox.alerts.length));
    expect(alertLog.heldBack).toEqual({ halted: 10 - outbox.alerts.length });
    expect(ATTRIBUTES_BYTES + bodyBytes(withinItem(filled))).toBeLessThanOrEqual(ITEM_BYTES_MAX);
  });

  it('an item that is committed forgets last what its alerts were about', () => {
    const filled = told(filledBy(31_000), 10);
    expect(withinItem(filled)).toMatchObject({ outbox: { alerts: [] }, alertLog: { told: {} } });
  });

  it('an item without what it can do without keeps what is open, its orders and its rows', () => {
    const entered = withEntry(botState({ ledger: { positions: [position()] } }), SYMBOL);
    const rejected = noteEntry(entered, entryOrder(), { status: 'rejected', cause: 'no' }, NOON);
    const refused = noteParameters(rejected, { kind: 'refused', violations: [] }, NOON);
    const { ledger, orders, outbox, ...rest } = lightest(refused);
    expect({ ledger, orders, rows: outbox.rows }).toEqual({
      ledger: refused.ledger,
      orders: refused.orders,
      rows: refused.outbox.rows,
    });
    expect(outbox.alerts).toEqual([]);
    for (const key of ['refusal', 'entryRejections']) expect(rest).not.toHaveProperty(key);
  });
});
