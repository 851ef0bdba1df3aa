/**
 * The entry point in AWS of the function that the dashboard asks for pictures of the bots.
 */
import { z } from 'zod';
import { dynamoClient } from '../adapters/dynamo/dynamo-client.ts';
import { DynamoLedger } from '../adapters/dynamo/dynamo-ledger.ts';
import { machineClock } from '../adapters/machine.ts';
import { createWidget } from './widget.ts';

const text = z.string({ error: 'is not set' }).min(1, 'is empty');
/** The deployment's own names; `infra/constructs/dashboard/picture-function.ts` sets them. */
const { TABLE_NAME, WIDGET_BOTS, STEERING_FUNCTIONS } = z
  .object({
    TABLE_NAME: text,
    WIDGET_BOTS: text,
    /** `bot=function,…`; absent where nothing can be steered. */
    STEERING_FUNCTIONS: z.string().default(''),
  })
  .parse(process.env);

const steering = new Map(
  STEERING_FUNCTIONS.split(',').flatMap((pair) => {
    const [bot = '', name] = pair.split('=');
    return name === undefined ? [] : [[bot, name] as const];
  }),
);

export const handler = createWidget({
  ledger: new DynamoLedger(dynamoClient(), TABLE_NAME),
  bots: WIDGET_BOTS.split(','),
  steering,
  now: () => machineClock.nowMs(),
});
