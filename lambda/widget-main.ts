/**
 * The entry point in AWS of the function that the dashboard asks for pictures of the bots.
 */
import { z } from 'zod';
import { dynamoClient } from './adapters/dynamo/dynamo-client.ts';
import { DynamoLedger } from './adapters/dynamo/dynamo-ledger.ts';
import { machineClock } from './adapters/machine.ts';
import { createWidget } from './widget.ts';

const text = z.string({ error: 'is not set' }).min(1, 'is empty');
/** The deployment's own names; `infra/constructs/dashboard/picture-function.ts` sets them. */
const { TABLE_NAME, WIDGET_BOTS } = z.object({ TABLE_NAME: text, WIDGET_BOTS: text }).parse(process.env);

export const handler = createWidget({
  ledger: new DynamoLedger(dynamoClient(), TABLE_NAME),
  bots: WIDGET_BOTS.split(','),
  now: () => machineClock.nowMs(),
});
