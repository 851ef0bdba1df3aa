/**
 * `infra/constructs/dashboard/`: the page on which an owner sees the bots, and the queries of their logs.
 *
 * One page for the bots of a stack, in the order of an owner's questions: what is open and does it make money, is
 * anything wrong, what did it do, is it safe and alive, how does the platform do.
 */
import { Duration } from 'aws-cdk-lib';
import { Dashboard } from 'aws-cdk-lib/aws-cloudwatch';
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

  constructor(scope: Construct, id: string, props: TraderDashboardProps) {
    super(scope, id);
    const { bots, table, runbookUrl } = props;
    const pictures = this.pictures(props);
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

  private pictures(props: TraderDashboardProps): PictureFunction | undefined {
    const { table, picturesBundlePath: bundlePath, steeringBundlePath } = props;
    if (bundlePath === undefined) return undefined;
    const bots = props.bots.map(({ id }) => id);
    const steering =
      steeringBundlePath === undefined
        ? []
        : bots.map(
            (bot) =>
              new SteeringFunction(this, `${bot}-steering`, { bot, table, bundlePath: steeringBundlePath }),
          );
    return new PictureFunction(this, 'Pictures', { bots, table, bundlePath, steering });
  }
}
