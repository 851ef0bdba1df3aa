/**
 * Which parameters does the bot have, and is a given set of them valid?
 *
 * - Every parameter is stated once, here, with unit, bounds, default and meaning.
 * - All violations, unknown keys included, are reported together, each with its key, value and bound.
 * - The table in the docs is made from this file.
 */
import { closest, distance } from 'fastest-levenshtein';
import { z } from 'zod';
import { CROSS_FIELD_RULES } from './config-rules.ts';
import type { Market } from './core/market.ts';
import {
  aboveUpTo,
  between,
  meaningSchema,
  money,
  parametersOf,
  type ParameterMeaning,
} from './config-kinds.ts';

const signal = parametersOf('signal');
const exit = parametersOf('exit');
const size = parametersOf('size');
const risk = parametersOf('risk');
const cost = parametersOf('cost');
const bot = parametersOf('bot');

/** Every parameter of the bot. Percentages are of price: `0.15` means 0.15 %. */
export const parametersSchema = z.strictObject({
  momentumCandles: signal.whole(3, between(1, 30), 'candles', 'candles the move is measured over'),
  momentumPct: signal.number(0.05, between(0, 5), '%', 'smallest move for a signal'),
  volumeLookback: signal.whole(20, between(2, 200), 'candles', 'candles in the average volume'),
  volumeRatio: signal.number(
    1.3,
    between(0, 20),
    'ratio',
    'smallest volume for a signal, relative to that average',
  ),
  volatilityCandles: signal.whole(10, between(2, 200), 'candles', 'candles in the high–low range'),
  volatilityPct: signal.number(0.1, between(0, 10), '%', 'smallest high–low range for a signal'),

  targetPct: exit.number(0.15, aboveUpTo(0, 10), '%', 'distance of the take-profit'),
  profitTargetUsd: exit.number(30, money, 'USD', 'close when the net profit of the position reaches it'),
  profitCapUsd: exit.number(70, money, 'USD', 'highest gross profit that a resting take-profit aims for'),
  quickExitSeconds: exit.number(120, between(0, 3600), 's', 'age from which a position closes at breakeven'),
  maxHoldSeconds: exit.number(300, between(0, 86_400), 's', 'age from which a position closes at any price'),
  sessionEndSeconds: exit.number(
    120,
    between(0, 3600),
    's',
    'before the end of a trading session, in markets that have them: closes, enters nothing',
  ),
  initialStopPct: exit.number(0.12, aboveUpTo(0, 10), '%', 'loss at which recovery begins'),
  recoverySeconds: exit.number(
    180,
    between(0, 86_400),
    's',
    'how long recovery waits for the price to return',
  ),
  recoveryStopPct: exit.number(
    0.25,
    aboveUpTo(0, 10),
    '%',
    'distance of the hard stop, an order from the entry on',
  ),
  breakeven: exit.choice(
    z.enum(['net', 'gross']).default('net'),
    'net: breakeven also pays the fees; gross: it does not',
  ),

  startingBalanceUsd: size.number(2000, money, 'USD', "balance of a new paper bot (live: the account's)"),
  leverage: size.whole(20, between(1, 125), '×', 'isolated margin'),
  collateralUsd: size.number(30, money, 'USD', 'per position; notional = collateral × leverage'),

  maxPositions: risk.whole(3, between(1, 10), 'positions', 'open at once, all symbols'),
  maxTradesPerHour: risk.whole(30, between(1, 600), 'entries', 'entries in any 3,600 s'),
  dailyLossUsd: risk.number(
    80,
    money,
    'USD',
    'day stop: realised and unrealised loss; the tighter of this and dailyLossPct',
  ),
  dailyLossPct: risk.number(4, aboveUpTo(0, 100), '%', 'the same in percent of the balance at 00:00 UTC'),
  lossStreak: risk.whole(4, between(1, 1_000), 'trades', 'losses in a row that cause a streak pause'),
  pauseMinutes: risk.number(20, between(0, 1_440), 'min', 'length of the streak pause; resume ends it'),
  maxOpenCollateralUsd: risk.number(90, money, 'USD', 'highest collateral open at once'),

  takerFeePct: cost.number(0.05, between(-0.1, 1), '%', 'fee of a taker fill, per side'),
  makerFeePct: cost.number(0.02, between(-0.1, 1), '%', 'fee of a maker fill, per side'),
  slippageBps: cost.number(0.5, between(0, 100), 'bps', 'against us, on every taker fill (paper, backtest)'),
  fundingPct: cost.number(0.01, between(-1, 1), '%', 'per 8 h, longs pay when positive (paper, backtest)'),

  mode: bot.choice(z.enum(['paper', 'live']).default('paper'), "live also needs the deployment's consent"),
  entryStyle: bot.choice(
    z.enum(['taker', 'maker']).default('taker'),
    'live: market order, or post-only at the best price',
  ),
  makerTimeoutSeconds: bot.number(10, between(1, 50), 's', 'age at which a post-only entry is cancelled'),
  stopTrigger: bot.choice(z.enum(['last', 'mark']).default('last'), 'price that triggers the hard stop'),
  watchIntervalSeconds: bot.number(
    10,
    between(0, 30),
    's',
    'time between watch steps while a position is open; 0 = off',
  ),
  maxSignalAgeSeconds: bot.number(59, between(1, 59), 's', 'age of the oldest signal that is still entered'),
});

/** A valid set of parameters. */
export type BotParameters = Readonly<z.output<typeof parametersSchema>>;
export type ParameterName = keyof BotParameters;

export const PARAMETER_NAMES = Object.keys(parametersSchema.shape).filter(isParameterName);

export function isParameterName(key: string): key is ParameterName {
  return Object.hasOwn(parametersSchema.shape, key);
}

export type ParameterValue = BotParameters[ParameterName];

/** Parameters that differ from their defaults; an absent one has its default. */
export type Overrides = Readonly<Partial<Record<ParameterName, ParameterValue>>>;

export const DEFAULT_PARAMETERS: BotParameters = parametersSchema.parse({});

/** The parameters of a set that differ from the defaults. */
export function overridesOf(parameters: BotParameters): Overrides {
  const changed = PARAMETER_NAMES.filter((name) => parameters[name] !== DEFAULT_PARAMETERS[name]);
  return Object.fromEntries(changed.map((name) => [name, parameters[name]]));
}

/** Unit, own bounds and meaning of one parameter; rules that bind several are in `CROSS_FIELD_RULES`. */
export function meaningOf(name: ParameterName): ParameterMeaning {
  return meaningSchema.parse(parametersSchema.shape[name].meta());
}

/** One violation: the key, the value given and the bound it breaks. */
export interface Violation {
  readonly key: string;
  readonly value: unknown;
  readonly bound: string;
}

/** Violations that a message names one by one: a document may hold any number of keys. */
const NAMED_MAX = 40;

/** Invalid parameters: the message lists every violation, and where they were written. */
export class ParameterError extends Error {
  override readonly name = 'ParameterError';
  readonly violations: readonly Violation[];
  /** Of the message; a key may have any characters. */
  readonly lines: readonly string[];

  constructor(violations: readonly Violation[], source = 'the parameters') {
    const named = violations.slice(0, NAMED_MAX);
    const lines = [
      `${source}: ${violations.length} invalid`,
      ...named.map(({ key, value, bound }) => `  ${key.slice(0, 80)} = ${show(value)}: ${bound}`),
      ...(violations.length > NAMED_MAX ? [`  and ${violations.length - NAMED_MAX} more`] : []),
    ];
    super(lines.join('\n'));
    this.violations = violations;
    this.lines = lines;
  }
}

/**
 * A complete set of parameters from the operator's document, defaults filled in.
 *
 * @param markets the bot's markets at the venue; a bound that depends on them holds for every one.
 * @param source where it was written, for the error.
 * @throws ParameterError with all violations together.
 */
export function parseParameters(
  written: unknown,
  markets: readonly Market[] = [],
  source?: string,
): BotParameters {
  const parsed = parametersSchema.safeParse(written);
  const violations = (parsed.error?.issues ?? []).flatMap((issue) => violationsOf(issue, written));
  if (!isRecord(written)) throw new ParameterError(violations, source);
  const refused = new Set(violations.map(({ key }) => key));
  const accepted = Object.entries(written).filter(([key]) => !refused.has(key));
  const complete = parametersSchema.parse(Object.fromEntries(accepted));
  for (const { key, against, words, broken } of CROSS_FIELD_RULES) {
    if (refused.has(key) || against.some((other) => refused.has(other))) continue;
    const why = broken(complete, markets);
    if (why !== undefined) violations.push({ key, value: complete[key], bound: `must be ${words}; ${why}` });
  }
  if (violations.length > 0) throw new ParameterError(violations, source);
  return complete;
}

function violationsOf(issue: z.core.$ZodIssue, written: unknown): Violation[] {
  const valueAt = (key: string) => (isRecord(written) ? written[key] : undefined);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      key,
      value: valueAt(key),
      bound: `no such parameter; ${suggestion(key)}`,
    }));
  }
  const key = String(issue.path[0]);
  if (!isParameterName(key)) {
    return [{ key: 'parameters', value: written, bound: 'must be an object of parameter names and values' }];
  }
  const value = valueAt(key);
  const isQuoted = issue.code === 'invalid_type' && typeof value === 'string' && DECIMAL.test(value);
  const hint = isQuoted ? '; it is text, and a number has no quotation marks' : '';
  return [{ key, value, bound: `must be ${meaningOf(key).bounds}${hint}` }];
}

const DECIMAL = /^-?\d+(?:\.\d+)?$/;

function suggestion(written: string): string {
  const nearest = closest(written, PARAMETER_NAMES);
  const near = distance(written, nearest) <= Math.max(2, written.length / 3);
  return near ? `did you mean ${nearest}?` : 'the command params lists them';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function show(value: unknown): string {
  return typeof value === 'number' ? String(value) : (JSON.stringify(value)?.slice(0, 80) ?? 'nothing');
}

/** With defaults, also in the place of values that this release does not accept any more. */
export function completeParameters(overrides: Overrides): BotParameters {
  if (PARAMETER_NAMES.every((name) => overrides[name] === undefined)) return DEFAULT_PARAMETERS;
  try {
    return parseParameters(overrides);
  } catch (error) {
    if (!(error instanceof ParameterError)) throw error;
    const refused = new Set(error.violations.map(({ key }) => key));
    return parseParameters(
      Object.fromEntries(Object.entries(overrides).filter(([key]) => !refused.has(key))),
    );
  }
}
