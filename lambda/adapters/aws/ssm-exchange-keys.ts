/**
 * The exchange's keys of a bot, SecureStrings in Parameter Store.
 *
 * - They are read once, and cached until `forget`.
 * - No error and no log line holds a value.
 * - Both must exist, or none is used.
 */
import { GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import { z } from 'zod';
import { SECOND_MS } from '../../core/units.ts';
import { machineClock } from '../machine.ts';
import { SharedAnswer } from '../shared-answer.ts';
import { awsRefusalOf, remedyOf } from './aws-refusal.ts';
import { shortTimeouts } from './aws-timeouts.ts';
import type { ExchangeKeys } from '../trading/ccxt-trading-client.ts';
import { secretNames } from './secret-names.ts';
import { VenueError } from '../market/venue-error.ts';

export interface KeySource {
  /** @throws NoKeysError that names the missing parameter, and VenueError; never with a value. */
  read(): Promise<ExchangeKeys>;
  /** After the exchange has rejected them: the next read asks Parameter Store again. */
  forget(): void;
}

/** Nobody has stored them. */
export class NoKeysError extends VenueError {}

/** One that cannot be read is as good as none. */
const parameterSchema = z
  .object({ Name: z.string(), Value: z.string().trim() })
  .catch({ Name: '', Value: '' });
const answerSchema = z.object({ Parameters: z.array(parameterSchema) });

/** The attempts of the client end before. */
const READING_TIME_MS = 5 * SECOND_MS;

export class SsmKeys implements KeySource {
  private readonly region: string | undefined;
  private readonly names: readonly [apiKey: string, secret: string];
  private client: SSMClient | undefined;
  private readonly reading = new SharedAnswer<ExchangeKeys>({
    name: 'the keys of the exchange',
    timeMs: READING_TIME_MS,
    clock: machineClock,
  });

  /** @param region where the function runs, if absent */
  constructor(botId: string, isDemo: boolean, region?: string) {
    this.region = region;
    this.names = secretNames(botId, isDemo);
  }

  read(): Promise<ExchangeKeys> {
    return this.reading.get(() => this.ask());
  }

  forget(): void {
    this.reading.forget();
  }

  private async ask(): Promise<ExchangeKeys> {
    const command = new GetParametersCommand({ Names: [...this.names], WithDecryption: true });
    const { region } = this;
    // A bot on paper makes none.
    this.client ??= new SSMClient({ ...shortTimeouts(), ...(region !== undefined && { region }) });
    const answer: unknown = await this.client.send(command).catch((error: unknown) => {
      throw new VenueError('unavailable', `the keys of the exchange cannot be read: ${reasonOf(error)}`);
    });
    const { Parameters } = answerSchema.safeParse(answer).data ?? { Parameters: [] };
    const [apiKey, secret] = this.names.map((name) => {
      const value = Parameters.find(({ Name }) => Name === name)?.Value ?? '';
      if (value === '') throw new NoKeysError('unavailable', `${name} does not exist, or is empty`);
      return value;
    });
    return { apiKey: apiKey ?? '', secret: secret ?? '' };
  }
}

/** Never the text of AWS, which may hold a key. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'an unknown error';
  const refusal = awsRefusalOf(error);
  return refusal === 'kms' || refusal === 'clock' ? remedyOf(refusal, error) : error.name;
}
