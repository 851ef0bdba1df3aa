/**
 * The Runtime API of Lambda on the loopback interface: hands out one event at a time, and takes what comes back.
 *
 * One function at a time asks it. What it measures is what a bill would say: from handing an event over to its answer.
 */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { LoopbackServer } from './loopback-server.ts';

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

export class FakeLambdaRuntime extends LoopbackServer {
  private waiting: ServerResponse | undefined;
  private pending: Pending | undefined;
  private ready = Promise.withResolvers<undefined>();

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

  protected async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '').replace('/2018-06-01/runtime/', '');
    if (path === 'invocation/next') {
      this.waiting = response;
      this.ready.resolve(undefined);
      this.handOver();
      return;
    }
    const arrivedAtMs = performance.now();
    const body = await text(request);
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
