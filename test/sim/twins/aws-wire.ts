/**
 * The wire between the unmodified clients of AWS's SDK and the twins of its services.
 *
 * The SDK's own handler of requests is replaced where it would open a socket: serialising, signing, retries, time-outs and
 * parsing are the SDK's.
 */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { z } from 'zod';
import type { Edge, Network } from '../world/network.ts';
import type { Machine, WorldTime } from '../world/world-time.ts';
import { cheapen } from './cheap-clients.ts';

const requestSchema = z.object({
  hostname: z.string(),
  headers: z.custom<Readonly<Record<string, string>>>((found) => typeof found === 'object'),
  /** Text, or what becomes text when it is sent. */
  body: z.unknown().transform(textOf),
});
const timeoutSchema = z.object({ requestTimeout: z.number() });

export interface WireRequest {
  readonly edge: Exclude<Edge, 'venue'>;
  /** `PutItem`, `GetParameter`, `Publish`. */
  readonly operation: string;
  readonly body: string;
  readonly machine: Machine;
}

export interface WireAnswer {
  readonly status: number;
  readonly body: string;
}

interface AwsWorld {
  readonly time: WorldTime;
  readonly network: Network;
  /** What a service answers where the request arrives. */
  readonly serve: (request: WireRequest) => WireAnswer;
}

let world: AwsWorld | undefined;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The services that answer from now on. */
export function connect(next: AwsWorld): void {
  if (world === undefined) {
    const client = new DynamoDBClient({ region: 'us-east-1' });
    const handler: object = client.config.requestHandler;
    Object.assign(Object.getPrototypeOf(handler), { handle });
    cheapen(client);
  }
  world = next;
}

async function handle(this: object, asked: unknown): Promise<unknown> {
  const { time, network, serve } = there();
  const { machine } = time;
  if (machine === undefined) throw new Error('a client of AWS is used where no machine runs');
  const { requestTimeout } = timeoutSchema.parse(await Reflect.get(this, 'configProvider'));
  const { hostname, headers, body } = requestSchema.parse(asked);
  const edge = edgeOf(hostname);
  const operation = operationOf(headers, body);
  const request = { edge, operation, body, machine };
  return new Promise((resolve, reject) => {
    const timer = time.wake(machine, requestTimeout, () => {
      reject(Object.assign(new Error(`${edge} ${operation}: no answer in time`), { name: 'TimeoutError' }));
    });
    const answer = ({ status, body: text }: WireAnswer): void => {
      timer.isCancelled = true;
      const date = new Date(time.nowMs()).toUTCString();
      resolve({ response: { statusCode: status, headers: { date }, body: encoder.encode(text) } });
    };
    const fail = (error: unknown): void => {
      timer.isCancelled = true;
      reject(error instanceof Error ? error : new Error(String(error)));
    };
    network.carry({ edge, what: operation, machine }, () => serve(request)).then(answer, fail);
  });
}

function there(): AwsWorld {
  if (world === undefined) throw new Error('there is no world');
  return world;
}

function edgeOf(hostname: string): Exclude<Edge, 'venue'> {
  const [service = ''] = hostname.split('.');
  if (service === 'dynamodb' || service === 'ssm' || service === 'sns') return service;
  // DynamoDB's endpoints by account: 123456789012.ddb.…
  if (hostname.includes('.ddb.')) return 'dynamodb';
  throw new Error(`nothing answers at ${hostname}`);
}

/** `PutItem`, `GetParameter`, `Publish`. */
export function operationOf(headers: Readonly<Record<string, string>>, body: string): string {
  return headers['x-amz-target']?.split('.')[1] ?? new URLSearchParams(body).get('Action') ?? '';
}

export function textOf(body: unknown): string {
  if (body instanceof Uint8Array) return decoder.decode(body);
  return typeof body === 'string' ? body : '';
}
