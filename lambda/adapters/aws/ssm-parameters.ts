/**
 * `lambda/adapters/aws/`: parameters and keys from Parameter Store, alerts through SNS, log lines and metrics for
 * CloudWatch.
 *
 * The operator's parameters in Parameter Store: one JSON document of the values that differ from the defaults.
 *
 * It is read directly: a middleware would read before the handler instead of beside the state, and would fail the tick
 * with Parameter Store. Invariant: whatever Parameter Store does, the tick goes on with the parameters in force.
 */
import { GetParameterCommand, ParameterNotFound, SSMClient } from '@aws-sdk/client-ssm';
import type { ParameterReading, ParameterSource } from '../../ports.ts';
import { awsWords } from './aws-refusal.ts';
import { shortTimeouts } from './aws-timeouts.ts';
import { ParameterDocument } from './parameter-document.ts';

export class SsmParameters implements ParameterSource {
  private readonly client = new SSMClient(shortTimeouts());
  private readonly document = new ParameterDocument();
  private readonly name: string;
  private readonly onWarning: (text: string) => void;

  /** @param onWarning receives why it cannot be read, for the log */
  constructor(name: string, onWarning: (text: string) => void = () => {}) {
    this.name = name;
    this.onWarning = onWarning;
  }

  async load(): Promise<ParameterReading> {
    try {
      const { Parameter: found } = await this.client.send(new GetParameterCommand({ Name: this.name }));
      // Its value is the ciphertext: the function asks for no key.
      if (found?.Type === 'SecureString') return this.refused(found.Type);
      if (found?.Value !== undefined) return this.document.read(found.Value);
      return this.unavailable('it has no value');
    } catch (error) {
      if (error instanceof ParameterNotFound) return { status: 'missing', name: this.name };
      return this.unavailable(awsWords(error));
    }
  }

  private refused(type: string): ParameterReading {
    const violation = { key: this.name, value: type, bound: 'must be of the type String' };
    return { status: 'refused', violations: [violation] };
  }

  private unavailable(cause: string): ParameterReading {
    this.onWarning(`${this.name} cannot be read, and the parameters in force stay so: ${cause}`);
    return { status: 'unavailable', cause };
  }
}
