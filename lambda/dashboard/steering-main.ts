/**
 * The entry point in AWS of the function that a click in the dashboard calls to steer one bot.
 */
import { z } from 'zod';
import { dynamoClient } from '../adapters/dynamo/dynamo-client.ts';
import { DynamoLedger } from '../adapters/dynamo/dynamo-ledger.ts';
import { machineClock } from '../adapters/machine.ts';
import { createSteering } from './steering.ts';

const text = z.string({ error: 'is not set' }).min(1, 'is empty');
/** The deployment's own names; `infra/constructs/dashboard/steering-function.ts` sets them. */
const { TABLE_NAME, STEERED_BOT } = z.object({ TABLE_NAME: text, STEERED_BOT: text }).parse(process.env);

export const handler = createSteering({
  ledger: new DynamoLedger(dynamoClient(), TABLE_NAME),
  bot: STEERED_BOT,
  now: () => machineClock.nowMs(),
  log: (line) => void process.stdout.write(`${line}\n`),
});
