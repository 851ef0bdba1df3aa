/**
 * Any state and any row that a ledger store may be asked to keep.
 *
 * As wide as the types: every kind of event and order, any text, amounts up to the last safe unit, numbers of every
 * size. Only −0 is left out, which JSON writes as 0; and objects are plain ones, which a clone makes of any.
 */
import fc from 'fast-check';
import { ALERT_KINDS, type Alert, type AlertLog } from '../../lambda/core/alert.ts';
import type { BotState } from '../../lambda/core/bot-state.ts';
import type { LedgerEvent, LedgerRow } from '../../lambda/core/ledger-events.ts';
import type { LedgerState } from '../../lambda/core/ledger.ts';
import type { OperatorCommand } from '../../lambda/core/operator-command.ts';
import type { Order } from '../../lambda/core/order.ts';
import type { PaperAccount } from '../../lambda/core/paper-account.ts';
import { DENIAL_CODES, EXIT_REASONS } from '../../lambda/core/reasons.ts';
import { usdFromUnits } from '../../lambda/core/units.ts';

const LAST_DATE_MS = 8_640_000_000_000_000;

const amount = fc.maxSafeInteger().map(usdFromUnits);
const time = fc.integer({ min: 0, max: LAST_DATE_MS });
const real = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (value === 0 ? 0 : value));
const positive = fc.double({ min: Number.MIN_VALUE, noNaN: true, noDefaultInfinity: true });
const whole = fc.nat();
const text = fc.string({ unit: 'binary', maxLength: 12 });
const side = fc.constantFrom('long' as const, 'short' as const);
const unknown = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
const few = <Value>(value: fc.Arbitrary<Value>) => fc.array(value, { maxLength: 3 });
const is = <const Word extends string>(word: Word) => fc.constant(word);

const terms = fc.record({
  targetPct: real,
  profitTargetUsd: real,
  profitCapUsd: real,
  quickExitSeconds: real,
  maxHoldSeconds: real,
  initialStopPct: real,
  recoverySeconds: real,
  recoveryStopPct: real,
  breakeven: fc.constantFrom('net' as const, 'gross' as const),
  leverage: real,
  collateralUsd: real,
});

const position = fc.record({
  tradeId: whole,
  symbol: text,
  side,
  quantity: positive,
  entryPrice: positive,
  entryFeeUsd: amount,
  fundingUsd: amount,
  decidedAtMs: time,
  filledAtMs: time,
  recoverySinceMs: unknown(time),
  stopPrice: real,
  takeProfitPrice: real,
  terms,
});

const fill = fc.record(
  {
    clientOrderId: text,
    price: positive,
    quantity: positive,
    feeUsd: amount,
    liquidity: fc.constantFrom('maker' as const, 'taker' as const),
    timeMs: time,
    venueId: text,
    realisedUsd: amount,
  },
  { requiredKeys: ['clientOrderId', 'price', 'quantity', 'feeUsd', 'liquidity', 'timeMs'] },
);

const decision = fc.record({ price: positive, tickMs: time });
const signal = fc.record({ momentum: real, volumeRatio: real, range: real });
const entryDecision = fc.record({ price: positive, tickMs: time, signal });
const exitReason = fc.constantFrom(...EXIT_REASONS);
const denials = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...DENIAL_CODES), whole), { selector: ([code]) => code })
  .map((counts): BotState['denials'] => Object.fromEntries(counts));

/** The id is bounded, and so are the words. */
const command: fc.Arbitrary<OperatorCommand> = fc.record({
  id: fc.stringMatching(/^[\w-]{1,40}$/),
  kind: fc.constantFrom('pause' as const, 'resume' as const, 'flatten' as const),
  accept: fc.boolean(),
  issuedBy: text,
  issuedAtMs: time,
  why: text,
});

export const anyCommand = command.map((value) => structuredClone(value));

const trade = fc.record({
  tradeId: whole,
  symbol: text,
  side,
  quantity: positive,
  entryPrice: positive,
  entryTimeMs: time,
  exitPrice: positive,
  exitTimeMs: time,
  reason: exitReason,
  grossUsd: amount,
  feesUsd: amount,
  fundingUsd: amount,
  netUsd: amount,
  ambiguous: fc.boolean(),
});

type EventKind = LedgerEvent['kind'];

const DAY = {
  trades: whole,
  wins: whole,
  grossUsd: amount,
  feesUsd: amount,
  fundingUsd: amount,
  winsUsd: amount,
};

const ledger: fc.Arbitrary<LedgerState> = fc.record({
  epoch: whole,
  rowCount: whole,
  tradeCount: whole,
  balanceUsd: amount,
  dayMs: time,
  dayStartBalanceUsd: amount,
  realisedTodayUsd: amount,
  today: unknown(fc.record(DAY)),
  lastDay: unknown(fc.record({ ...DAY, dayMs: time, wasStopped: fc.boolean() })),
  stoppedAtMs: unknown(time),
  lossesInARow: whole,
  pausedUntilMs: time,
  entryTimesMs: few(time),
  positions: few(position),
  halted: unknown(fc.record({ cause: text, sinceMs: time })),
  operatorPausedSinceMs: unknown(time),
  flatteningSinceMs: unknown(time),
});

const atMs = time;
const ended = fc.record({ cause: fc.constantFrom('restored' as const, 'mode-changed' as const), ledger });

/** A kind that is missing here does not compile. */
export const EVENTS: { readonly [Kind in EventKind]: fc.Arbitrary<Extract<LedgerEvent, { kind: Kind }>> } = {
  started: fc.record(
    { kind: is('started'), atMs, balanceUsd: amount, after: ended },
    { requiredKeys: ['kind', 'atMs', 'balanceUsd'] },
  ),
  'day-started': fc.record({ kind: is('day-started'), atMs }),
  opened: fc.record({ kind: is('opened'), atMs, position, decision: entryDecision, fills: few(fill) }),
  recovery: fc.record({ kind: is('recovery'), atMs, tradeId: whole, price: positive }),
  funding: fc.record({ kind: is('funding'), atMs, tradeId: whole, paidUsd: amount }),
  reduced: fc.record({ kind: is('reduced'), atMs, tradeId: whole, fills: few(fill) }),
  transfer: fc.record({ kind: is('transfer'), atMs, amountUsd: amount, venueId: text }),
  'late-cost': fc.record({ kind: is('late-cost'), atMs, symbol: text, paidUsd: amount, venueId: text }),
  closed: fc.record(
    { kind: is('closed'), atMs, trade, decision, fills: few(fill) },
    { requiredKeys: ['kind', 'atMs', 'trade', 'fills'] },
  ),
  paused: fc.record({ kind: is('paused'), atMs, untilMs: real, lossesInARow: whole }),
  stopped: fc.record({
    kind: is('stopped'),
    atMs,
    cause: fc.constantFrom('budget' as const, 'loss' as const),
    realisedUsd: amount,
    unrealisedUsd: amount,
    limitUsd: amount,
  }),
  halted: fc.record({ kind: is('halted'), atMs, cause: text }),
  'operator-command': fc.record({ kind: is('operator-command'), atMs, command }),
  reconciled: fc.record({ kind: is('reconciled'), atMs, acceptedCause: text, commandId: text }),
  denials: fc.record({ kind: is('denials'), atMs, counts: denials }),
};

const event: fc.Arbitrary<LedgerEvent> = fc.oneof(...Object.values(EVENTS));

/** One row of every kind, and some more, in the order of their sequences. */
const rowsOfEveryKind: fc.Arbitrary<readonly LedgerRow[]> = fc
  .tuple(fc.tuple(...Object.values(EVENTS)), few(event))
  .map(([each, more]) => [...each, ...more].map((one, k) => ({ epoch: 1, sequence: k + 1, event: one })));

export const anyRows = rowsOfEveryKind.map((rows) => structuredClone(rows));

const order = {
  clientOrderId: text,
  tradeId: whole,
  symbol: text,
  side,
  quantity: positive,
  status: fc.constantFrom('intended' as const, 'unknown' as const, 'resting' as const),
};
const stop = fc.record({ ...order, leg: is('stop'), price: positive });
const takeProfit = fc.record({ ...order, leg: is('take-profit'), price: positive });

/** A leg that is missing here does not compile. */
const ORDERS: { readonly [Leg in Order['leg']]: fc.Arbitrary<Extract<Order, { leg: Leg }>> } = {
  entry: fc.record({ ...order, leg: is('entry'), terms, decision: entryDecision }),
  exit: fc.record({ ...order, leg: is('exit'), reason: exitReason, decision }),
  stop,
  'take-profit': takeProfit,
};

const account: fc.Arbitrary<PaperAccount> = fc.record({
  positions: few(fc.record({ symbol: text, side, quantity: positive, metToMs: time })),
  orders: few(fc.oneof(stop, takeProfit)),
});

const alert: fc.Arbitrary<Alert> = fc.record({
  id: text,
  atMs: time,
  kind: fc.constantFrom(...ALERT_KINDS),
  happened: text,
  did: text,
  todo: text,
});

const alertLog: fc.Arbitrary<AlertLog> = fc.record({
  count: whole,
  sentAtMs: few(time),
  told: fc.dictionary(fc.stringMatching(/^[a-z-]{1,9}: [a-z0-9 ]{1,9}$/), time, {
    maxKeys: 3,
    noNullPrototype: true,
  }),
  heldBack: fc.record({ paused: whole, 'missed-ticks': whole }, { requiredKeys: [] }),
  summarisedDayMs: time,
});

/** A state on its first version, with orders of every leg and rows of every kind. */
export const anyState: fc.Arbitrary<BotState> = fc
  .record({
    botId: is('any'),
    version: fc.constant(1),
    tickMs: unknown(time),
    ledger,
    orderCount: whole,
    orders: fc.tuple(...Object.values(ORDERS)),
    account: unknown(account),
    denials,
    consumedCommandIds: few(text),
    outbox: fc.record({ rows: rowsOfEveryKind, alerts: few(alert) }),
    alertLog,
  })
  .map((value) => structuredClone(value));
