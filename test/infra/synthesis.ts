/**
 * The templates of a stage, as the CDK would deploy them, with a placeholder for the built function.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { z } from 'zod';
import { createKallisti, type Kallisti } from '../../infra/app.ts';
import type { DeployedLedger } from '../../infra/remote/deployed-ledger.ts';
import { parseStage, type Stage, type StageInput } from '../../infra/stages.ts';

export const PAPER_BOT: StageInput['bots'][number] = {
  id: 'paper',
  exchange: 'binanceusdm',
  symbols: ['BTCUSDT', 'ETHUSDT'],
  schedule: 'on',
  alertEmail: 'owner@example.org',
};

export const OTHER_BOT: StageInput['bots'][number] = { ...PAPER_BOT, id: 'other-1', exchange: 'bybit' };

export function stageOf(more: Partial<StageInput> = {}): Stage {
  return parseStage({ name: 'Kallisti', region: 'ap-northeast-1', bots: [PAPER_BOT], ...more });
}

const resourceSchema = z.looseObject({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
});
const templateSchema = z.looseObject({
  Resources: z.record(z.string(), resourceSchema),
  Outputs: z
    .record(
      z.string(),
      z.looseObject({ Value: z.unknown(), Export: z.object({ Name: z.string() }).optional() }),
    )
    .default({}),
});

export type Resource = z.output<typeof resourceSchema>;

export interface SynthesisedStack {
  readonly json: z.output<typeof templateSchema>;
  /** To assert on. */
  readonly template: Template;
  readonly terminationProtection: boolean | undefined;
}

export interface Synthesised {
  readonly ledger: SynthesisedStack;
  /** The ledger as a first deployment begins it; else the same. */
  readonly first: SynthesisedStack;
  /** Of the first group. */
  readonly trader: SynthesisedStack;
  /** By group. */
  readonly traders: readonly SynthesisedStack[];
  /** Where the stage asks for one. */
  readonly research: SynthesisedStack | undefined;
}

/** Hands out a folder with a placeholder of the built function, and takes it back. */
export function withBundle<Result>(use: (bundlePath: string, outdir: string) => Result): Result {
  const folder = mkdtempSync(join(tmpdir(), 'kallisti-infra-'));
  try {
    const bundlePath = join(folder, 'bundle');
    mkdirSync(bundlePath);
    writeFileSync(join(bundlePath, 'index.mjs'), 'export const handler = async () => {};\n');
    return use(bundlePath, join(folder, 'out'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export interface SynthesisOptions {
  /** What is deployed of it. @default - its ledger, without parameters in its template */
  readonly deployed?: DeployedLedger;
  /** What a test does with the app before it is synthesised. */
  readonly change?: (kallisti: Kallisti) => void;
}

/** The stacks of a stage, synthesised once a process: nobody changes what others read, too. */
export function synthesise(stage: Stage, options: SynthesisOptions = {}): Synthesised {
  if (options.change !== undefined) return synthesiseNow(stage, options);
  const key = JSON.stringify([stage, options.deployed]);
  const known = SYNTHESISED.get(key) ?? synthesiseNow(stage, options);
  SYNTHESISED.set(key, known);
  return known;
}

const SYNTHESISED = new Map<string, Synthesised>();

function synthesiseNow(stage: Stage, { deployed, change }: SynthesisOptions): Synthesised {
  return withBundle((bundlePath, outdir) => {
    const kallisti = createKallisti({
      stage,
      bundleOf: () => bundlePath,
      outdir,
      checked: false,
      ...(deployed !== undefined && { deployed }),
    });
    change?.(kallisti);
    const assembly = kallisti.app.synth();
    const read = (artifactId: string): SynthesisedStack => {
      const stack = assembly.getStackArtifact(artifactId);
      const json = frozen(templateSchema.parse(stack.template));
      return {
        json,
        template: Template.fromJSON(json),
        terminationProtection: stack.terminationProtection,
      };
    };
    const traders = kallisti.traders.map(({ artifactId }) => read(artifactId));
    const [trader] = kallisti.traders;
    const ledger = read(kallisti.ledger.artifactId);
    const first = read(kallisti.ledger.stackName);
    const research = kallisti.research && read(kallisti.research.artifactId);
    return { ledger, first, trader: read(trader.artifactId), traders, research };
  });
}

function frozen<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null) return value;
  for (const part of Object.values(value)) frozen(part);
  return Object.freeze(value);
}

/** What a synthesis warns of, stack by stack, without being carried out. */
export function warningsOf(stage: Stage, deployed?: DeployedLedger): readonly string[] {
  return withBundle((bundlePath, outdir) => {
    const { ledger, traders } = createKallisti({
      stage,
      bundleOf: () => bundlePath,
      outdir,
      ...(deployed !== undefined && { deployed }),
    });
    return [ledger, ...traders].flatMap(({ node }) =>
      node.metadata.filter(({ type }) => type === 'aws:cdk:warning').map(({ data }) => String(data)),
    );
  });
}

/** All resources of a type, by their logical id. */
export function resourcesOf({ json }: SynthesisedStack, type: string): ReadonlyMap<string, Resource> {
  return new Map(Object.entries(json.Resources).filter(([, resource]) => resource.Type === type));
}
