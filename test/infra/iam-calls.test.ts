/**
 * Is the function allowed every call of AWS that its code makes, and no other?
 *
 * Every command that `lambda/` imports from a client of the AWS SDK, as the action it needs.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Stage } from '../../infra/stages.ts';
import { permissionsOf } from './permissions.ts';
import { stageOf, synthesise } from './synthesis.ts';

const LAMBDA = fileURLToPath(new URL('../../lambda', import.meta.url));

/** Actions whose effect is the platform's, not a call of the code's. */
const OF_THE_PLATFORM = ['logs:CreateLogStream', 'logs:PutLogEvents', 'sqs:SendMessage'];

/** What only a bot with real money calls. */
const OF_LIVE = ['ssm:GetParameters'];

/** `dynamodb:PutItem`, from `PutItemCommand` of the client for dynamodb. */
function actionsIn(source: string): readonly string[] {
  return [...source.matchAll(/import\s*\{([^}]*)\}\s*from\s*'@aws-sdk\/([\w-]+)'/g)].flatMap(
    ([, names = '', package_ = '']) => {
      const service = package_.replace(/^client-/, '');
      const commands = names.split(',').map((name) => name.trim());
      return commands
        .filter((name) => /^[A-Z]\w*Command$/.test(name))
        .map((name) => `${service}:${name.replace(/Command$/, '')}`);
    },
  );
}

function calledActions(): ReadonlySet<string> {
  const files = readdirSync(LAMBDA, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && entry.name.endsWith('.ts'),
  );
  return new Set(
    files.flatMap(({ parentPath, name }) => actionsIn(readFileSync(join(parentPath, name), 'utf8'))),
  );
}

function allowedActions(stage: Stage): ReadonlySet<string> {
  const rows = permissionsOf(synthesise(stage).trader);
  const actions = rows.map((row) => row.split('  ')[1] ?? '');
  return new Set(actions.filter((action) => !OF_THE_PLATFORM.includes(action)));
}

describe('a call', () => {
  it('a call is found by its command, whatever else is imported with it', () => {
    const source = `import {\n  SSMClient,\n  GetParameterCommand,\n  type GetParameterCommandInput,\n} from '@aws-sdk/client-ssm';`;
    expect(actionsIn(source)).toEqual(['ssm:GetParameter']);
  });

  it('a call of the code is allowed, and what is allowed is called', () => {
    const stage = stageOf();
    const [called, allowed] = [[...calledActions()], [...allowedActions(stage)]];
    expect(called.filter((action) => !OF_LIVE.includes(action)).toSorted()).toEqual(allowed.toSorted());
  });

  it("a call of a bot with real money's code is allowed where the stage allows live", () => {
    const stage = stageOf();
    // No stage can say so yet: this is what one would get.
    const live: Stage = { ...stage, bots: stage.bots.map((bot) => ({ ...bot, allowLive: true })) };
    const allowed = allowedActions(live);
    expect([...calledActions()].filter((action) => !allowed.has(action))).toEqual([]);
    expect(OF_LIVE.filter((action) => !allowed.has(action))).toEqual([]);
  });
});
