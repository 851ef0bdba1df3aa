/**
 * The stacks for `cdk`: one for the ledger, one for each group of bots. Every synthesis checks them against the rules of
 * AWS Solutions.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Annotations, App, Validations, type StackProps } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { z } from 'zod';
import { addressBudgets, budgetWords } from './address-budgets.ts';
import { RESEARCH, bundleFolder, bundleStage, functionsOf } from './bundle/bundle.ts';
import { UnknownExchangeError } from './bundle/omit-unused.ts';
import { runTold } from './cli/terminal/run-told.ts';
import { InputError } from './input-error.ts';
import { tagStage } from './constructs/cost-tags.ts';
import { parametersToKeep } from './constructs/kept-parameters.ts';
import { ledgerStackName, researchStackName, traderStackName } from './constructs/parameter-names.ts';
import { concurrencyWords } from './concurrency.ts';
import { LedgerStack } from './ledger-stack.ts';
import { deployedLedger, type DeployedLedger } from './remote/deployed-ledger.ts';
import { ResearchStack } from './research-stack.ts';
import { checkRoom } from './stack-room.ts';
import { NOBODY, STAGE, StageError, parseStage, withAlertEmails, type Stage } from './stages.ts';
import { TraderStack } from './trader-stack.ts';

/** The function has not been built. */
export class BundleError extends Error {
  override readonly name = 'BundleError';
}

export interface KallistiProps {
  readonly stage: Stage;
  /** Folder of a function that was built, with index.mjs: that of an exchange, or one of the `PARTS` of infra/bundle/. */
  readonly bundleOf: (exchange: string) => string;
  /** @default - its ledger is there, without parameters in its template */
  readonly deployed?: DeployedLedger;
  /** Where the templates are written. @default - where the CDK's command line asks for them */
  readonly outdir?: string;
  /** Whether synthesis fails on errors by the rules of AWS Solutions and CloudFormation. @default true */
  readonly checked?: boolean;
}

export interface Kallisti {
  readonly app: App;
  readonly ledger: LedgerStack;
  /** By group; the first holds what all share. */
  readonly traders: readonly [TraderStack, ...TraderStack[]];
  /** Where the stage asks for one. */
  readonly research: ResearchStack | undefined;
}

/**
 * @throws BundleError
 * @throws StageError when a stack has too many bots; when it is checked, and a bot does not say who gets its alarms.
 */
export function createKallisti(props: KallistiProps): Kallisti {
  const { bundleOf, outdir, deployed = GUARDED, checked = true } = props;
  for (const one of functionsOf(props.stage)) {
    const entry = join(bundleOf(one), 'index.mjs');
    if (!existsSync(entry)) throw new BundleError(`${entry} is missing: build it with \`npm run build\``);
  }
  // The same flags with and without the CDK's command line.
  const app = new App({
    context: flags(),
    builtinCloudFormationValidation: checked,
    ...(outdir !== undefined && { outdir }),
  });
  const stage = checked ? withAlertEmails(props.stage, app.node.tryGetContext('alertEmail')) : props.stage;
  const env = { region: stage.region };
  const ledger = ledgerOf(app, stage, deployed, {
    env,
    description: 'Kallisti: the ledger of all bots',
  });
  const groups = new Set(stage.bots.map(({ group }) => group).filter((group) => group !== 1));
  const traderOf = (group: number): TraderStack => {
    const trader = new TraderStack(app, traderStackName(stage.name, group), {
      stage,
      group,
      env,
      table: ledger.table,
      secretsKeyArn: ledger.secretsKeyArn,
      bundleOf,
      description: 'Kallisti: the bots, their alarms and their dashboard',
    });
    // Also when a restored table is read: the bots trade when everything else is there.
    trader.addStackDependency(ledger);
    return trader;
  };
  const traders = [traderOf(1), ...[...groups].map(traderOf)] as const;
  const [trader] = traders;
  if (stage.slack !== undefined) {
    // Of all groups: an account takes a channel once.
    trader.showInChat(
      stage.slack,
      traders.flatMap(({ topics }) => topics),
    );
  }
  for (const one of traders) checkRoom(one, stage);
  const research =
    stage.research &&
    new ResearchStack(app, researchStackName(stage.name), {
      research: stage.research,
      env,
      bundlePath: bundleOf(RESEARCH),
      description: 'Kallisti: searches of parameters',
    });
  tagStage(app, stage.name);
  if (checked) {
    check(app, trader, stage);
    sayOf(deployed, ledger);
  }
  return { app, ledger, traders, research };
}

/** What is deployed of a stage, where the CDK's command line says in which account. */
export function deployedOf({ name, region }: Stage): Promise<DeployedLedger> {
  return deployedLedger({
    stack: ledgerStackName(name),
    region,
    account: process.env['CDK_DEFAULT_ACCOUNT'],
  });
}

const GUARDED: DeployedLedger = { kind: 'there', parameters: [] };

/**
 * The first deployment takes the stack twice, in one command: first without guards, so that nothing keeps it from being
 * repeated, and as soon as it is complete with them. Every later deployment takes it once.
 */
function ledgerOf(app: App, stage: Stage, deployed: DeployedLedger, common: StackProps): LedgerStack {
  const name = ledgerStackName(stage.name);
  const guards = { ...common, ...(stage.secretsKey === 'own' && { secretsOf: stage.name }) };
  if (deployed.kind !== 'none') {
    const botIds = stage.bots.map(({ id }) => id);
    return new LedgerStack(app, name, { ...guards, kept: parametersToKeep(deployed, botIds) });
  }
  const first = new LedgerStack(app, name, { ...common, isFirst: true });
  const guarded = new LedgerStack(app, `${name}-Guards`, { ...guards, stackName: name });
  guarded.addStackDependency(first);
  return guarded;
}

/** What its owner should know of what is deployed. */
function sayOf(deployed: DeployedLedger, ledger: LedgerStack): void {
  if (deployed.kind === 'unknown' && deployed.cause !== undefined) {
    const follows =
      'it is deployed as one that may be there, with the parameters that an earlier release made. It asks for cloudformation:DescribeStacks, cloudformation:GetTemplate and ssm:GetParameter';
    Validations.of(ledger).addWarning(
      'kallisti:unknownLedger',
      `AWS does not say whether ${ledger.stackName} is deployed (${deployed.cause}): ${follows}`,
    );
  }
  if (deployed.kind === 'none' && deployed.isBlocked) {
    const remedy = `aws cloudformation update-termination-protection --no-enable-termination-protection --region ${ledger.region} --stack-name ${ledger.stackName}`;
    const found = `the first deployment of ${ledger.stackName} has failed, and its protection keeps it from being repeated`;
    Validations.of(ledger).addWarning(
      'kallisti:blocked',
      `${found}. Take it away, then deploy again: ${remedy}`,
    );
  }
}

function check(app: App, trader: TraderStack, { region, bots }: Stage): void {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  const validations = Validations.of(trader);
  if (region.startsWith('us-')) {
    const refused = 'is in the United States, whose addresses exchanges refuse (HTTP 451)';
    validations.addWarning('kallisti:refusedRegion', `${region} ${refused}`);
  }
  for (const budget of addressBudgets(bots)) {
    Annotations.of(trader).addInfoV2(`kallisti:requests:${budget.bots[0]?.id}`, budgetWords(budget));
  }
  const concurrency = concurrencyWords(bots);
  if (concurrency !== undefined) validations.addWarning('kallisti:concurrency', concurrency);
  for (const { id, exchange, allowLive, demo } of bots) {
    const once = 'once its mode is live and preflight has passed';
    if (allowLive) validations.addWarning(`kallisti:realMoney:${id}`, `bot ${id}: REAL MONEY, ${once}`);
    if (!demo) continue;
    const words = `bot ${id}: DEMO, play money at the demo of ${exchange}, ${once}`;
    Annotations.of(trader).addInfoV2(`kallisti:demo:${id}`, words);
  }
  for (const { id, alertEmail } of bots) {
    if (alertEmail !== NOBODY) continue;
    const unheard = `its alertEmail is '${NOBODY}': no mail tells of its alarms and alerts`;
    validations.addWarning(`kallisti:unheard:${id}`, `bot ${id}: ${unheard}`);
  }
}

function flags(): Record<string, unknown> {
  const text = readFileSync(new URL('../cdk.json', import.meta.url), 'utf8');
  return z.object({ context: z.record(z.string(), z.unknown()) }).parse(JSON.parse(text)).context;
}

if (import.meta.main) {
  await runTold(async () => {
    const stage = parseStage(STAGE);
    await bundleStage(stage);
    createKallisti({ stage, bundleOf: bundleFolder, deployed: await deployedOf(stage) });
  }, [StageError, UnknownExchangeError, InputError]);
}
