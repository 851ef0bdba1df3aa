/**
 * What must a stored ledger row look like to be believed?
 *
 * Invariants:
 * - Everything that enters is parsed.
 * - Amounts are whole units of 1e-8 USD.
 * - Every value is read as it was written, to the last digit.
 * - Unknown keys are dropped, so that a release can read the rows of its successor.
 */
import { z } from 'zod';
import {
  PARAMETER_NAMES,
  isParameterName,
  parametersSchema,
  type Overrides,
  type ParameterName,
  type ParameterValue,
} from '../../config.ts';
import type { LedgerEvent, LedgerRow } from '../../core/ledger/ledger-events.ts';
import type { LedgerState } from '../../core/ledger/ledger-state.ts';
import { LATER_TERMS, POSITION_TERM_NAMES, type PositionTerms } from '../../core/ledger/position.ts';
import { DENIAL_CODES } from '../../core/reasons.ts';
import { marketName, marketOrNone, settlementCurrency } from '../symbol-names.ts';
import {
  amount,
  day,
  dayStatistics,
  dayStop,
  endedDay,
  knownSlippage,
  leftDay,
  run,
  time,
} from './statistics-schema.ts';
import { fill, price, quantity, side, text, trade } from './trade-schema.ts';

/** Every field of a type, optional ones too, with the way to it. */
type PathsOf<Type> = Type extends string | number | boolean | undefined
  ? never
  : Type extends readonly (infer Item)[]
    ? PathsOf<Item>
    : {
        [Key in keyof Type & string]-?:
          `${VariantOf<Type>}${Key}` | `${VariantOf<Type>}${Key}.${PathsOf<Type[Key]>}`;
      }[keyof Type & string];
/** Events and orders have fields of their own by kind and leg. */
type VariantOf<Type> = Type extends { readonly kind: infer Kind extends string }
  ? `${Kind} `
  : Type extends { readonly leg: infer Leg extends string }
    ? `${Leg} `
    : '';

/** A schema that reads every field of the type, and names those that it lacks: reading would drop them. */
export type Complete<Type, Schema extends z.ZodType> = z.ZodType<Type> &
  Lack<Exclude<PathsOf<Type>, PathsOf<z.output<Schema>>>>;
type Lack<Path> = [Path] extends [never] ? unknown : { readonly lacks: Path };

/** Written as null: the key exists, its value is unknown. */
export const unknownable = <Schema extends z.ZodType>(schema: Schema) =>
  schema.nullable().transform((value) => value ?? undefined);
/** Absent in rows of the first release, and where it is left out. */
const addedLater = <Schema extends z.ZodType>(schema: Schema) =>
  z
    .union([schema, z.null()])
    .prefault(null)
    .transform((value) => value ?? undefined);

const parameterValue = z.custom<ParameterValue>(
  (value) => typeof value === 'number' || typeof value === 'string',
);
/** A name that this release does not know is dropped. */
export const overrides = z
  .record(z.string(), parameterValue)
  .transform((written): Overrides =>
    Object.fromEntries(Object.entries(written).filter(([name]) => isParameterName(name))),
  );

/** Of the parameter's type, within any bounds: a position keeps its terms when a release narrows them. */
function storedTerm(name: ParameterName): z.ZodType<ParameterValue> {
  const schema = parametersSchema.shape[name].unwrap();
  return schema instanceof z.ZodEnum ? schema : z.number();
}

/** @param later terms that some stored positions lack, with the value that those have. */
export function termsSchema(names: readonly ParameterName[], later: Overrides) {
  const shape = names.map((name) => {
    const initial = later[name];
    return [name, initial === undefined ? storedTerm(name) : storedTerm(name).default(initial)];
  });
  return z.object(Object.fromEntries(shape)).pipe(z.custom<PositionTerms>());
}

export const terms = termsSchema(POSITION_TERM_NAMES, LATER_TERMS);

const position = z.object({
  tradeId: z.int(),
  symbol: marketName,
  side,
  quantity,
  entryPrice: price,
  entryFeeUsd: amount,
  hasUnpricedFee: z.literal(true).exactOptional(),
  fundingUsd: amount,
  decidedAtMs: time,
  filledAtMs: time,
  recoverySinceMs: unknownable(time),
  stopPrice: z.number(),
  takeProfitPrice: z.number(),
  terms,
  exits: z.array(fill).exactOptional(),
  slippageUsd: amount.exactOptional(),
});

export const decision = z.object({ price, tickMs: time });
const signal = z.object({ momentum: z.number(), volumeRatio: z.number(), range: z.number() });
export const entryDecision = decision.extend({ signal });
export const denialCounts = z.partialRecord(z.enum(DENIAL_CODES), z.int());

export const command = z.object({
  id: text,
  kind: z.enum(['pause', 'resume', 'flatten']),
  accept: z.boolean(),
  halt: text.exactOptional(),
  issuedBy: text,
  issuedAtMs: time,
  why: text,
});

const storedLedger = z.object({
  epoch: z.int(),
  isDemo: z.literal(true).exactOptional(),
  currency: settlementCurrency.exactOptional(),
  rowCount: z.int(),
  tradeCount: z.int(),
  balanceUsd: amount,
  dayMs: day,
  dayStartBalanceUsd: amount,
  realisedTodayUsd: amount,
  today: addedLater(dayStatistics),
  lastDay: addedLater(endedDay),
  run: run.exactOptional(),
  runSlippage: knownSlippage.exactOptional(),
  stoppedAtMs: unknownable(time),
  lossesInARow: z.int(),
  pausedUntilMs: time,
  entryTimesMs: z.array(time),
  positions: z.array(position),
  halted: unknownable(z.object({ cause: text, sinceMs: time })),
  operatorPausedSinceMs: unknownable(time),
  flatteningSinceMs: unknownable(time),
  askedBy: z.object({ by: text, why: text }).exactOptional(),
  stop: dayStop.exactOptional(),
  streak: z.object({ sinceMs: time, losses: z.int() }).exactOptional(),
  leftDay: leftDay.exactOptional(),
});
export const ledger = storedLedger.transform(({ runSlippage: slippage, run: sums, ...rest }): LedgerState =>
  sums === undefined ? rest : { ...rest, run: { ...sums, ...(slippage && { slippage }) } },
);

export const atMs = time;
const ended = z.object({ cause: z.enum(['restored', 'mode-changed', 'begun']), ledger });
const event = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('started'),
    atMs,
    balanceUsd: amount,
    isDemo: z.literal(true).exactOptional(),
    currency: settlementCurrency.exactOptional(),
    after: ended.exactOptional(),
    asked: z.object({ by: text, why: text }).exactOptional(),
  }),
  z.object({ kind: z.literal('day-started'), atMs }),
  z.object({ kind: z.literal('day-summarised'), atMs }),
  z.object({
    kind: z.literal('opened'),
    atMs,
    position,
    decision: entryDecision,
    fills: z.array(fill),
    decisionLagSeconds: z.number().exactOptional(),
  }),
  z.object({ kind: z.literal('recovery'), atMs, tradeId: z.int(), price }),
  z.object({ kind: z.literal('funding'), atMs, tradeId: z.int(), paidUsd: amount }),
  z.object({
    kind: z.literal('reduced'),
    atMs,
    tradeId: z.int(),
    fills: z.array(fill).min(1),
    slippageUsd: amount.exactOptional(),
  }),
  z.object({
    kind: z.literal('transfer'),
    atMs,
    amountUsd: amount,
    venueId: text,
    name: text.exactOptional(),
  }),
  z.object({
    kind: z.literal('late-cost'),
    atMs,
    symbol: marketOrNone,
    paidUsd: amount,
    venueId: text,
  }),
  z.object({
    kind: z.literal('closed'),
    atMs,
    trade,
    decision: decision.exactOptional(),
    fills: z.array(fill),
    slippageUsd: amount.exactOptional(),
  }),
  z.object({ kind: z.literal('paused'), atMs, untilMs: time, lossesInARow: z.int() }),
  dayStop.extend({ kind: z.literal('stopped'), atMs }),
  z.object({ kind: z.literal('halted'), atMs, cause: text }),
  z.object({
    kind: z.literal('operator-command'),
    atMs,
    command,
    hasEndedPause: z.literal(true).exactOptional(),
  }),
  z.object({ kind: z.literal('reconciled'), atMs, acceptedCause: text, commandId: text }),
  z.object({
    kind: z.literal('parameters-changed'),
    atMs,
    changes: z.array(z.object({ name: z.enum(PARAMETER_NAMES), from: parameterValue, to: parameterValue })),
  }),
  z.object({ kind: z.literal('denials'), atMs, counts: denialCounts }),
]) satisfies z.ZodType<LedgerEvent>;

export const row = z.object({ epoch: z.int(), sequence: z.int(), event }) satisfies z.ZodType<LedgerRow>;
