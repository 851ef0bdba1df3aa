/**
 * `infra/cli/reports/`: the facts that commands show, and their JSON and CSV.
 *
 * The state of the bot as of its last tick, for the status.
 *
 * Facts only, and all of them from the item: its age and its rows cost nothing. A fact that is not stored is unknown,
 * never zero.
 */
import { completeParameters, type BotParameters } from '../../../lambda/config.ts';
import { tradedAs, type BotState, type TradedAs } from '../../../lambda/core/bot-state.ts';
import { restrictionsOf, type Restriction } from '../../../lambda/core/restrictions/restrictions.ts';
import type { OperatorCommand, UnreadCommands } from '../../../lambda/core/ledger/operator-command.ts';
import type { Order } from '../../../lambda/core/order.ts';
import { entriesInLastHour, exposureOf } from '../../../lambda/core/risk/entry-gates.ts';
import { dailyLimit } from '../../../lambda/core/risk/loss-budget.ts';
import { seenWorth, type SeenWorth } from '../../../lambda/core/risk/open-prices.ts';
import type { Usd } from '../../../lambda/core/units.ts';
import { InputError } from '../../input-error.ts';
import type { BotSnapshot, RunSummary } from '../../local/bot-snapshot.ts';

export interface BotStatus {
  readonly state: BotState;
  readonly mode: TradedAs;
  readonly lastTickMs: number;
  readonly run: RunSummary | undefined;
  /** A process trades there now. */
  readonly isRunning: boolean;
  /** Which code its deployed function is. */
  readonly release: string | undefined;
  /** Those in force. */
  readonly parameters: BotParameters;
  /** Of today, positive. */
  readonly limitUsd: Usd;
  readonly restrictions: readonly Restriction[];
  /** By trade id: what each open position was worth when the bot last looked; without those of which no price was seen. */
  readonly seen: ReadonlyMap<number, SeenWorth>;
  readonly ordersInFlight: readonly Order[];
  readonly restingOrders: number;
  readonly entriesInLastHour: number;
  /** At most: those of the last commit are in the item until the next one, also where they are delivered. */
  readonly waitingRows: number;
  readonly waitingAlerts: number;
  readonly commands: readonly OperatorCommand[];
  /** More may wait; `undefined` where all were read. */
  readonly unread: UnreadCommands | undefined;
}

/** @throws InputError where amounts of the item cannot be reckoned with: no tick could, either. */
export function statusOf(snapshot: BotSnapshot): BotStatus {
  try {
    return reckoned(snapshot);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const { botId } = snapshot.state;
    throw new InputError(`the item of bot ${botId} cannot be right: ${error.message}`, { cause: error });
  }
}

function reckoned({ state, commands, unread, run, isRunning, release }: BotSnapshot): BotStatus {
  const { ledger, orders, outbox } = state;
  const lastTickMs = state.tickMs ?? ledger.dayMs;
  const parameters = completeParameters(state.parameters ?? {});
  return {
    state,
    mode: tradedAs(state),
    lastTickMs,
    run,
    isRunning,
    release,
    parameters,
    limitUsd: dailyLimit(parameters, ledger.dayStartBalanceUsd),
    restrictions: restrictionsOf(state, parameters, lastTickMs),
    seen: new Map(
      ledger.positions.flatMap((position): readonly (readonly [number, SeenWorth])[] => {
        const worth = seenWorth(state, position, parameters);
        return worth === undefined ? [] : [[position.tradeId, worth]];
      }),
    ),
    ordersInFlight: orders.filter(({ status }) => status !== 'resting'),
    restingOrders: orders.filter(({ status }) => status === 'resting').length,
    entriesInLastHour: entriesInLastHour(state, exposureOf(state, parameters), lastTickMs),
    waitingRows: outbox.rows.length,
    waitingAlerts: outbox.alerts.length,
    unread,
    commands: commands.filter(({ id }) => !state.consumedCommandIds.includes(id)),
  };
}
