/**
 * Is the function allowed every call of AWS that its code makes, and no other; and an operator every call of the
 * commands?
 *
 * Every command that the code takes from a client of the AWS SDK, as the action it needs.
 */
import { describe, expect, it } from 'vitest';
import { COMMAND_CALLS } from '../../infra/operator/command-calls.ts';
import type { Stage } from '../../infra/stages.ts';
import { permissionsOf } from './permissions.ts';
import { actionsIn, actionsOf, textsOf } from './sdk-calls.ts';
import { PAPER_BOT, stageOf, synthesise } from './synthesis.ts';

/** Actions whose effect is the platform's, not a call of the code's. */
const OF_THE_PLATFORM = ['logs:CreateLogStream', 'logs:PutLogEvents', 'sqs:SendMessage'];

/** What only a bot with real money calls. */
const OF_LIVE = ['ssm:GetParameters'];

function allowedActions(stage: Stage): ReadonlySet<string> {
  const rows = permissionsOf(synthesise(stage).trader);
  const actions = rows.map((row) => row.split('  ')[1] ?? '');
  return new Set(actions.filter((action) => !OF_THE_PLATFORM.includes(action)));
}

describe('a call', () => {
  it('a call is found by its command, whatever else is imported with it', () => {
    const source = `import {\n  SSMClient,\n  GetParameterCommand,\n  type GetParameterCommandInput,\n} from '@aws-sdk/client-ssm';`;
    expect(actionsIn(source)).toEqual(['ssm:GetParameter']);
    const later = `const { CloudWatchClient: Client, DescribeAlarmsCommand } =\n  await import('@aws-sdk/client-cloudwatch');`;
    expect(actionsIn(later)).toEqual(['cloudwatch:DescribeAlarms']);
    expect(actionsIn(`import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';`)).toEqual([
      'logs:FilterLogEvents',
    ]);
  });

  it('a call of the code is allowed, and what is allowed is called', () => {
    const stage = stageOf();
    const [called, allowed] = [[...actionsOf('lambda')], [...allowedActions(stage)]];
    expect(called.filter((action) => !OF_LIVE.includes(action)).toSorted()).toEqual(allowed.toSorted());
  });

  it("a call of a bot with real money's code is allowed where the stage allows live", () => {
    const allowed = allowedActions(stageOf({ bots: [{ ...PAPER_BOT, allowLive: true }] }));
    expect([...actionsOf('lambda')].filter((action) => !allowed.has(action))).toEqual([]);
    expect(OF_LIVE.filter((action) => !allowed.has(action))).toEqual([]);
  });
});

describe('a call of the commands', () => {
  it('a call of the commands is allowed to an operator, and what is allowed of their services is called', () => {
    const own = [...actionsOf('infra/cli'), ...actionsOf('infra/remote')];
    // What they use of the bot: its ledger store, and its keys.
    const shared = [...actionsOf('lambda/adapters/dynamo'), 'ssm:GetParameters'];
    expect(textsOf('infra/cli').join('\n')).toContain('aws/ssm-exchange-keys.ts');
    // Whoever deploys asks what is deployed; no command does.
    const others = ['dynamodb:DeleteItem', 'cloudformation:GetTemplate'];
    expect([...actionsOf('infra/cli')]).not.toContain('cloudformation:GetTemplate');
    const called = new Set([...own, ...shared].filter((action) => !others.includes(action)));
    const listed = Object.entries(COMMAND_CALLS)
      .filter(([command]) => !command.startsWith('aws '))
      .flatMap(([, calls]) => calls.map(([action]) => action));
    expect([...called].toSorted(), 'infra/operator/command-calls.ts lists others').toEqual(
      [...new Set(listed)].toSorted(),
    );
  });

  it('a call of the commands never takes anything out of the table: that is the ticks', () => {
    const sources = [...textsOf('infra/cli'), ...textsOf('infra/remote')].join('\n');
    expect(sources).toMatch(/\.commit\(/);
    expect(sources).not.toMatch(/\.discard\(/);
  });
});
