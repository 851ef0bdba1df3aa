/**
 * Any row that a ledger store may be asked to keep.
 *
 * As wide as the types: every kind of event, any text, amounts up to the last safe unit, numbers of every size. Only −0
 * is left out, which JSON writes as 0; and objects are plain ones, which a clone makes of any.
 */
import fc from 'fast-check';
import { z } from 'zod';
import {
  DEFAULT_PARAMETERS,
  PARAMETER_NAMES,
  parametersSchema,
  type ParameterName,
  type ParameterValue,
} from '../../../lambda/config.ts';
import type { BotState } from '../../../lambda/core/bot-state.ts';
import type { ClosedTrade } from '../../../lambda/core/ledger/closed-trade.ts';
import type { LedgerEvent, LedgerRow } from '../../../lambda/core/ledger/ledger-events.ts';
import type { LedgerState } from '../../../lambda/core/ledger/ledger-state.ts';
import type { OperatorCommand } from '../../../lambda/core/ledger/operator-command.ts';
import {
  POSITION_TERM_NAMES,
  termsOf,
  type Position,
  type PositionTerms,
} from '../../../lambda/core/ledger/position.ts';
import { DENIAL_CODES, EXIT_REASONS } from '../../../lambda/core/reasons.ts';
import { market, settlementCurrency } from '../../harness/symbol-arbitraries.ts';
import { dayStop, daySums, endedDay, leftDay, runSums } from './statistics-arbitraries.ts';
import {
  NONE_REQUIRED,
  amount,
  day,
  few,
  is,
  positive,
  real,
  side,
  text,
  time,
  unknown,
  whole,
  withSome,
  type OptionalOf,
} from './value-arbitraries.ts';

/** Any value of the parameter's type. */
function termOf(name: ParameterName): fc.Arbitrary<ParameterValue> {
  const schema = parametersSchema.shape[name].unwrap();
  return schema instanceof z.ZodEnum ? fc.constantFrom(...schema.options) : real;
}

export const terms: fc.Arbitrary<PositionTerms> = fc
  .record(Object.fromEntries(POSITION_TERM_NAMES.map((name) => [name, termOf(name)])))
  .map((drawn) => termsOf({ ...DEFAULT_PARAMETERS, ...drawn }));

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
    isUnseen: fc.constant(true as const),
    feePaidIn: fc.record({ amount: real, currency: text, isPriced: fc.boolean() }),
  },
  { requiredKeys: ['clientOrderId', 'price', 'quantity', 'feeUsd', 'liquidity', 'timeMs'] },
);

const position: fc.Arbitrary<Position> = withSome(
  fc.record({
    tradeId: whole,
    symbol: market,
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
  }),
  fc.record(
    {
      exits: few(fill),
      hasUnpricedFee: fc.constant(true as const),
      slippageUsd: amount,
    } satisfies OptionalOf<Position>,
    NONE_REQUIRED,
  ),
);

export const decision = fc.record({ price: positive, tickMs: time });
const signal = fc.record({ momentum: real, volumeRatio: real, range: real });
export const entryDecision = fc.record({ price: positive, tickMs: time, signal });
export const exitReason = fc.constantFrom(...EXIT_REASONS);
export const denials = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...DENIAL_CODES), whole), { selector: ([code]) => code })
  .map((counts): BotState['denials'] => Object.fromEntries(counts));

const command: fc.Arbitrary<OperatorCommand> = withSome(
  fc.record({
    id: fc.stringMatching(/^[\w-]{1,40}$/),
    kind: fc.constantFrom('pause' as const, 'resume' as const, 'flatten' as const),
    accept: fc.boolean(),
    issuedAtMs: time,
    issuedBy: text,
    why: text,
  }),
  fc.record({ halt: fc.string({ maxLength: 20 }) } satisfies OptionalOf<OperatorCommand>, NONE_REQUIRED),
);

export const anyCommand = command.map((value) => structuredClone(value));

const someSeconds = fc.record({ count: whole, totalSeconds: positive });
const spans = few(fc.record({ fromMs: time, toMs: time }));
/** When a trade had no stop, with the rest or without. */
export const unprotected = fc.record({ spans, shorter: someSeconds }, { requiredKeys: ['spans'] });

const trade = withSome(
  fc.record({
    tradeId: whole,
    symbol: market,
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
  }),
  fc.record({ unprotected } satisfies OptionalOf<ClosedTrade>, NONE_REQUIRED),
);

type EventKind = LedgerEvent['kind'];

const origin = { isDemo: fc.constant(true as const), currency: settlementCurrency };
const sometimes = {
  ...origin,
  run: runSums,
  askedBy: fc.record({ by: text, why: text }),
  stop: fc.record(dayStop),
  streak: fc.record({ sinceMs: time, losses: whole }),
  leftDay,
} satisfies OptionalOf<LedgerState>;

const always = fc.record({
  epoch: whole,
  rowCount: whole,
  tradeCount: whole,
  balanceUsd: amount,
  dayMs: day,
  dayStartBalanceUsd: amount,
  realisedTodayUsd: amount,
  today: unknown(daySums),
  lastDay: unknown(endedDay),
  stoppedAtMs: unknown(time),
  lossesInARow: whole,
  pausedUntilMs: time,
  entryTimesMs: few(time),
  positions: few(position),
  halted: unknown(fc.record({ cause: text, sinceMs: time })),
  operatorPausedSinceMs: unknown(time),
  flatteningSinceMs: unknown(time),
});

export const ledger: fc.Arbitrary<LedgerState> = withSome(always, fc.record(sometimes, NONE_REQUIRED));

export const atMs = time;
const ended = fc.record({
  cause: fc.constantFrom('restored' as const, 'mode-changed' as const, 'begun' as const),
  ledger,
});

const change = fc.record({
  name: fc.constantFrom(...PARAMETER_NAMES),
  from: fc.constantFrom(1, 0.25, 'net' as const),
  to: fc.constantFrom(2, 'gross' as const),
});

/** A kind that is missing here does not compile. */
export const EVENTS: { readonly [Kind in EventKind]: fc.Arbitrary<Extract<LedgerEvent, { kind: Kind }>> } = {
  started: fc.record(
    { kind: is('started'), atMs, balanceUsd: amount, ...origin, after: ended },
    { requiredKeys: ['kind', 'atMs', 'balanceUsd'] },
  ),
  'day-started': fc.record({ kind: is('day-started'), atMs }),
  'day-summarised': fc.record({ kind: is('day-summarised'), atMs }),
  opened: withSome(
    fc.record({ kind: is('opened'), atMs, position, decision: entryDecision, fills: few(fill) }),
    fc.record({ decisionLagSeconds: real }, NONE_REQUIRED),
  ),
  recovery: fc.record({ kind: is('recovery'), atMs, tradeId: whole, price: positive }),
  funding: fc.record({ kind: is('funding'), atMs, tradeId: whole, paidUsd: amount }),
  reduced: withSome(
    fc.record({ kind: is('reduced'), atMs, tradeId: whole, fills: fc.array(fill, { minLength: 1 }) }),
    fc.record({ slippageUsd: amount }, NONE_REQUIRED),
  ),
  transfer: fc.record(
    { kind: is('transfer'), atMs, amountUsd: amount, venueId: text, name: text },
    { requiredKeys: ['kind', 'atMs', 'amountUsd', 'venueId'] },
  ),
  'late-cost': fc.record({ kind: is('late-cost'), atMs, symbol: market, paidUsd: amount, venueId: text }),
  closed: fc.record(
    { kind: is('closed'), atMs, trade, decision, fills: few(fill), slippageUsd: amount },
    { requiredKeys: ['kind', 'atMs', 'trade', 'fills'] },
  ),
  paused: fc.record({ kind: is('paused'), atMs, untilMs: time, lossesInARow: whole }),
  stopped: fc.record({ kind: is('stopped'), atMs, ...dayStop }),
  halted: fc.record({ kind: is('halted'), atMs, cause: text }),
  'operator-command': fc.record(
    { kind: is('operator-command'), atMs, command, hasEndedPause: fc.constant(true as const) },
    { requiredKeys: ['kind', 'atMs', 'command'] },
  ),
  reconciled: fc.record({ kind: is('reconciled'), atMs, acceptedCause: text, commandId: text }),
  'parameters-changed': fc.record({ kind: is('parameters-changed'), atMs, changes: few(change) }),
  denials: fc.record({ kind: is('denials'), atMs, counts: denials }),
};

/** One row of every kind, and some more, in the order of their sequences. */
export const rowsOfEveryKind: fc.Arbitrary<readonly LedgerRow[]> = fc
  .tuple(fc.tuple(...Object.values(EVENTS)), few(fc.oneof(...Object.values(EVENTS))))
  .map(([each, more]) => [...each, ...more].map((one, k) => ({ epoch: 1, sequence: k + 1, event: one })));

export const anyRows = rowsOfEveryKind.map((rows) => structuredClone(rows));
