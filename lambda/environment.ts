/**
 * The environment variables that the deployment sets.
 *
 * Invariant: everything is checked before anything is built, and one error names everything that is wrong.
 */
import { z } from 'zod';
import { symbolsOfList } from './adapters/symbol-names.ts';

/** An endpoint that replaces the exchange in rehearsals: no key and no order leaves the machine. */
export const LOOPBACK = /^http:\/\/(?:127\.0\.0\.1|localhost|\[::1\]):\d+\/?$/;

const text = z.string({ error: 'is not set' }).min(1, 'is empty');

/** The deployment's own names; `environmentOf` in `infra/constructs/bot-function.ts` sets them. */
const environmentShape = z.object({
  BOT_ID: text,
  BOT_SYMBOLS: symbolsOfList(','),
  EXCHANGE_ID: text,
  TABLE_NAME: text,
  PARAMETERS_NAME: text,
  ALERT_TOPIC_ARN: text,
  RELEASE: text,
  ALLOW_LIVE: z
    .enum(['true', 'false'], { error: 'must be true or false' })
    .transform((allowed) => allowed === 'true'),
  EXCHANGE_DEMO: z.literal('true', { error: 'must be true, or not set' }).optional(),
  ALIGN_TO_MINUTE: z
    .string({ error: 'is not set' })
    .regex(/^(?:[0-9]|[1-5][0-9]|60)$/, 'must be whole seconds from 0 to 60')
    .transform(Number),
  REQUEST_WEIGHT_MAX: z.coerce.number({ error: 'must be a number' }).positive('must be above 0').optional(),
  EXCHANGE_ENDPOINT: z.string().regex(LOOPBACK, 'must be on the loopback interface').optional(),
});
const environmentSchema = environmentShape.refine(
  ({ ALLOW_LIVE, EXCHANGE_DEMO }) => !ALLOW_LIVE || EXCHANGE_DEMO === undefined,
  { path: ['ALLOW_LIVE'], error: 'must be false where EXCHANGE_DEMO is true' },
);

export interface Environment {
  readonly botId: string;
  /** In order of priority. */
  readonly symbols: readonly string[];
  /** ccxt's id of the exchange. */
  readonly exchangeId: string;
  readonly tableName: string;
  readonly parametersName: string;
  readonly alertTopicArn: string;
  /** Which code it is: revision and hash, for its log. */
  readonly release: string;
  /** One of the two consents to real money; `mode` in the parameters is the other. */
  readonly allowLive: boolean;
  /** At the exchange's demo: `mode: live` trades play money there, and real money nowhere. */
  readonly isDemo: boolean;
  /** How long a function that is woken before the turn of a minute may wait for it, in seconds; 0 is not at all. */
  readonly alignToMinuteSeconds: number;
  /** What it may ask the exchange for in a minute: its part of the address's limit. */
  readonly requestWeightMax: number | undefined;
  readonly exchangeEndpoint: string | undefined;
}

/** A variable that the function needs is missing or invalid. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
}

/** @throws EnvironmentError that names every variable that is wrong. */
export function parseEnvironment(variables: Readonly<Record<string, string | undefined>>): Environment {
  const parsed = environmentSchema.safeParse(variables);
  if (!parsed.success) {
    const wrong = parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`);
    throw new EnvironmentError(`the environment of the function: ${wrong.join('; ')}`);
  }
  const { data } = parsed;
  return {
    botId: data.BOT_ID,
    symbols: data.BOT_SYMBOLS,
    exchangeId: data.EXCHANGE_ID,
    tableName: data.TABLE_NAME,
    parametersName: data.PARAMETERS_NAME,
    alertTopicArn: data.ALERT_TOPIC_ARN,
    release: data.RELEASE,
    allowLive: data.ALLOW_LIVE,
    isDemo: data.EXCHANGE_DEMO !== undefined,
    alignToMinuteSeconds: data.ALIGN_TO_MINUTE,
    requestWeightMax: data.REQUEST_WEIGHT_MAX,
    exchangeEndpoint: data.EXCHANGE_ENDPOINT,
  };
}
