/**
 * A Distributed Map over the bucket of a test: what AWS does and no interpreter knows.
 *
 * It reads the items, runs so many batches at once, counts failures, and writes what the writer writes. Each batch itself,
 * with its retries and paths, is executed by an interpreter of another hand (aws-local-stepfunctions).
 */
import { StateMachine } from 'aws-local-stepfunctions';
import { z } from 'zod';
import { parseJson } from '../../../lambda/adapters/parse-json.ts';
import type { FakeBucket } from '../aws/fake-bucket.ts';
import type { MapState } from './map-definition.ts';

/** As AWS calls the function. */
export type Invoke = (event: unknown) => Promise<unknown>;

/** Of what the state machine's role needs: on an object of the bucket, or else on the function. @throws Error for what it may not */
export type Permit = (
  action: 's3:GetObject' | 's3:PutObject' | 'lambda:InvokeFunction',
  key?: string,
) => void;

export interface MapRun {
  readonly status: 'SUCCEEDED' | 'FAILED';
  readonly error: string | undefined;
  /** The most that ran at once. */
  readonly atOnce: number;
  readonly counts: { readonly succeeded: number; readonly failed: number; readonly pending: number };
  /** Where the writer has left its manifest. */
  readonly manifest: string;
}

export interface MapRunOptions {
  readonly map: MapState;
  readonly bucket: FakeBucket;
  readonly invoke: Invoke;
  readonly permit: Permit;
  readonly input: { readonly batches: string };
  readonly id: string;
  /** Called as each batch ends, with how many have so far. */
  readonly onEnded?: (ended: number) => void;
}

const PERCENT = 100;
const jsonSchema = z.json();
/** What its interpreter takes; whether it is one, it finds out. */
const definitionSchema = z.custom<ConstructorParameters<typeof StateMachine>[0]>();
/** The interpreter wraps what has ended an execution. */
const failureSchema = z.looseObject({ cause: z.looseObject({ name: z.string(), message: z.string() }) });

export async function runMap(options: MapRunOptions): Promise<MapRun> {
  const { map, bucket, input, permit, onEnded } = options;
  permit('s3:GetObject', input.batches);
  const text = bucket.uploads.get(input.batches)?.toString('utf8');
  if (text === undefined) throw new Error(`States.ItemReaderFailed: ${input.batches} is not there`);
  const items = text
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
  const succeeded: unknown[] = [];
  const failed: object[] = [];
  const waiting = items.values();
  let [running, atOnce, begun] = [0, 0, 0];
  const isTolerated = () => (failed.length / items.length) * PERCENT <= map.ToleratedFailurePercentage;
  const work = async () => {
    for (const item of waiting) {
      if (!isTolerated()) break;
      begun += 1;
      running += 1;
      atOnce = Math.max(atOnce, running);
      const selected = await selectedOf(options, item);
      try {
        succeeded.push(await batchOf(options, selected));
      } catch (error) {
        const { name, message } = failureSchema.parse(error).cause;
        failed.push({
          Input: JSON.stringify(selected),
          Error: name,
          Cause: causeOf(name, message),
          Status: 'FAILED',
        });
      }
      running -= 1;
      onEnded?.(succeeded.length + failed.length);
    }
  };
  await Promise.all(Array.from({ length: map.MaxConcurrency }, work));
  const pending = items.slice(begun);
  const manifest = write(options, { SUCCEEDED: succeeded, FAILED: failed, PENDING: pending });
  const counts = { succeeded: succeeded.length, failed: failed.length, pending: pending.length };
  const isWell = isTolerated();
  return {
    status: isWell ? 'SUCCEEDED' : 'FAILED',
    error: isWell ? undefined : 'States.ExceedToleratedFailureThreshold',
    atOnce,
    counts,
    manifest,
  };
}

/** What the batch is started with, by the paths of the definition. */
async function selectedOf({ map, input }: MapRunOptions, item: unknown): Promise<unknown> {
  const select = {
    StartAt: 'Select',
    States: { Select: { Type: 'Pass', Parameters: map.ItemSelector, End: true } },
  } as const;
  const machine = new StateMachine(select, { validationOptions: { noValidate: true } });
  return machine.run(json(input), { context: { Map: { Item: { Value: json(item) } } } }).result;
}

async function batchOf({ map, invoke, permit }: MapRunOptions, selected: unknown): Promise<unknown> {
  permit('lambda:InvokeFunction');
  const { StartAt, States } = map.ItemProcessor;
  const machine = new StateMachine(definitionSchema.parse(json({ StartAt, States })), {
    validationOptions: { noValidate: true },
  });
  const names = Object.keys(States);
  const { result } = machine.run(json(selected), {
    overrides: {
      taskResourceLocalHandlers: Object.fromEntries(
        names.map((name) => [name, async (event: unknown) => json(await invoke(event))]),
      ),
      // A test waits for no clock.
      retryIntervalOverrides: Object.fromEntries(
        Object.entries(States).map(([name, { Retry }]) => [name, Retry.map(() => 0)]),
      ),
    },
  });
  return result;
}

/** As Lambda says what a function has thrown. */
function causeOf(name: string, message: string): string {
  return JSON.stringify({ errorType: name, errorMessage: message });
}

/** A value as it comes over the wire. */
function json(value: unknown): z.output<typeof jsonSchema> {
  return jsonSchema.parse(parseJson(JSON.stringify(value)));
}

type Ended = 'SUCCEEDED' | 'FAILED' | 'PENDING';

function write(
  { map, bucket, permit, id }: MapRunOptions,
  lists: Readonly<Record<Ended, readonly unknown[]>>,
): string {
  const { Bucket, Prefix } = map.ResultWriter.Parameters;
  const folder = `${Prefix}/${id}`;
  const entries = Object.entries(lists).map(([status, list]) => {
    if (list.length === 0) return [status, []] as const;
    const key = `${folder}/${status}_0.jsonl`;
    const text = list.map((one) => `${JSON.stringify(one)}\n`).join('');
    permit('s3:PutObject', key);
    bucket.uploads.set(key, Buffer.from(text));
    return [status, [{ Key: key, Size: text.length }]] as const;
  });
  const manifest = {
    DestinationBucket: Bucket,
    MapRunArn: id,
    ResultFiles: Object.fromEntries<unknown>(entries),
  };
  const key = `${folder}/manifest.json`;
  bucket.uploads.set(key, Buffer.from(JSON.stringify(manifest)));
  return key;
}
