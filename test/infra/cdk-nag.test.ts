/**
 * Would AWS's own rules refuse any of this, and is everything that was excused excused in words?
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Validations } from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { createKallisti, type Kallisti } from '../../infra/app.ts';
import { StageError, type StageInput } from '../../infra/stages.ts';
import { OTHER_BOT, PAPER_BOT, stageOf, withBundle } from './synthesis.ts';

const reportSchema = z.looseObject({
  pluginReports: z.array(
    z.looseObject({
      violations: z.array(z.looseObject({ ruleName: z.string(), severity: z.string().optional() })),
    }),
  ),
});

const ALL_OPTIONS: Partial<StageInput> = {
  bots: [{ ...PAPER_BOT, staticEgress: true, reservedConcurrency: 2 }, OTHER_BOT],
  monthlyBudget: { usd: 20, email: 'owner@example.org' },
  slack: { workspaceId: 'T0123ABCDEF', channelId: 'C0123ABCDEF' },
  secretsKey: 'own',
  dashboardPictures: true,
  dashboardActions: true,
};

const STACKS = ['Trader', 'Ledger'].map(
  (name) => `arn:aws:cloudformation:ap-northeast-1:<AWS::AccountId>:stack/Kallisti-${name}/*`,
);
const ALARMS = 'arn:aws:cloudwatch:ap-northeast-1:<AWS::AccountId>:alarm:*';
const excuseOf = (policy: string) => (name: string) =>
  `Kallisti-Trader/Operator/${policy} Annotation::AwsSolutions-IAM5[Resource::${name}]`;
/** Calls that name a stack without its number, alarms by a prefix, and the account's limits, which have no name. */
const OPERATOR_EXCUSES = [
  ...[...STACKS, ALARMS, '*'].map(excuseOf('Policy1')),
  ...STACKS.map(excuseOf('Steering1')),
];

/** The rules that a stage breaks when it is synthesised as for a deployment. */
function brokenRules(
  stage: Partial<StageInput>,
  change: (kallisti: Kallisti) => unknown = () => {},
): string[] {
  // The report is also printed.
  vi.spyOn(console, 'error').mockReturnValue();
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  return withBundle((bundlePath, outdir) => {
    const kallisti = createKallisti({ stage: stageOf(stage), bundleOf: () => bundlePath, outdir });
    change(kallisti);
    kallisti.app.synth();
    const report: unknown = JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8'));
    return reportSchema
      .parse(report)
      .pluginReports.flatMap(({ violations }) => violations.map(({ ruleName }) => ruleName));
  });
}

/** What is excused, where, and why: `path rule: reason`. */
function excuses(stage: Partial<StageInput>): string[] {
  return withBundle((bundlePath, outdir) => {
    const { app } = createKallisti({
      stage: stageOf(stage),
      bundleOf: () => bundlePath,
      outdir,
      checked: false,
    });
    const excuseSchema = z.record(z.string(), z.string());
    return app.node
      .findAll()
      .flatMap(({ node }) =>
        node.metadata
          .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
          .flatMap(({ data }) =>
            Object.entries(excuseSchema.parse(data)).map(
              ([rule, reason]) => `${node.path} ${rule}: ${reason}`,
            ),
          ),
      );
  });
}

// The first synthesis loads CloudFormation's own rules, which takes a while on a busy machine.
let paper: readonly string[];
beforeAll(() => {
  paper = brokenRules({});
});

describe('the rules of AWS Solutions and of CloudFormation', () => {
  it('the rules of AWS Solutions and of CloudFormation are kept by a paper bot, with nothing excused but what AWS judges by a wildcard', () => {
    expect(paper).toEqual([]);
    expect(excuses({}).map((excuse) => excuse.split(': ')[0])).toEqual(OPERATOR_EXCUSES);
  });

  it('the rules of AWS Solutions and of CloudFormation are kept with every option', () => {
    expect(brokenRules(ALL_OPTIONS)).toEqual([]);
  });

  it('the rules of AWS Solutions and of CloudFormation are asked: a queue without TLS stops the deployment', () => {
    const careless = ({ traders: [trader] }: Kallisti): Queue => new Queue(trader, 'Careless');
    expect(() => brokenRules({}, careless)).toThrow(/AwsSolutions-SQS4/);
  });

  it('the rules of AWS Solutions and of CloudFormation are excused for a static address, too, each with its reason in words', () => {
    const found = excuses(ALL_OPTIONS);
    expect(found.map((excuse) => excuse.split(': ')[0])).toEqual([
      // The library's own, for any network.
      'Kallisti-Trader CloudFormation-Validate::W3010',
      'Kallisti-Trader/StaticEgress/Vpc Annotation::AwsSolutions-VPC7',
      'Kallisti-Trader/paper/Role Annotation::AwsSolutions-IAM5[Resource::*]',
      ...OPERATOR_EXCUSES,
    ]);
    for (const excuse of found) expect(excuse.split(' ').length, excuse).toBeGreaterThan(12);
  });
});

describe('the rules of AWS Solutions on the stack of searches', () => {
  it('the rules of AWS Solutions on the stack of searches are kept, and what is excused has its reason in words', () => {
    const research = { accountConcurrency: 1000 };
    expect(brokenRules({ research })).toEqual([]);
    const own = excuses({ research }).filter((excuse) => excuse.startsWith('Kallisti-Research'));
    const rules = own.map((excuse) => /AwsSolutions-\w+/.exec(excuse)?.[0]);
    expect(new Set(rules)).toEqual(
      new Set(['IAM5', 'S1', 'SF1', 'SF2'].map((rule) => `AwsSolutions-${rule}`)),
    );
    for (const excuse of own) expect(excuse.split(' ').length, excuse).toBeGreaterThan(12);
  });
});

describe('a bot that does not say who gets its alarms', () => {
  const { alertEmail: _, ...silent } = PAPER_BOT;

  it('a bot that does not say who gets its alarms is refused', () => {
    expect(() => brokenRules({ bots: [silent, OTHER_BOT] })).toThrow(StageError);
  });

  it('a bot that does not say who gets its alarms can be looked at with an answer from the command line', () => {
    vi.stubEnv('CDK_CONTEXT_JSON', JSON.stringify({ alertEmail: 'none' }));
    expect(brokenRules({ bots: [silent, OTHER_BOT] })).toEqual(['Annotation::kallisti:unheard:paper']);
  });
});

describe('a warning', () => {
  it('a warning says at every deployment that no mail tells of alarms, where that is wanted', () => {
    const unheard = { ...PAPER_BOT, alertEmail: 'none' };
    expect(brokenRules({ bots: [unheard] })).toEqual(['Annotation::kallisti:unheard:paper']);
  });

  it('a warning says that exchanges refuse the region', () => {
    expect(brokenRules({ region: 'us-east-1' })).toEqual(['Annotation::kallisti:refusedRegion']);
  });
});
