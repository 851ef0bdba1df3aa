/**
 * The stacks for `cdk`: one for the ledger, one for everything else. Every synthesis checks them against the rules of
 * AWS Solutions.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Annotations, App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { z } from 'zod';
import { addressBudgets, budgetWords } from './address-budgets.ts';
import { bundleFolder, bundleStage } from './bundle/bundle.ts';
import { UnknownExchangeError } from './bundle/omit-unused.ts';
import { tagStage } from './constructs/cost-tags.ts';
import { LedgerStack } from './ledger-stack.ts';
import { NOBODY, STAGE, StageError, parseStage, withAlertEmails, type Stage } from './stages.ts';
import { TraderStack } from './trader-stack.ts';

/** The function has not been built. */
export class BundleError extends Error {
  override readonly name = 'BundleError';
}

export interface KallistiProps {
  readonly stage: Stage;
  /** Folder of the function built for an exchange, with index.mjs. */
  readonly bundleOf: (exchange: string) => string;
  /** Where the templates are written. @default - where the CDK's command line asks for them */
  readonly outdir?: string;
  /** Whether synthesis fails on errors by the rules of AWS Solutions and CloudFormation. @default true */
  readonly checked?: boolean;
}

export interface Kallisti {
  readonly app: App;
  readonly ledger: LedgerStack;
  readonly trader: TraderStack;
}

/**
 * @throws BundleError
 * @throws StageError when it is checked, and a bot does not say who gets its alarms.
 */
export function createKallisti(props: KallistiProps): Kallisti {
  const { bundleOf, outdir, checked = true } = props;
  for (const { exchange } of props.stage.bots) {
    const entry = join(bundleOf(exchange), 'index.mjs');
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
  const ledger = new LedgerStack(app, `${stage.name}-Ledger`, {
    stage,
    env,
    description: 'Kallisti: the ledger of all bots, and their parameters',
  });
  const trader = new TraderStack(app, `${stage.name}-Trader`, {
    stage,
    env,
    table: ledger.table,
    bundleOf,
    description: 'Kallisti: the bots, their alarms and their dashboard',
  });
  // Also when a restored table is read: the parameters are the ledger stack's.
  trader.addStackDependency(ledger);
  tagStage(app, stage.name);
  if (checked) check(app, trader, stage);
  return { app, ledger, trader };
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
  try {
    const stage = parseStage(STAGE);
    await bundleStage(stage);
    createKallisti({ stage, bundleOf: bundleFolder });
  } catch (error) {
    if (!(error instanceof StageError || error instanceof UnknownExchangeError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
