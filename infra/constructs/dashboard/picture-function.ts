/**
 * The function that draws the bots of a stack for the dashboard, and the widgets that ask it.
 *
 * It may read the bots' items, commands and rows, and write its log: nothing else. Whoever looks at the dashboard calls it
 * with rights of their own.
 */
import { Duration } from 'aws-cdk-lib';
import { CustomWidget, type IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { commandsPartition } from '../../../lambda/adapters/dynamo/command-items.ts';
import { botPartition, ledgerPartition } from '../../../lambda/adapters/dynamo/dynamo-items.ts';
import type { LedgerTable } from '../ledger-table.ts';
import { DashboardFunction } from './dashboard-function.ts';
import type { SteeringFunction } from './steering-function.ts';
import { FULL_WIDTH, heading } from './widgets.ts';

/** Reading and drawing two thousand rows takes a tenth of it. */
const TIMEOUT = Duration.seconds(10);
const WIDGET_HEIGHT = 15;

export interface PictureFunctionProps {
  readonly bots: readonly string[];
  readonly table: LedgerTable;
  /** Folder of the built function, with index.mjs. */
  readonly bundlePath: string;
  /** What its buttons call; none where nothing can be steered from the dashboard. */
  readonly steering: readonly SteeringFunction[];
}

export class PictureFunction extends DashboardFunction {
  private readonly bots: readonly string[];
  private readonly hasButtons: boolean;

  constructor(scope: Construct, id: string, props: PictureFunctionProps) {
    const { bots, table, bundlePath, steering } = props;
    const called = steering.map(({ bot, function: { functionArn } }) => `${bot}=${functionArn}`);
    super(scope, id, {
      description: 'Kallisti: pictures of the bots for the dashboard; it only reads',
      bundlePath,
      timeout: TIMEOUT,
      table,
      environment: {
        WIDGET_BOTS: bots.join(','),
        ...(called.length > 0 && { STEERING_FUNCTIONS: called.join(',') }),
      },
    });
    [this.bots, this.hasButtons] = [bots, called.length > 0];
    this.allow(
      ['dynamodb:Query'],
      bots.flatMap((bot) => [botPartition(bot), commandsPartition(bot), ledgerPartition(bot)]),
    );
  }

  /** Two bots beside each other, below what they ask the reader. */
  rows(): readonly (readonly IWidget[])[] {
    const words = [
      'CloudWatch asks once whether it may run a function of this account: it reads the ledger, and changes nothing.',
      'Whoever looks needs `lambda:InvokeFunction` on it.',
      ...(this.hasButtons ? [BUTTON_WORDS] : []),
    ];
    const width = this.bots.length === 1 ? FULL_WIDTH : FULL_WIDTH / 2;
    const widgets = this.bots.map(
      (bot) =>
        new CustomWidget({
          title: bot,
          functionArn: this.function.functionArn,
          params: { bot },
          width,
          height: WIDGET_HEIGHT,
        }),
    );
    const pairs = Array.from({ length: Math.ceil(widgets.length / 2) }, (_, k) =>
      widgets.slice(2 * k, 2 * k + 2),
    );
    return [[heading('Where they stand, in pictures', ...words)], ...pairs];
  }
}

const BUTTON_WORDS =
  '**The buttons act**, each after a question: a function of the bot leaves it a command. Whoever clicks needs the same right on that one. Do not share this dashboard by a link.';
