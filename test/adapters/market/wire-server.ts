/**
 * A server on the loopback interface that answers as a test says, and counts what it was asked.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { onTestFinished } from 'vitest';

export type Serve = (
  request: IncomingMessage,
  response: ServerResponse,
  /** From 1. */
  count: number,
) => void;

export interface WireServer {
  readonly port: number;
  readonly url: string;
  /** Method and port of the other end, for each request: the same port is the same connection. */
  readonly met: { readonly method: string; readonly from: number }[];
}

/** Gone when the test has finished. */
export async function wireServer(serve: Serve): Promise<WireServer> {
  const met: { readonly method: string; readonly from: number }[] = [];
  const server = createServer((request, response) => {
    met.push({ method: request.method ?? '', from: request.socket.remotePort ?? 0 });
    serve(request, response, met.length);
  });
  server.keepAliveTimeout = 0;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return { port: address.port, url: `http://127.0.0.1:${address.port}/fapi/v1/time`, met };
}

/** A port at which nobody listens. */
export async function closedPort(): Promise<number> {
  const server = createTcpServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('the server had no port');
  return address.port;
}
