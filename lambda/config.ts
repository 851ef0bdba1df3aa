/**
 * Which parameters does the bot have, and is a given set of them valid?
 *
 * Invariants: every parameter is stated once, here, with unit, bounds, default and meaning; unknown keys are refused;
 * all violations are reported together, each with its key, value and bound. The table in the docs is made from this
 * file.
 */
import { closest, distance } from 'fastest-levenshtein';
import { z } from 'zod';
import { CROSS_FIELD_RULES } from './config-rules.ts';
import type { Market } from './core/market.ts';
import { PARAMETER_USD_MAX } from './core/units.ts';

export type ParameterGroup = 'signal' | 'exit' | 'size' | 'risk' | 'cost' | 'bot';

/** What the docs say of a parameter, beside its default. */
export interface ParameterMeaning {
  readonly group: ParameterGroup;
  readonly unit: string;
  readonly bounds: string;
  readonly meaning: string;
}

interface Bounds {
  readonly words: string;
  readonly apply: (schema: z.ZodNumber) => z.ZodNumber;
}

const between = (low: number, high: number): Bounds => ({
  words: `${low} to ${high}`,
  apply: (schema) => schema.gte(low).lte(high),
});
const aboveUpTo = (low: number, high: number): Bounds => ({
  words: `above ${low}, up to ${high}`,
  apply: (schema) => schema.gt(low).lte(high),
});
const above = (low: number): Bounds => ({ words: `above ${low}`, apply: (schema) => schema.gt(low) });
const atLeast = (low: number): Bounds => ({ words: `at least ${low}`, apply: (schema) => schema.gte(low) });
// Money is counted exactly, which ends somewhere; the bound is far above anything this bot should be given.
const money = { ...aboveUpTo(0, PARAMETER_USD_MAX), words: 'above 0, up to 10 million' };

/** The builders of one group's parameters: default, bounds, unit, meaning. */
function parametersOf(group: ParameterGroup) {
  return {
    number(initial: number, { words, apply }: Bounds, unit: string, meaning: string) {
      return apply(z.number()).default(initial).meta({ group, unit, bounds: words, meaning });
    },
    whole(initial: number, { words, apply }: Bounds, unit: string, meaning: string) {
      const bounds = `a whole number, ${words}`;
      return apply(z.int()).default(initial).meta({ group, unit, bounds, meaning });
    },
    choice<Schema extends z.ZodDefault<z.ZodEnum>>(schema: Schema, meaning: string): Schema {
      const bounds = schema.unwrap().options.join(' or ');
      return schema.meta({ group, unit: '', bounds, meaning });
    },
  };
}

const signal = parametersOf('signal');
const exit = parametersOf('exit');
const size = parametersOf('size');
const risk = parametersOf('risk');
const cost = parametersOf('cost');
const bot = parametersOf('bot');

/** Every parameter of the bot. Percentages are of price: `0.15` means 0.15 %. */
export const parametersSchema = z.strictObject({
  momentumCandles: signal.whole(3, between(1, 30), 'candles', 'candles the move is measured over'),
  momentumPct: signal.number(0.05, between(0, 5), '%', 'smallest move that counts'),
  volumeLookback: signal.whole(20, between(2, 200), 'candles', 'candles in the average volume'),
  volumeRatio: signal.number(1.3, between(0, 20), 'ratio', 'smallest current volume over that average'),
  volatilityCandles: signal.whole(10, between(2, 200), 'candles', 'candles in the high–low range'),
  volatilityPct: signal.number(0.1, between(0, 10), '%', 'smallest high–low range'),

  targetPct: exit.number(0.15, aboveUpTo(0, 10), '%', 'take profit'),
  profitTargetUsd: exit.number(30, money, 'USD', 'close when the net profit of the position reaches it'),
  profitCapUsd: exit.number(70, money, 'USD', 'most gross profit a resting take-profit may aim for'),
  quickExitSeconds: exit.number(120, between(0, 3600), 's', 'from this age, leave at breakeven'),
  maxHoldSeconds: exit.number(300, between(0, 86_400), 's', 'from this age, leave whatever the price'),
  initialStopPct: exit.number(0.12, aboveUpTo(0, 10), '%', 'loss that starts recovery'),
  recoverySeconds: exit.number(180, between(0, 86_400), 's', 'how long to wait for the bounce'),
  recoveryStopPct: exit.number(0.25, aboveUpTo(0, 10), '%', 'hard stop, at the exchange from the start'),
  breakeven: exit.choice(
    z.enum(['net', 'gross']).default('net'),
    'whether breakeven means that fees are paid too',
  ),

  startingBalanceUsd: size.number(2000, money, 'USD', "balance of a new paper bot (live: the account's)"),
  leverage: size.whole(20, between(1, 125), '×', 'isolated margin'),
  collateralUsd: size.number(30, money, 'USD', 'per position; notional = collateral × leverage'),

  maxPositions: risk.whole(3, between(1, 50), 'positions', 'open at once, all symbols'),
  maxTradesPerHour: risk.whole(30, between(1, 600), 'entries', 'entries in any 3,600 s'),
  dailyLossUsd: risk.number(80, money, 'USD', 'loss that stops the day, if tighter than dailyLossPct'),
  dailyLossPct: risk.number(4, above(0), '%', 'the same, in percent of the balance at 00:00 UTC'),
  lossStreak: risk.whole(4, atLeast(1), 'trades', 'losses in a row that cause a pause'),
  pauseMinutes: risk.number(20, atLeast(0), 'min', 'how long that pause lasts'),
  maxOpenCollateralUsd: risk.number(90, money, 'USD', 'most collateral open at once'),

  takerFeePct: cost.number(0.05, between(-0.1, 1), '%', 'fee of a taker fill, per side'),
  makerFeePct: cost.number(0.02, between(-0.1, 1), '%', 'fee of a maker fill, per side'),
  slippageBps: cost.number(0.5, between(0, 100), 'bps', 'against us, on every taker fill (paper, backtest)'),
  fundingPct: cost.number(0.01, between(-1, 1), '%', 'per 8 h, longs pay when positive (paper, backtest)'),

  mode: bot.choice(z.enum(['paper', 'live']).default('paper'), "live also needs the deployment's consent"),
  entryStyle: bot.choice(
    z.enum(['taker', 'maker']).default('taker'),
    'live: market, or post-only at the touch',
  ),
  makerTimeoutSeconds: bot.number(10, between(1, 50), 's', 'a post-only entry is cancelled after it'),
  stopTrigger: bot.choice(
    z.enum(['last', 'mark']).default('last'),
    'price that triggers the hard stop at the exchange',
  ),
  watchIntervalSeconds: bot.number(10, between(0, 30), 's', 'judging exits between ticks; 0 = off'),
  maxSignalAgeSeconds: bot.number(59, between(1, 59), 's', 'oldest signal that may still be entered'),
});

/** A valid set of parameters. */
export type BotParameters = Readonly<z.output<typeof parametersSchema>>;
export type ParameterName = keyof BotParameters;

export const PARAMETER_NAMES = Object.keys(parametersSchema.shape).filter(isParameterName);

export function isParameterName(key: string): key is ParameterName {
  return Object.hasOwn(parametersSchema.shape, key);
}

export type ParameterValue = BotParameters[ParameterName];

/** Parameters that differ from their defaults; what is absent has its default. */
export type Overrides = Readonly<Partial<Record<ParameterName, ParameterValue>>>;

export const DEFAULT_PARAMETERS: BotParameters = parametersSchema.parse({});

/** What a set of parameters says beyond the defaults. */
export function overridesOf(parameters: BotParameters): Overrides {
  const changed = PARAMETER_NAMES.filter((name) => parameters[name] !== DEFAULT_PARAMETERS[name]);
  return Object.fromEntries(changed.map((name) => [name, parameters[name]]));
}

const meaningSchema = z.object({
  group: z.enum(['signal', 'exit', 'size', 'risk', 'cost', 'bot']),
  unit: z.string(),
  bounds: z.string(),
  meaning: z.string(),
});

/** Unit, own bounds and meaning of one parameter; rules that bind several are in `CROSS_FIELD_RULES`. */
export function meaningOf(name: ParameterName): ParameterMeaning {
  return meaningSchema.parse(parametersSchema.shape[name].meta());
}

/** What is wrong with one parameter: its key, the value given and the bound it breaks. */
export interface Violation {
  readonly key: string;
  readonly value: unknown;
  readonly bound: string;
}

/** Refused parameters: the message lists every violation, and where they were written. */
export class ParameterError extends Error {
  override readonly name = 'ParameterError';
  readonly violations: readonly Violation[];

  constructor(violations: readonly Violation[], source = 'the parameters') {
    const lines = violations.map(({ key, value, bound }) => `  ${key} = ${show(value)}: ${bound}`);
    super([`${source}: ${violations.length} refused`, ...lines].join('\n'));
    this.violations = violations;
  }
}

/**
 * A complete set of parameters from what its owner wrote, defaults filled in.
 *
 * @param markets what the venue says of the bot's symbols; a bound that depends on them holds for every one.
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
  return [{ key, value: valueAt(key), bound: `must be ${meaningOf(key).bounds}` }];
}

function suggestion(written: string): string {
  const nearest = closest(written, PARAMETER_NAMES);
  const near = distance(written, nearest) <= Math.max(2, written.length / 3);
  return near ? `did you mean ${nearest}?` : '`scalper params` lists them';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function show(value: unknown): string {
  return typeof value === 'number' ? String(value) : (JSON.stringify(value)?.slice(0, 80) ?? 'nothing');
}
