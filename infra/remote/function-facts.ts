/**
 * Reads facts about a bot's function from Lambda. Changes nothing.
 */
import type { LambdaClient } from '@aws-sdk/client-lambda';
import { InputError } from '../input-error.ts';
import { inAws } from './aws-errors.ts';

/** The table in the environment of a function. @throws InputError when there is none. */
export async function tableOfFunction(functionName: string, region: string): Promise<string> {
  const { LambdaClient: Client, GetFunctionConfigurationCommand } = await import('@aws-sdk/client-lambda');
  const client: LambdaClient = new Client({ region });
  const subject = `the function ${functionName} in ${region}`;
  try {
    const { Environment } = await inAws(subject, async () =>
      client
        .send(new GetFunctionConfigurationCommand({ FunctionName: functionName }))
        .catch((error: unknown) => {
          if (!(error instanceof Error) || error.name !== 'ResourceNotFoundException') throw error;
          throw new InputError(`${subject} does not exist, although its stack names it: deploy again`, {
            cause: error,
          });
        }),
    );
    const table = Environment?.Variables?.['TABLE_NAME'];
    if (table !== undefined) return table;
    throw new InputError(`${subject} has no table in its environment: name the table with --table`);
  } finally {
    client.destroy();
  }
}
