/**
 * A server on the loopback interface that answers as a test says, and counts what it was asked.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { LoopbackServer, openForTest } from '../../harness/loopback-server.ts';

export type Serve = (
  request: IncomingMessage,
  response: ServerResponse,
  /** From 1. */
  count: number,
) => void;

class WireServer extends LoopbackServer {
  /** Method and port of the other end, for each request: the same port is the same connection. */
  readonly met: { readonly method: string; readonly from: number }[] = [];
  private readonly answer: Serve;

  constructor(answer: Serve) {
    super();
    this.answer = answer;
  }

  get url(): string {
    return `${this.baseUrl}/fapi/v1/time`;
  }

  protected serve(request: IncomingMessage, response: ServerResponse): void {
    this.met.push({ method: request.method ?? '', from: request.socket.remotePort ?? 0 });
    this.answer(request, response, this.met.length);
  }
}

/** Gone when the test has finished. */
export function wireServer(answer: Serve): Promise<WireServer> {
  return openForTest(new WireServer(answer));
}

/** An address at which nobody listens. */
export async function closedUrl(): Promise<string> {
  const server = new WireServer(() => {});
  await server.open();
  const { baseUrl } = server;
  await server.close();
  return baseUrl;
}
