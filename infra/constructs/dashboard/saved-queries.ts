/**
 * Queries that stand ready in the console, under the stack's name: for what the dashboard's tables only begin to answer.
 */
import { Stack } from 'aws-cdk-lib';
import { CfnQueryDefinition } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { FAILURES, LEDGER_CHANGES, REASONS, SLOW_TICKS, hourOf } from './log-queries.ts';
import type { ShownBot } from './shown-bot.ts';

interface SavedQuery {
  readonly id: string;
  readonly name: string;
  /** What to choose or change in the console. */
  readonly advice: string;
  readonly lines: readonly string[];
}

export class SavedQueries extends Construct {
  constructor(scope: Construct, id: string, bots: readonly ShownBot[]) {
    super(scope, id);
    for (const query of savedQueries(bots)) {
      new CfnQueryDefinition(this, query.id, {
        // The part before the stroke is a folder.
        name: `${Stack.of(this).stackName}/${query.name}`,
        queryString: `# ${query.advice}\n${query.lines.join('\n| ')}`,
        logGroupNames: bots.map(({ logGroup }) => logGroup.logGroupName),
      });
    }
  }
}

function savedQueries([first]: readonly ShownBot[]): readonly SavedQuery[] {
  const time = 'Choose the time above.';
  return [
    { id: 'Reasons', name: 'reasons', advice: `${time} Why nothing was opened.`, lines: REASONS },
    { id: 'Ledger', name: 'ledger', advice: `${time} What changed the ledger.`, lines: LEDGER_CHANGES },
    { id: 'SlowTicks', name: 'slow ticks', advice: `${time} The slowest ticks first.`, lines: SLOW_TICKS },
    { id: 'Failures', name: 'failures', advice: `${time} Ticks that failed.`, lines: FAILURES },
    {
      id: 'Hour',
      name: 'one hour of one bot',
      advice: 'Choose the hour above, and the bot below. Everything it said.',
      lines: hourOf(first?.id ?? ''),
    },
  ];
}
