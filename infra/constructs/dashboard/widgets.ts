/**
 * The kinds of widgets that the dashboard is made of.
 */
import {
  GraphWidget,
  LogQueryVisualizationType,
  LogQueryWidget,
  TextWidget,
  type GraphWidgetProps,
  type IMetric,
  type IWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { BotMetric } from '../../../lambda/adapters/aws/metrics.ts';
import { botMetric } from '../bot-alarms.ts';
import type { ShownBot } from './shown-bot.ts';

export const FULL_WIDTH = 24;
export const HEIGHT = 6;

export interface Size {
  readonly width: number;
  /** @default HEIGHT */
  readonly height?: number;
}

/** A line across the page: what the widgets below it answer, and how to read them. */
export function heading(question: string, ...sentences: readonly string[]): IWidget {
  const markdown = `## ${question}\n${sentences.join(' ')}`;
  return new TextWidget({ markdown, width: FULL_WIDTH, height: 2 });
}

export function graph(
  title: string,
  { width, height = HEIGHT }: Size,
  left: readonly IMetric[],
  more: GraphWidgetProps = {},
): IWidget {
  return new GraphWidget({ title, width, height, left: [...left], ...more });
}

/** Counts, ages and durations are never negative. */
export const FROM_ZERO = { leftYAxis: { min: 0 } };

/** A query of the logs of all bots, as a table. */
export function logTable(
  bots: readonly ShownBot[],
  title: string,
  size: Size,
  queryLines: readonly string[],
): IWidget {
  return logWidget(bots, title, size, queryLines, LogQueryVisualizationType.TABLE);
}

/** The same as a line for each bot, where the query counts by bot and time. */
export function logGraph(
  bots: readonly ShownBot[],
  title: string,
  size: Size,
  queryLines: readonly string[],
): IWidget {
  return logWidget(bots, title, size, queryLines, LogQueryVisualizationType.LINE);
}

function logWidget(
  bots: readonly ShownBot[],
  title: string,
  { width, height = HEIGHT }: Size,
  queryLines: readonly string[],
  view: LogQueryVisualizationType,
): IWidget {
  const logGroupNames = bots.map(({ logGroup }) => logGroup.logGroupName);
  return new LogQueryWidget({ title, width, height, logGroupNames, queryLines: [...queryLines], view });
}

/** One of the bot's own metrics, under the bot's name. */
export function ofBot(botId: string, metric: BotMetric, statistic: string, label = botId): IMetric {
  return botMetric(botId, metric, statistic).with({ label });
}
