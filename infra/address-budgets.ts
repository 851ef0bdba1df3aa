/**
 * What do the bots of a stage ask each exchange for in a minute, and does it fit the addresses that they ask from?
 *
 * An exchange counts by address. Bots with `staticEgress` share one, which nobody else has. Every other bot has an
 * address that changes, behind which there are strangers.
 *
 * - A plan is that of the default parameters: those in force are not known before a deployment, and preflight judges
 *   them against the part that a bot gets here.
 * - Exchanges whose limit is not known have no budget.
 */
import { capabilitiesOf } from '../lambda/adapters/market/venue-capabilities.ts';
import { DEFAULT_PARAMETERS } from '../lambda/config.ts';
import {
  minuteWeight,
  plannedWeightMax,
  weightMaxAmongStrangers,
  type RequestWeights,
} from '../lambda/core/request-weight.ts';

/** The options of a bot that decide what it asks for, and from where. */
export interface AskingBot {
  readonly id: string;
  readonly exchange: string;
  readonly symbols: readonly string[];
  readonly schedule: 'on' | 'off';
  readonly staticEgress: boolean;
  readonly allowLive: boolean;
  readonly demo: boolean;
}

export interface BotBudget {
  readonly id: string;
  /** Of its busiest minute, with the default parameters. */
  readonly weight: number;
  /** What it may ask for in a minute: its part of the budget. */
  readonly weightMax: number;
}

/** One address, at one exchange. */
export interface AddressBudget {
  readonly address: string;
  /** Or its demo, in words. */
  readonly exchange: string;
  readonly bots: readonly BotBudget[];
  /** Of all of them. */
  readonly weight: number;
  readonly weightMax: number;
}

export function addressBudgets(bots: readonly AskingBot[]): readonly AddressBudget[] {
  const ticking = bots.filter(({ schedule }) => schedule === 'on');
  // The demo is a host of its own, which counts by itself.
  const places = Map.groupBy(ticking, ({ exchange, demo }) => (demo ? `the demo of ${exchange}` : exchange));
  return [...places].flatMap(([exchange, asking]) => {
    const weights = capabilitiesOf(asking[0]?.exchange ?? '')?.requestLimit?.weights;
    if (weights === undefined) return [];
    const budget = (address: string, sharing: readonly AskingBot[], weightMax: number): AddressBudget => ({
      address,
      exchange,
      weightMax,
      ...dividedAmong(sharing, weights, weightMax),
    });
    const fixed = asking.filter(({ staticEgress }) => staticEgress);
    const changing = asking.filter(({ staticEgress }) => !staticEgress);
    return [
      ...(fixed.length === 0 ? [] : [budget('the static address', fixed, plannedWeightMax(weights))]),
      ...changing.map((bot) => budget(`the address of ${bot.id}`, [bot], weightMaxAmongStrangers(weights))),
    ];
  });
}

/** In proportion to what each asks for. */
function dividedAmong(
  bots: readonly AskingBot[],
  weights: RequestWeights,
  weightMax: number,
): Pick<AddressBudget, 'bots' | 'weight'> {
  const asking = bots.map(({ id, symbols, allowLive, demo }) => {
    const terms = { ...DEFAULT_PARAMETERS, markets: symbols.length, isLive: allowLive || demo };
    return { id, weight: minuteWeight(terms, weights).total };
  });
  const weight = asking.reduce((sum, bot) => sum + bot.weight, 0);
  return {
    weight,
    bots: asking.map((bot) => ({ ...bot, weightMax: Math.floor((weightMax * bot.weight) / weight) })),
  };
}

/** What a bot may ask for in a minute; `undefined` where nobody knows. */
export function requestWeightMaxOf(bots: readonly AskingBot[], botId: string): number | undefined {
  return addressBudgets(bots)
    .flatMap((budget) => budget.bots)
    .find(({ id }) => id === botId)?.weightMax;
}

export function fits({ weight, weightMax }: AddressBudget): boolean {
  return weight <= weightMax;
}

/** The sum of one address in a sentence, such as `binanceusdm at the static address: 278 of 1920 …`. */
export function budgetWords({ address, exchange, bots, weight, weightMax }: AddressBudget): string {
  const each = bots.map((bot) => `${bot.id} ${bot.weight}`).join(', ');
  return `${exchange} at ${address}: up to ${weight} of weight a minute (${each}); ${weightMax} may be planned`;
}
