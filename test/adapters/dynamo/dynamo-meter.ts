/**
 * What does a tick ask of DynamoDB: how many calls, how many of them one after another, how many units, how long?
 *
 * Counts calls of the SDK, each with all its attempts. Units are DynamoDB's own figures, as it would bill them.
 */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

export interface MeteredCall {
  /** `Query`, `PutItem` and so on. */
  readonly operation: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly units: number;
}

const READS = ['Query', 'GetItem'];

/** Meters everything that goes through a client from now on. */
export class Meter {
  private calls: MeteredCall[] = [];

  constructor(client: DynamoDBClient) {
    client.middlewareStack.add(
      (next, { commandName = '' }) =>
        async (args) => {
          const startMs = performance.now();
          const input = { ...args.input, ReturnConsumedCapacity: 'TOTAL' };
          let units = 0;
          try {
            const result = await next({ ...args, input });
            units = unitsOf(result.output);
            return result;
          } finally {
            const operation = commandName.replace(/Command$/, '');
            this.calls.push({ operation, startMs, endMs: performance.now(), units });
          }
        },
      { step: 'initialize', name: 'meter' },
    );
  }

  /** The calls since the last time, in the order in which they began. */
  take(): Metered {
    const calls = this.calls.toSorted((left, right) => left.startMs - right.startMs);
    this.calls = [];
    return new Metered(calls);
  }
}

export class Metered {
  readonly calls: readonly MeteredCall[];

  constructor(calls: readonly MeteredCall[]) {
    this.calls = calls;
  }

  /** Such as `Query PutItem`, in the order in which they began. */
  get operations(): string {
    return this.calls.map(({ operation }) => operation).join(' ');
  }

  /** Calls that waited for each other: the longest chain of them. */
  get depth(): number {
    const depths: number[] = [];
    for (const { startMs } of this.calls) {
      const before = depths.filter((_, k) => this.calls[k]!.endMs <= startMs);
      depths.push(1 + Math.max(0, ...before));
    }
    return Math.max(0, ...depths);
  }

  get readUnits(): number {
    return sum(this.calls.filter(({ operation }) => READS.includes(operation)).map(({ units }) => units));
  }

  get writeUnits(): number {
    return sum(this.calls.filter(({ operation }) => !READS.includes(operation)).map(({ units }) => units));
  }

  /** Time in which at least one call was under way, in ms. */
  get busyMs(): number {
    let [busyMs, untilMs] = [0, -Infinity];
    for (const { startMs, endMs } of this.calls) {
      busyMs += Math.max(0, endMs - Math.max(startMs, untilMs));
      untilMs = Math.max(untilMs, endMs);
    }
    return busyMs;
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function unitsOf(output: object): number {
  const consumed: unknown = 'ConsumedCapacity' in output ? output.ConsumedCapacity : undefined;
  if (typeof consumed !== 'object' || consumed === null || !('CapacityUnits' in consumed)) return 0;
  return Number(consumed.CapacityUnits);
}
