/**
 * What does a tick ask of DynamoDB: how many calls, how many of them one after another, how many units, how long?
 *
 * Counts calls of the SDK, each with all its attempts. Units are counted by AWS's rule from the items that are read and
 * written, so that they do not depend on what an emulator says of them; a call that fails counts none.
 */
import type { DynamoDBClient, ServiceInputTypes, ServiceOutputTypes } from '@aws-sdk/client-dynamodb';
import { readUnits, writeUnits } from './dynamo-units.ts';

export interface MeteredCall {
  /** `Query`, `PutItem` and so on. */
  readonly operation: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly units: number;
}

const READS = ['Query', 'GetItem'];
const WRITES = ['PutItem', 'DeleteItem'];

/** Meters everything that goes through a client from now on. */
export class Meter {
  private calls: MeteredCall[] = [];

  constructor(client: DynamoDBClient) {
    client.middlewareStack.add(
      (next, { commandName = '' }) =>
        async (args) => {
          const startMs = performance.now();
          const operation = commandName.replace(/Command$/, '');
          // The item before counts in a write, and costs nothing to be told.
          const input = WRITES.includes(operation)
            ? { ...args.input, ReturnValues: 'ALL_OLD' as const }
            : args.input;
          let units = 0;
          try {
            const result = await next({ ...args, input });
            units = unitsOf(operation, input, result.output);
            return result;
          } finally {
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

/** @throws RangeError for an operation that the bot does not use. */
function unitsOf(operation: string, asked: ServiceInputTypes, answered: ServiceOutputTypes): number {
  if (WRITES.includes(operation)) {
    const before = 'Attributes' in answered ? answered.Attributes : undefined;
    return writeUnits(before, 'Item' in asked ? asked.Item : undefined);
  }
  if (!READS.includes(operation)) throw new RangeError(`no rule for the units of ${operation}`);
  const isConsistent = 'ConsistentRead' in asked && asked.ConsistentRead === true;
  if ('Items' in answered) return readUnits(answered.Items ?? [], isConsistent);
  return readUnits('Item' in answered && answered.Item !== undefined ? [answered.Item] : [], isConsistent);
}
