/**
 * Any state that a ledger store may be asked to keep, as wide as the types.
 */
import fc from 'fast-check';
import { ALERT_KINDS, type Alert, type AlertLog } from '../../../lambda/core/alerts/alert.ts';
import { DEFAULT_PARAMETERS, PARAMETER_NAMES, type Overrides } from '../../../lambda/config.ts';
import type { BotState, ParameterRejection } from '../../../lambda/core/bot-state.ts';
import {
  UNOBEYED,
  type CommandMemory,
  type RememberedCommand,
} from '../../../lambda/core/ledger/command-memory.ts';
import type { EntryOrder, Order, StopOrder, TakeProfitOrder } from '../../../lambda/core/order.ts';
import type { EntryRejection, UnreadAccount, UnreadSince } from '../../../lambda/core/standing-failures.ts';
import type { OutsideMarket } from '../../../lambda/core/trading-sessions.ts';
import type { PaperAccount } from '../../../lambda/core/paper/paper-account.ts';
import {
  decision,
  denials,
  entryDecision,
  exitReason,
  ledger,
  rowsOfEveryKind,
  terms,
  unprotected,
} from './ledger-arbitraries.ts';
import {
  NONE_REQUIRED,
  few,
  is,
  positive,
  side,
  text,
  time,
  unknown,
  whole,
  withSome,
  type OptionalOf,
} from './value-arbitraries.ts';
import { market } from '../../harness/symbol-arbitraries.ts';

const order = {
  clientOrderId: text,
  tradeId: whole,
  symbol: market,
  side,
  quantity: positive,
  status: fc.constantFrom('intended' as const, 'unknown' as const, 'resting' as const),
};
const stamp = { sendBeforeMs: time } satisfies OptionalOf<TakeProfitOrder>;
const stamped = fc.record(stamp, NONE_REQUIRED);
const stampedEntry = fc.record({ ...stamp, price: positive } satisfies OptionalOf<EntryOrder>, NONE_REQUIRED);
const stampedStop = fc.record(
  {
    ...stamp,
    refusedAtMs: time,
    hasStandIn: fc.constant(true as const),
    confirmedAtMs: time,
  } satisfies OptionalOf<StopOrder>,
  NONE_REQUIRED,
);
const stop = withSome(fc.record({ ...order, leg: is('stop'), price: positive }), stampedStop);
const takeProfit = withSome(fc.record({ ...order, leg: is('take-profit'), price: positive }), stamped);

/** A leg that is missing here does not compile. */
const ORDERS: { readonly [Leg in Order['leg']]: fc.Arbitrary<Extract<Order, { leg: Leg }>> } = {
  entry: withSome(fc.record({ ...order, leg: is('entry'), terms, decision: entryDecision }), stampedEntry),
  exit: withSome(fc.record({ ...order, leg: is('exit'), reason: exitReason, decision }), stamped),
  stop,
  'take-profit': takeProfit,
};

const account: fc.Arbitrary<PaperAccount> = fc.record({
  positions: few(fc.record({ symbol: market, side, quantity: positive, metToMs: time })),
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
});

const overrides = fc
  .uniqueArray(fc.constantFrom(...PARAMETER_NAMES), { maxLength: 3 })
  .map((names): Overrides => Object.fromEntries(names.map((name) => [name, DEFAULT_PARAMETERS[name]])));

const optional = {
  epochMark: fc.stringMatching(/^[0-9a-z]{4}$/),
  parameters: overrides,
  refusal: withSome(
    fc.record({ sinceMs: time, text }),
    fc.record(
      { isHeldBack: fc.constant(true as const) } satisfies OptionalOf<ParameterRejection>,
      NONE_REQUIRED,
    ),
  ),
  venueLog: fc.record({ sinceMs: time, bookedIds: few(text) }),
  unprotectedAtMs: time,
  unprotectedSoFar: few(
    withSome(
      unprotected.chain((soFar) => fc.record({ tradeId: whole }).map((of) => ({ ...soFar, ...of }))),
      fc.record({ sinceMs: time }, NONE_REQUIRED),
    ),
  ),
  failingExits: few(fc.record({ tradeId: whole, sinceMs: time, isTold: fc.boolean() })),
  entryRejections: few(
    withSome(
      fc.record({
        reason: text,
        symbols: few(market),
        count: whole,
        sinceMs: time,
        lastMs: time,
        cause: text,
      }),
      fc.record({ alertedDayMs: time } satisfies OptionalOf<EntryRejection>, NONE_REQUIRED),
    ),
  ),
  outsideHours: fc.record({
    markets: few(
      withSome(
        fc.record({ symbol: market, why: fc.constantFrom('closed-session', 'unknown-session') }),
        fc.record({ untilMs: time } satisfies OptionalOf<OutsideMarket>, NONE_REQUIRED),
      ),
    ),
    count: whole,
    isAll: fc.boolean(),
  }),
  unreadAccount: withSome(
    fc.record({ sinceMs: time, cause: text }),
    fc.record(
      {
        isOfPrice: fc.constant(true as const),
        alertedAtMs: time,
        isHeldBack: fc.constant(true as const),
      } satisfies OptionalOf<UnreadAccount>,
      NONE_REQUIRED,
    ),
  ),
  shortfalls: few(fc.record({ tradeId: whole, heldQuantity: positive, seenMs: time })),
  commandMemory: withSome(
    fc.record({
      sinceMs: time,
      commands: few(
        withSome(
          fc.record({ id: text, kind: fc.constantFrom('pause', 'resume', 'flatten'), untilMs: time }),
          fc.record(
            { unobeyed: fc.constantFrom(...UNOBEYED) } satisfies OptionalOf<RememberedCommand>,
            NONE_REQUIRED,
          ),
        ),
      ),
    }),
    fc.record({ floodedUntilMs: time, beganMs: time } satisfies OptionalOf<CommandMemory>, NONE_REQUIRED),
  ),
  commandsLeftSinceMs: time,
  unreadCommands: withSome(
    fc.record({ sinceMs: time, cause: text }),
    fc.record(
      {
        isFlood: fc.constant(true as const),
        alertedAtMs: time,
        isHeldBack: fc.constant(true as const),
      } satisfies OptionalOf<UnreadSince>,
      NONE_REQUIRED,
    ),
  ),
  seenPrices: few(fc.record({ tradeId: whole, price: positive, atMs: time })),
  unexplainedSinceMs: time,
  isSumOpen: fc.constant(true as const),
  unpricedFees: few(
    fc.record(
      {
        venueId: text,
        symbol: market,
        amount: positive,
        currency: text,
        timeMs: time,
        isTold: fc.constant(true as const),
      },
      { requiredKeys: ['venueId', 'symbol', 'amount', 'currency', 'timeMs'] },
    ),
  ),
} satisfies OptionalOf<BotState>;

/** A state on its first version, with orders of every leg and rows of every kind. */
export const anyState: fc.Arbitrary<BotState> = withSome(
  fc.record({
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
  }),
  fc.record(optional, NONE_REQUIRED),
).map((value) => structuredClone(value));
