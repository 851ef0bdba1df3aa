/**
 * What `cdk` asks: which stacks are there? One for the ledger, one for everything else, checked against the rules of
 * AWS Solutions at every synthesis.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { z } from 'zod';
import { LedgerStack } from './ledger-stack.ts';
import { STAGE, StageError, parseStage, type Stage } from './stages.ts';
import { TraderStack } from './trader-stack.ts';

/** The built function that a deployment takes. */
const BUNDLE_PATH = fileURLToPath(new URL('../dist/bot', import.meta.url));

/** The function has not been built. */
export class BundleError extends Error {
  override readonly name = 'BundleError';
}

export interface KallistiProps {
  readonly stage: Stage;
  /** Folder with index.mjs. */
  readonly bundlePath: string;
  /** Where the templates are written. @default - where the CDK's command line asks for them */
  readonly outdir?: string;
  /** Whether synthesis fails on what AWS Solutions or CloudFormation would refuse. @default true */
  readonly checked?: boolean;
}

export interface Kallisti {
  readonly app: App;
  readonly ledger: LedgerStack;
  readonly trader: TraderStack;
}

/** @throws BundleError */
export function createKallisti({ stage, bundlePath, outdir, checked = true }: KallistiProps): Kallisti {
  const entry = join(bundlePath, 'index.mjs');
  if (!existsSync(entry))
    throw new BundleError(
      `${entry} is missing: the function is not bundled yet, so that nothing can be deployed`,
    );
  // The same flags with and without the CDK's command line.
  const app = new App({
    context: flags(),
    builtinCloudFormationValidation: checked,
    ...(outdir !== undefined && { outdir }),
  });
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
    bundlePath,
    description: 'Kallisti: the bots, their alarms and their dashboard',
  });
  // Also when a restored table is read: the parameters are the ledger stack's.
  trader.addStackDependency(ledger);
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
  for (const { id, alertEmail } of bots) {
    if (alertEmail !== undefined) continue;
    const unheard = 'has no alertEmail in infra/stages.ts: its alarms and alerts reach nobody';
    validations.addWarning(`kallisti:unheard:${id}`, `bot ${id} ${unheard}`);
  }
}

function flags(): Record<string, unknown> {
  const text = readFileSync(new URL('../cdk.json', import.meta.url), 'utf8');
  return z.object({ context: z.record(z.string(), z.unknown()) }).parse(JSON.parse(text)).context;
}

if (import.meta.main) {
  try {
    createKallisti({ stage: parseStage(STAGE), bundlePath: BUNDLE_PATH });
  } catch (error) {
    if (!(error instanceof StageError || error instanceof BundleError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
