/**
 * The owner's parameters in Parameter Store: one JSON document of what differs from the defaults.
 *
 * Asked directly rather than through a middleware, which would read before the handler instead of beside the state, and
 * would fail the tick with Parameter Store. Invariant: whatever Parameter Store does, the tick goes on with what was in
 * force.
 */
import { GetParameterCommand, ParameterNotFound, SSMClient } from '@aws-sdk/client-ssm';
import type { ParameterReading, ParameterSource } from '../ports.ts';
import { shortTimeouts } from './aws-timeouts.ts';
import { ParameterDocument } from './parameter-document.ts';

export class SsmParameters implements ParameterSource {
  private readonly client = new SSMClient(shortTimeouts());
  private readonly document = new ParameterDocument();
  private readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  async load(): Promise<ParameterReading> {
    try {
      const { Parameter: found } = await this.client.send(new GetParameterCommand({ Name: this.name }));
      if (found?.Value !== undefined) return this.document.read(found.Value);
      return unavailable(`${this.name} has no value`);
    } catch (error) {
      if (error instanceof ParameterNotFound) {
        const bound = 'must exist; write {} for the defaults';
        return { status: 'refused', violations: [{ key: this.name, value: null, bound }] };
      }
      return unavailable(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
    }
  }
}

function unavailable(cause: string): ParameterReading {
  return { status: 'unavailable', cause };
}
