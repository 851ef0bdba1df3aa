/**
 * The Runtime API of Lambda on the loopback interface: hands out one event at a time, and takes what comes back.
 *
 * One function at a time asks it. What it measures is what a bill would say: from handing an event over to its answer.
 */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

export interface Invocation {
  readonly event: unknown;
  /** In the function's own time. */
  readonly deadlineMs: number;
}

export interface Answer {
  readonly kind: 'response' | 'error';
  /** As it was posted. */
  readonly body: string;
  /** From handing the event over to the answer. */
  readonly tookMs: number;
}

interface Pending extends Invocation {
  readonly id: string;
  readonly answered: PromiseWithResolvers<Answer>;
  handedOverAtMs: number;
}

const ARN = 'arn:aws:lambda:ap-northeast-1:000000000000:function:test';

export class RuntimeApi {
  private readonly server = createServer((request, response) => {
    this.serve(request, response).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : undefined);
    });
  });
  private waiting: ServerResponse | undefined;
  private pending: Pending | undefined;
  private ready = Promise.withResolvers<undefined>();
  /** `127.0.0.1:port`, as the runtime client wants it. */
  address = '';

  async open(): Promise<void> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new Error('the Runtime API has no port');
    this.address = `127.0.0.1:${address.port}`;
  }

  /** Whoever waits for an event gets none. */
  hangUp(): void {
    this.server.closeAllConnections();
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  /** Resolved when the function asks for its first event, rejected when it says that it could not begin. */
  async initialised(): Promise<void> {
    await this.ready.promise;
  }

  /** The function is gone: whoever waits for it learns it, and the next one begins anew. */
  forget(why: Error): void {
    this.pending?.answered.reject(why);
    this.ready.reject(why);
    this.ready.promise.catch(() => {});
    [this.pending, this.waiting, this.ready] = [undefined, undefined, Promise.withResolvers<undefined>()];
  }

  async invoke(invocation: Invocation): Promise<Answer> {
    if (this.pending !== undefined) throw new Error('one event at a time');
    const answered = Promise.withResolvers<Answer>();
    this.pending = { ...invocation, id: randomUUID(), answered, handedOverAtMs: Number.NaN };
    this.handOver();
    return answered.promise;
  }

  private handOver(): void {
    if (this.waiting === undefined || this.pending === undefined) return;
    const { id, deadlineMs, event } = this.pending;
    const body = JSON.stringify(event);
    this.pending.handedOverAtMs = performance.now();
    this.waiting.writeHead(200, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'lambda-runtime-aws-request-id': id,
      'lambda-runtime-deadline-ms': String(deadlineMs),
      'lambda-runtime-invoked-function-arn': ARN,
      'lambda-runtime-trace-id': 'Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=0',
    });
    this.waiting.end(body);
    this.waiting = undefined;
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '').replace('/2018-06-01/runtime/', '');
    if (path === 'invocation/next') {
      this.waiting = response;
      this.ready.resolve(undefined);
      this.handOver();
      return;
    }
    const arrivedAtMs = performance.now();
    const body = await textOf(request);
    response.writeHead(202, { 'content-type': 'application/json' }).end('{"status":"OK"}');
    if (path === 'init/error') {
      this.ready.reject(new Error(body));
      this.ready.promise.catch(() => {});
      return;
    }
    const [, id, kind] = /^invocation\/([^/]+)\/(response|error)$/.exec(path) ?? [];
    const { pending } = this;
    if (pending === undefined || pending.id !== id || (kind !== 'response' && kind !== 'error')) {
      throw new Error(`nobody asked for ${path}`);
    }
    this.pending = undefined;
    pending.answered.resolve({ kind, body, tookMs: arrivedAtMs - pending.handedOverAtMs });
  }
}

async function textOf(message: IncomingMessage): Promise<string> {
  let text = '';
  message.setEncoding('utf8');
  for await (const part of message) text += String(part);
  return text;
}
