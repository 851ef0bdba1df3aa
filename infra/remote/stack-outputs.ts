/**
 * Reads the outputs of a deployed stack.
 */
import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { InputError } from '../input-error.ts';
import { inAws } from './aws-errors.ts';

/** Outputs by name. @throws InputError when the stack does not exist, or may not be read. */
export async function outputsOf(stack: string, region: string): Promise<ReadonlyMap<string, string>> {
  const { CloudFormationClient: Client, DescribeStacksCommand } =
    await import('@aws-sdk/client-cloudformation');
  const client: CloudFormationClient = new Client({ region });
  const what = `the stack ${stack} in ${region}`;
  try {
    const { Stacks = [] } = await inAws(what, async () =>
      client.send(new DescribeStacksCommand({ StackName: stack })).catch((error: unknown) => {
        if (!(error instanceof Error) || error.name !== 'ValidationError') throw error;
        throw new InputError(
          `${what} does not exist: deploy it (infra/README.md), or name --region, --stage or --table`,
          { cause: error },
        );
      }),
    );
    const outputs = Stacks[0]?.Outputs ?? [];
    return new Map(outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]));
  } finally {
    client.destroy();
  }
}
