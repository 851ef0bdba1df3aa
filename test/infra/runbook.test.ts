/**
 * Can what the runbook says be done: are the names that it uses there, and does it leave none out?
 */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { OPERATOR_COMMANDS } from '../../infra/operator/command-calls.ts';
import { PLATFORM_FAILURES } from '../../infra/platform-failures.ts';
import { BOT_OPTIONS, STAGE_OPTIONS } from '../../infra/stages.ts';
import { errorLine } from '../../lambda/adapters/aws/telemetry.ts';
import { scalper } from '../harness/scalper-process.ts';
import { matchesPattern } from './filter-pattern.ts';
import { PAPER_BOT, stageOf, synthesise } from './synthesis.ts';

const RUNBOOK = readFileSync(new URL('../../infra/README.md', import.meta.url), 'utf8');

/** What stands in its blocks of code. */
const CODE = [...RUNBOOK.matchAll(/```sh\n([^]*?)```/g)].map(([, code = '']) => code);

/** They pay, make, restore or delete, or could put other code in the place of the bot's. */
const OWNERS_COMMANDS = [
  'aws ce update-cost-allocation-tags-status',
  'aws cloudformation delete-stack',
  'aws cloudformation update-termination-protection',
  'aws cloudwatch set-alarm-state',
  'aws dynamodb delete-table',
  'aws dynamodb describe-table',
  'aws dynamodb restore-table-to-point-in-time',
  'aws dynamodb update-continuous-backups',
  'aws dynamodb update-table',
  'aws dynamodb wait',
  'aws iam attach-role-policy',
  'aws kms cancel-key-deletion',
  'aws kms describe-key',
  'aws kms enable-key',
  'aws kms schedule-key-deletion',
  'aws lambda update-function-configuration',
  'aws sns subscribe',
  'aws ssm delete-parameter',
  'aws stepfunctions stop-execution',
];

const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\w -]/g, '')
    .replaceAll(' ', '-');

/** Everything that comes after these words in a command. */
function argumentsOf(command: string): readonly string[] {
  const pattern = new RegExp(`(?<![\\w./-])${command.replaceAll('.', '\\.')} ([\\w:-]+)`, 'g');
  return [...new Set([...RUNBOOK.matchAll(pattern)].map(([, first = '']) => first))];
}

describe('the runbook', () => {
  it('the runbook takes a new operator from a clone to the first tick in three commands', () => {
    const deploy = CODE.find((code) => code.startsWith('npm ci\n'));
    expect(
      deploy
        ?.trim()
        .split('\n')
        .map((line) => line.replace(/ *#.*/, '')),
    ).toEqual(['npm ci', 'npx cdk bootstrap', 'npx cdk deploy --all']);
  });

  it('the runbook links to headings that it has', () => {
    const anchors = [...RUNBOOK.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));
    const links = [...RUNBOOK.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor = '']) => anchor);
    expect(links.length).toBeGreaterThan(4);
    expect(links.filter((link) => !anchors.includes(link))).toEqual([]);
    expect(new Set(anchors).size).toBe(anchors.length);
  });

  it.each([
    'Deploy',
    'Stop it',
    'Upgrade',
    'Roll back',
    'Rotate keys',
    'Restore the table',
    'Move to another region',
    'Remove everything',
    'The first deployment',
    'How to stop',
  ])('the runbook says how to: %s', (heading) => {
    expect(RUNBOOK).toMatch(new RegExp(`^#+ ${heading}\\n\\n\\S`, 'm'));
  });

  it('the runbook explains every option of a stage that a first deployment does not need', () => {
    const [, table = ''] = /\| option .*\n((?:\|.*\n)+)/.exec(RUNBOOK) ?? [];
    const explained = [...table.matchAll(/^\| `(\w+)`/gm)].map(([, option = '']) => option);
    const told = ['id', 'exchange', 'symbols', 'alertEmail', 'region', 'bots'];
    const all = [...BOT_OPTIONS, ...STAGE_OPTIONS].filter((option) => !told.includes(option));
    expect(explained.toSorted()).toEqual(all.toSorted());
    for (const option of ['alertEmail', 'region']) expect(RUNBOOK).toContain(option);
  });
});

describe('a command of the runbook', () => {
  let outputs: Readonly<Record<'Ledger' | 'Trader' | 'Research', readonly string[]>>;
  beforeAll(() => {
    // Those of the first day: on paper, at the demo, with real money.
    const bots = [
      PAPER_BOT,
      { ...PAPER_BOT, id: 'demo', demo: true },
      { ...PAPER_BOT, id: 'live', allowLive: true, staticEgress: true },
    ];
    const options = { secretsKey: 'own', dashboardPictures: true, dashboardActions: true } as const;
    const research = { accountConcurrency: 1_000 };
    const stacks = synthesise(stageOf({ bots, ...options, research }));
    outputs = {
      Ledger: Object.keys(stacks.ledger.json.Outputs),
      Trader: Object.keys(stacks.trader.json.Outputs),
      Research: Object.keys(stacks.research?.json.Outputs ?? {}),
    };
  });

  // Not those of infra/stages.ts, which belongs to its owner, who runs these tests too.
  it('a command of the runbook asks for outputs that the stacks have, for bots called paper, demo and live in stacks called Kallisti', () => {
    const asked = [...RUNBOOK.matchAll(/\boutput ([A-Z]\w+)(?: (Ledger|Research))?/g)];
    expect(asked.length).toBeGreaterThan(8);
    for (const [words, name = '', stack] of asked)
      expect(outputs[stack === 'Ledger' || stack === 'Research' ? stack : 'Trader'], words).toContain(name);
    expect(RUNBOOK).toMatch(/--stack-name "Kallisti-\$\{2:-Trader\}"/);
  });

  it('a command of the runbook is one that the command lines have', async () => {
    const { stdout } = await scalper(['--help']);
    const commands = argumentsOf('./scalper');
    expect(commands.length).toBeGreaterThan(1);
    for (const command of commands) expect(stdout).toMatch(new RegExp(`^ +${command}\\b`, 'm'));

    const packageJson: unknown = JSON.parse(
      readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
    );
    const { scripts } = z.looseObject({ scripts: z.record(z.string(), z.string()) }).parse(packageJson);
    for (const script of argumentsOf('npm run')) expect(Object.keys(scripts)).toContain(script);
  });

  it("a command of the runbook for AWS is an operator's, or one of those that only the owner may use", () => {
    const used = new Set([...RUNBOOK.matchAll(/\baws [a-z]+ [a-z-]+/g)].map(([words]) => words));
    const allowed = OPERATOR_COMMANDS.filter((name) => name.startsWith('aws '));
    expect([...used].filter((command) => !OWNERS_COMMANDS.includes(command)).toSorted()).toEqual(
      allowed.toSorted(),
    );
    expect(OWNERS_COMMANDS.filter((command) => !used.has(command))).toEqual([]);
  });

  it('a command of the runbook finds failures by the words that a failed tick and the platform write', () => {
    const [, pattern = ''] = /--filter-pattern [^']*'([^']+)'/.exec(RUNBOOK) ?? [];
    const failed = errorLine({ id: 'paper', symbols: [] }, new Error('an example'));
    expect(matchesPattern(pattern, failed)).toBe(true);
    expect(PLATFORM_FAILURES.filter((words) => !pattern.includes(`?"${words}"`))).toEqual([]);
    expect(matchesPattern(pattern, failed.replace('tick failed', 'tick'))).toBe(false);
  });
});
