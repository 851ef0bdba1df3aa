/**
 * One page for all bots, in the order of an operator's questions: is anything wrong, am I making money, am I safe, is
 * it alive, what did it do, what does it cost.
 */
import { Duration } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  LogQueryWidget,
  SingleValueWidget,
  TextWidget,
  type GraphWidgetProps,
  type IMetric,
  type IWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { METRICS, type BotMetric } from '../../lambda/adapters/aws/metrics.ts';
import { PRICES, PRICES_AS_OF } from '../price/list-prices.ts';
import { CANDLE_AGE_MAX_SECONDS, UNPROTECTED_MAX_SECONDS, botMetric } from './bot-alarms.ts';
import { dailyCosts } from './daily-costs.ts';
import type { ShownBot } from './shown-bot.ts';
import { DAYS, DOUBLE_TICKS, FAILURES, LEDGER_CHANGES, REASONS } from './log-queries.ts';
import type { LedgerTable } from './ledger-table.ts';

export interface TraderDashboardProps {
  readonly bots: readonly ShownBot[];
  readonly table: LedgerTable;
}

const FULL_WIDTH = 24;
const TEXT_WIDTH = 6;
const HEIGHT = 6;

export class TraderDashboard extends Construct {
  readonly dashboardName: string;

  constructor(scope: Construct, id: string, { bots, table }: TraderDashboardProps) {
    super(scope, id);
    // Without a name: dashboards are the account's, and a second deployment has its own.
    const dashboard = new Dashboard(this, 'Dashboard', { defaultInterval: Duration.days(1) });
    dashboard.addWidgets(
      new AlarmStatusWidget({
        title: 'Is anything wrong?',
        alarms: bots.flatMap(({ alarms }) => alarms),
        width: FULL_WIDTH,
        height: 3,
      }),
    );
    dashboard.addWidgets(...money(bots));
    dashboard.addWidgets(...safety(bots));
    dashboard.addWidgets(...life(bots));
    dashboard.addWidgets(...deeds(bots));
    dashboard.addWidgets(...cost(bots, table));
    this.dashboardName = dashboard.dashboardName;
  }
}

function ofBot(botId: string, metric: BotMetric, statistic: string): IMetric {
  return botMetric(botId, metric, statistic).with({ label: botId });
}

function text(...lines: readonly string[]): IWidget {
  return new TextWidget({ markdown: lines.join('\n'), width: TEXT_WIDTH, height: HEIGHT });
}

function graph(title: string, width: number, left: readonly IMetric[], more: GraphWidgetProps = {}): IWidget {
  return new GraphWidget({ title, width, height: HEIGHT, left: [...left], ...more });
}

function money(bots: readonly ShownBot[]): readonly IWidget[] {
  const net = bots.map(({ id }) => ofBot(id, METRICS.dayNetUsd, 'Average'));
  return [
    text(
      '## Am I making money, net?',
      'USD since 00:00 UTC, **after fees, slippage and funding**, closed trades only. It starts at 0 every day.',
      '',
      'Below 0 for days on end is the expected answer: `scalper economics` prints how many trades must win.',
    ),
    graph('Net of the day, USD', 9, net),
    new SingleValueWidget({ title: 'Today, USD', metrics: net, width: 3, height: HEIGHT }),
    logTable(bots, 'Day by day: choose a longer time above', 6, DAYS),
  ];
}

function safety(bots: readonly ShownBot[]): readonly IWidget[] {
  const all = (metric: BotMetric) => bots.map(({ id }) => ofBot(id, metric, 'Maximum'));
  return [
    text(
      '## Am I safe?',
      '**Attention** counts what waits for you: a halt, invalid parameters, rejected entries, an unread account, rows or alerts that cannot be delivered.',
      '',
      `**Unprotected** is how long a position has been without a hard stop at the exchange; ${UNPROTECTED_MAX_SECONDS} s is an alarm.`,
      '',
      'Both are 0 when all is well.',
    ),
    graph('Things that wait for you', 9, all(METRICS.attention), { leftYAxis: { min: 0 } }),
    graph('Unprotected, s', 9, all(METRICS.unprotectedSeconds), {
      leftYAxis: { min: 0 },
      leftAnnotations: [{ value: UNPROTECTED_MAX_SECONDS, label: 'alarm' }],
    }),
  ];
}

function life(bots: readonly ShownBot[]): readonly IWidget[] {
  const period = Duration.minutes(1);
  return [
    text(
      '## Is it alive?',
      'One **heartbeat** a minute, sent when the tick has reached its end. Three minutes of silence are an alarm.',
      '',
      `**Candle age** is the age of the newest candle when the tick decided: above ${CANDLE_AGE_MAX_SECONDS} s the exchange, or the network to it, is late.`,
      '',
      'The **duration** nears 50 s while an open position is watched.',
    ),
    graph('Heartbeats and failures a minute', 6, [
      ...bots.map(({ id }) => ofBot(id, METRICS.heartbeat, 'Sum')),
      ...bots.map((bot) =>
        bot.function.metricErrors({ period, statistic: 'Sum', label: `${bot.id} failed` }),
      ),
    ]),
    graph(
      'Candle age, s',
      6,
      bots.map(({ id }) => ofBot(id, METRICS.candleAgeSeconds, 'Maximum')),
      { leftYAxis: { min: 0 }, leftAnnotations: [{ value: CANDLE_AGE_MAX_SECONDS, label: 'alarm' }] },
    ),
    graph(
      'Duration, ms',
      6,
      bots.map((bot) => bot.function.metricDuration({ period, statistic: 'Maximum', label: bot.id })),
    ),
  ];
}

/** A query of the logs of all bots, as a table. */
function logTable(
  bots: readonly ShownBot[],
  title: string,
  width: number,
  queryLines: readonly string[],
): IWidget {
  const logGroupNames = bots.map(({ logGroup }) => logGroup.logGroupName);
  return new LogQueryWidget({ title, width, height: HEIGHT, logGroupNames, queryLines: [...queryLines] });
}

function deeds(bots: readonly ShownBot[]): readonly IWidget[] {
  return [
    text(
      '## What did it do?',
      'From the log line of each tick: the rows it added to the ledger, and for every symbol why it was entered or not.',
      '',
      '_held_: the symbol had no signal. _denied_: it had a signal, and a gate denied the entry.',
      '_restrictions_ of its line: all that denies entries.',
    ),
    logTable(bots, 'Ticks that changed the ledger', 7, LEDGER_CHANGES),
    logTable(bots, 'Why nothing was opened in the first symbol', 4, REASONS),
    logTable(bots, 'Second ticks in a minute, races lost', 3, DOUBLE_TICKS),
    logTable(bots, 'Failures', 4, FAILURES),
  ];
}

function cost(bots: readonly ShownBot[], table: LedgerTable): readonly IWidget[] {
  return [
    text(
      '## What does it cost?',
      `USD a day in the last month, at list prices of ${PRICES_AS_OF} and **without** free tiers: computing, table and logs, as they were used.`,
      '',
      `On top, each month, USD ${PRICES.dashboard.usd} for this page, ${PRICES.customMetric.usd} for each of a bot's metrics, ${PRICES.alarmMetric.usd} for each alarm. \`npm run price\` adds it up.`,
    ),
    graph('USD a day', FULL_WIDTH - TEXT_WIDTH, dailyCosts(bots, table), {
      stacked: true,
      leftYAxis: { min: 0 },
      period: Duration.days(1),
      // Of its own: a day of days is one point.
      start: '-P30D',
    }),
  ];
}
