/**
 * The function that a click in the dashboard calls to pause, resume or flatten one bot.
 *
 * It may make the calls on the table that `scalper pause` makes, on this bot's item and commands, and write its log:
 * nothing else. Each bot has its own, so that a right to steer one is none to steer another.
 */
import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { commandsPartition } from '../../../lambda/adapters/dynamo/command-items.ts';
import { botPartition } from '../../../lambda/adapters/dynamo/dynamo-items.ts';
import { CLICK_CALLS, actionsByPlace } from '../../operator/command-calls.ts';
import type { LedgerTable } from '../ledger-table.ts';
import { DashboardFunction } from './dashboard-function.ts';

/** A table that hangs ends after 5 s in each of four steps: look, write, look it up, look again. */
const TIMEOUT = Duration.seconds(25);

export interface SteeringFunctionProps {
  readonly bot: string;
  readonly table: LedgerTable;
  /** Folder of the built function, with index.mjs. */
  readonly bundlePath: string;
}

export class SteeringFunction extends DashboardFunction {
  readonly bot: string;

  constructor(scope: Construct, id: string, { bot, table, bundlePath }: SteeringFunctionProps) {
    super(scope, id, {
      description: `Kallisti: leaves bot ${bot} a command for a click in the dashboard`,
      bundlePath,
      timeout: TIMEOUT,
      table,
      environment: { STEERED_BOT: bot },
    });
    this.bot = bot;
    const actions = actionsByPlace(CLICK_CALLS);
    this.allow([...(actions.get('item') ?? [])], [botPartition(bot)]);
    this.allow([...(actions.get('commands') ?? [])], [commandsPartition(bot)]);
  }
}
