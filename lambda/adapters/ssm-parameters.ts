/**
 * The owner's parameters in Parameter Store: one JSON document of what differs from the defaults.
 */
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { parseParameters, type BotParameters } from '../config.ts';
import type { ParameterSource } from '../ports.ts';
import { shortTimeouts } from './aws-timeouts.ts';

export class SsmParameters implements ParameterSource {
  private readonly client = new SSMClient(shortTimeouts());
  private readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  async load(): Promise<BotParameters> {
    const { Parameter: found } = await this.client.send(new GetParameterCommand({ Name: this.name }));
    const written: unknown = JSON.parse(found?.Value ?? '{}');
    return parseParameters(written, [], this.name);
  }
}
