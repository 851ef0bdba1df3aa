/**
 * Reads facts about a bot's function from Lambda. Changes nothing.
 */
import type { LambdaClient } from '@aws-sdk/client-lambda';
import { InputError } from '../input-error.ts';
import { inAws } from './aws-errors.ts';
import { clientOptions } from './client-options.ts';

export interface FunctionFacts {
  /** In its environment. */
  readonly table: string | undefined;
  /** `Active`, when it can be started; also `Pending`, `Inactive`, `Failed`. */
  readonly state: string | undefined;
  /** Of another state than `Active`. */
  readonly stateReason: string | undefined;
}

/** @throws InputError when it does not exist. */
export async function functionFacts(functionName: string, region: string): Promise<FunctionFacts> {
  const { GetFunctionConfigurationCommand } = await import('@aws-sdk/client-lambda');
  const command = new GetFunctionConfigurationCommand({ FunctionName: functionName });
  const found = await inLambda(functionName, region, (client) => client.send(command));
  return {
    table: found.Environment?.Variables?.['TABLE_NAME'],
    state: found.State,
    stateReason: found.StateReason,
  };
}

/** The table in the environment of a function. @throws InputError when there is none. */
export async function tableOfFunction(functionName: string, region: string): Promise<string> {
  const { table } = await functionFacts(functionName, region);
  if (table !== undefined) return table;
  throw new InputError(
    `${subjectOf(functionName, region)} has no table in its environment: name the table with --table`,
  );
}

/** How many may run at once; `undefined` where nothing is reserved. */
export async function reservedConcurrency(functionName: string, region: string): Promise<number | undefined> {
  const { GetFunctionConcurrencyCommand } = await import('@aws-sdk/client-lambda');
  const command = new GetFunctionConcurrencyCommand({ FunctionName: functionName });
  const found = await inLambda(functionName, region, (client) => client.send(command));
  return found.ReservedConcurrentExecutions;
}

function subjectOf(functionName: string, region: string): string {
  return `the function ${functionName} in ${region}`;
}

async function inLambda<Value>(
  functionName: string,
  region: string,
  call: (client: LambdaClient) => Promise<Value>,
): Promise<Value> {
  const { LambdaClient: Client, ResourceNotFoundException } = await import('@aws-sdk/client-lambda');
  const client = new Client(clientOptions(region));
  const subject = subjectOf(functionName, region);
  try {
    return await inAws(subject, async () =>
      call(client).catch((error: unknown) => {
        if (!(error instanceof ResourceNotFoundException)) throw error;
        throw new InputError(`${subject} does not exist, although its stack names it: deploy again`, {
          cause: error,
        });
      }),
    );
  } finally {
    client.destroy();
  }
}
