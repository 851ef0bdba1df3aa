/**
 * The upper part of the dashboard: what an owner wants to see. Mode, money and what is open first; then win rate, lag and
 * costs; alarms, and where to go from here; what the bots did.
 */
import { Duration } from 'aws-cdk-lib';
import { AlarmStatusWidget, TextWidget, type IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { commandLine } from '../../../lambda/adapters/command-line.ts';
import { METRICS } from '../../../lambda/adapters/aws/metrics.ts';
import { RUNBOOK } from '../bot-alarms.ts';
import type { LedgerTable } from '../ledger-table.ts';
import { insightsLink, linksOf } from './console-links.ts';
import { dailyCosts } from './daily-costs.ts';
import {
  DAYS,
  DECISION_LAG,
  DOUBLE_TICKS,
  FAILURES,
  LEDGER_CHANGES,
  NOW,
  REASONS,
  USED_LIMIT,
  WIN_RATE,
} from './log-queries.ts';
import type { ShownBot } from './shown-bot.ts';
import { FROM_ZERO, FULL_WIDTH, graph, heading, logGraph, logTable, ofBot } from './widgets.ts';

/** Long enough to see a trend, and a day of days is one point. */
const WEEKS = '-P8W';
const MONTH = '-P30D';

/** A widget takes no more. */
const ALARMS_MAX = 100;
const ALARMS_PER_LINE = 8;
const TALLEST = 12;

type Rows = readonly (readonly IWidget[])[];

/** First on the page: nobody shall take play money for money. */
function demoWords(bots: readonly ShownBot[]): string {
  const demo = bots.filter(({ isDemo }) => isDemo).map(({ id }) => id);
  return demo.length === 0 ? '' : `DEMO, play money: ${demo.join(', ')}. `;
}

export function moneyRows(bots: readonly ShownBot[], table: LedgerTable): Rows {
  const day = Duration.days(1);
  return [
    [
      heading(
        `${demoWords(bots)}What is open, and is it making money?`,
        `In USD and UTC. Net is after fees, slippage and funding, of closed trades; below 0 for days on end is the expected answer, and \`${commandLine('economics')}\` says how many must win.`,
        'A table without rows: no tick in the time chosen above.',
      ),
    ],
    [
      logTable(
        bots,
        'Now: the latest tick of each bot',
        { width: FULL_WIDTH, height: Math.min(3 + bots.length, TALLEST) },
        NOW,
      ),
    ],
    [
      graph(
        'Balance as each day begins, and where its limit stops it',
        { width: 10 },
        bots.flatMap(({ id }) => [
          ofBot(id, METRICS.balanceUsd, 'Maximum'),
          ofBot(id, METRICS.dayFloorUsd, 'Maximum', `${id} stops`),
        ]),
        { period: day, start: WEEKS },
      ),
      graph(
        'Net of the day',
        { width: 7 },
        bots.map(({ id }) => ofBot(id, METRICS.dayNetUsd, 'Average')),
      ),
      logGraph(bots, 'Net of the day, % of its limit (stops at -100)', { width: 7 }, USED_LIMIT),
    ],
    [
      logTable(bots, 'All trades: win rate beside break-even, costs', { width: 10 }, WIN_RATE),
      logGraph(bots, 'Decision after the close of the candle, s', { width: 7 }, DECISION_LAG),
      graph('AWS, USD a day (list prices, no free tiers)', { width: 7 }, dailyCosts(bots, table), {
        ...FROM_ZERO,
        stacked: true,
        period: day,
        start: MONTH,
      }),
    ],
  ];
}

/** As many widgets as CloudWatch needs for them. */
export function alarmRows(bots: readonly ShownBot[]): Rows {
  const alarms = bots.flatMap((bot) => bot.alarms);
  const parts = Math.ceil(alarms.length / ALARMS_MAX);
  return Array.from({ length: parts }, (_, part) => {
    const some = alarms.slice(part * ALARMS_MAX, (part + 1) * ALARMS_MAX);
    const title = parts === 1 ? 'Is anything wrong?' : `Is anything wrong? ${part + 1} of ${parts}`;
    const height = 2 + Math.ceil(some.length / ALARMS_PER_LINE);
    return [new AlarmStatusWidget({ title, alarms: some, width: FULL_WIDTH, height })];
  });
}

/** @param runbookUrl where the runbook can be opened; else it is named */
export function linkRows(scope: Construct, bots: readonly ShownBot[], runbookUrl: string | undefined): Rows {
  const anchor = '#when-an-alarm-rings';
  const runbook = runbookUrl === undefined ? `\`${RUNBOOK}${anchor}\`` : `[runbook](${runbookUrl}${anchor})`;
  const lines = bots.map((bot) => {
    const { log, function: lambda, deadLetters, parameters } = linksOf(scope, bot);
    return `| ${bot.id} | [log](${log}) | [function](${lambda}) | [dead letters](${deadLetters}) | [parameters](${parameters}) |`;
  });
  const markdown = [
    `**Something is wrong?** First \`${commandLine('doctor', bots[0]?.id)}\`, then the ${runbook}.`,
    `Saved queries stand in [Logs Insights](${insightsLink(scope)}) under the name of the stack.`,
    '',
    '| bot | | | | |',
    '| - | - | - | - | - |',
    ...lines,
  ].join('\n');
  return [[new TextWidget({ markdown, width: FULL_WIDTH, height: 3 + Math.ceil(bots.length / 2) })]];
}

export function deedRows(bots: readonly ShownBot[]): Rows {
  return [
    [
      heading(
        'What did it do?',
        'From the lines of the log. _held_: the symbol had no signal. _denied_: it had one, and a gate denied the entry.',
        'Second ticks: another tick was in the same minute; a few are normal, one each minute is a second schedule.',
      ),
    ],
    [
      logTable(bots, 'Day by day: choose a longer time above', { width: 10 }, DAYS),
      logTable(bots, 'What changed the ledger', { width: 14 }, LEDGER_CHANGES),
    ],
    [
      logTable(bots, 'Why nothing was opened in the first symbol', { width: 8 }, REASONS),
      logTable(bots, 'Failures', { width: 10 }, FAILURES),
      logTable(bots, 'Second ticks in a minute, races lost', { width: 6 }, DOUBLE_TICKS),
    ],
  ];
}
