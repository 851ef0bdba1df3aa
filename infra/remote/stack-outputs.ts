/**
 * Reads the outputs of a deployed stack, and whether it is protected.
 */
import type { CloudFormationClient, Stack } from '@aws-sdk/client-cloudformation';
import { FURTHER_STACKS } from '../constructs/parameter-names.ts';
import { ForeignAnswerError } from '../../lambda/adapters/aws/aws-refusal.ts';
import { InputError } from '../input-error.ts';
import { inAws } from './aws-errors.ts';
import { clientOptions } from './client-options.ts';

export type Outputs = ReadonlyMap<string, string>;

/** Outputs by name. @throws InputError when the stack does not exist, or may not be read. */
export async function outputsOf(stack: string, region: string): Promise<Outputs> {
  const outputs = await findOutputs(stack, region);
  if (outputs !== undefined) return outputs;
  throw new InputError(
    `the stack ${stack} in ${region} does not exist: deploy it (infra/README.md), or name --region, --stage or --table`,
  );
}

/**
 * The same, with those of the further stacks that it names and that are deployed; `undefined` when it does not exist
 * itself.
 */
export async function findOutputs(stack: string, region: string): Promise<Outputs | undefined> {
  return (await findStack(stack, region))?.outputs;
}

export interface StackFacts {
  readonly outputs: Outputs;
  /** From deletion. */
  readonly isProtected: boolean;
}

/** `undefined` when it does not exist. */
export async function findStack(stack: string, region: string): Promise<StackFacts | undefined> {
  const { CloudFormationClient: Client } = await import('@aws-sdk/client-cloudformation');
  const client: CloudFormationClient = new Client(clientOptions(region));
  try {
    const found = await inAws(`the stack ${stack} in ${region}`, () => described(client, stack));
    if (found === undefined) return undefined;
    const { Outputs: outputs = [], EnableTerminationProtection } = found;
    const own = outputs.map(({ OutputKey = '', OutputValue = '' }): [string, string] => [
      OutputKey,
      OutputValue,
    ]);
    const further = new Map(own).get(FURTHER_STACKS)?.split(',') ?? [];
    const others = await Promise.all(further.map((name) => findOutputs(name, region)));
    return {
      // Of a name that several have, such as that of the dashboard, it is the stack's own.
      outputs: new Map([...others.flatMap((other) => [...(other ?? [])]), ...own]),
      isProtected: EnableTerminationProtection === true,
    };
  } finally {
    client.destroy();
  }
}

/** `undefined` when it does not exist. */
async function described(client: CloudFormationClient, stack: string): Promise<Stack | undefined> {
  const { DescribeStacksCommand } = await import('@aws-sdk/client-cloudformation');
  try {
    const { Stacks: [found] = [] } = await client.send(new DescribeStacksCommand({ StackName: stack }));
    // AWS has the stack that was named, or an error. A page that was read as XML has neither.
    if (found === undefined) throw new ForeignAnswerError('no stack');
    return found;
  } catch (error) {
    if (error instanceof Error && error.name === 'ValidationError') return undefined;
    throw error;
  }
}
