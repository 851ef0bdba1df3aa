/**
 * `infra/constructs/dashboard/`: the page on which an owner sees the bots, and the queries of their logs.
 *
 * One page for the bots of a stack, in the order of an owner's questions: what is open and does it make money, is
 * anything wrong, what did it do, is it safe and alive, how does the platform do.
 */
import { Duration } from 'aws-cdk-lib';
import { Dashboard } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { LedgerTable } from '../ledger-table.ts';
import { alarmRows, deedRows, linkRows, moneyRows } from './owner-rows.ts';
import { PictureFunction } from './picture-function.ts';
import { platformRows, safetyRows } from './platform-rows.ts';
import { SavedQueries } from './saved-queries.ts';
import type { ShownBot } from './shown-bot.ts';
import { SteeringFunction } from './steering-function.ts';

export interface TraderDashboardProps {
  readonly bots: readonly ShownBot[];
  readonly table: LedgerTable;
  /** Where the runbook can be opened. @default - it is named by its path in the repository */
  readonly runbookUrl?: string | undefined;
  /** Folder of the function that draws the bots. @default - there are no pictures of them */
  readonly picturesBundlePath?: string | undefined;
  /** Folder of the function that a click calls. @default - the pictures have no buttons */
  readonly steeringBundlePath?: string | undefined;
}

export class TraderDashboard extends Construct {
  readonly dashboardName: string;
  /** What whoever looks and clicks calls; none where nothing can be steered from here. */
  readonly clicked: readonly IFunction[];

  constructor(scope: Construct, id: string, props: TraderDashboardProps) {
    super(scope, id);
    const { bots, table, runbookUrl } = props;
    const steering = this.steering(props);
    const pictures = this.pictures(props, steering);
    this.clicked =
      pictures === undefined || steering.length === 0
        ? []
        : [pictures.function, ...steering.map((one) => one.function)];
    // Without a name: dashboards are the account's, and a second deployment has its own.
    const dashboard = new Dashboard(this, 'Dashboard', { defaultInterval: Duration.days(1) });
    const rows = [
      ...moneyRows(bots, table),
      ...(pictures?.rows() ?? []),
      ...alarmRows(bots),
      ...linkRows(this, bots, runbookUrl),
      ...deedRows(bots),
      ...safetyRows(bots),
      ...platformRows(bots, table),
    ];
    for (const row of rows) dashboard.addWidgets(...row);
    new SavedQueries(this, 'Queries', bots);
    this.dashboardName = dashboard.dashboardName;
  }

  private steering({
    bots,
    table,
    steeringBundlePath: bundlePath,
  }: TraderDashboardProps): readonly SteeringFunction[] {
    if (bundlePath === undefined) return [];
    return bots.map(
      ({ id: bot }) => new SteeringFunction(this, `${bot}-steering`, { bot, table, bundlePath }),
    );
  }

  private pictures(
    { bots, table, picturesBundlePath: bundlePath }: TraderDashboardProps,
    steering: readonly SteeringFunction[],
  ): PictureFunction | undefined {
    if (bundlePath === undefined) return undefined;
    const ids = bots.map(({ id }) => id);
    return new PictureFunction(this, 'Pictures', { bots: ids, table, bundlePath, steering });
  }
}
