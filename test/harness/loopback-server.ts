/**
 * An HTTP server that only this machine reaches, and the way to it for clients that insist on the venue's own address.
 *
 * ccxt tells errors by the address it called, so that the address stays and only the bytes are redirected.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { nodeHttp, type HttpSend } from '../../lambda/adapters/market/node-http.ts';

export abstract class LoopbackServer {
  private readonly server = createServer((request, response) => this.serve(request, response));
  private readonly http = nodeHttp();
  private port = 0;

  protected abstract serve(request: IncomingMessage, response: ServerResponse): void;

  /** `http://127.0.0.1:…` */
  get baseUrl(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** @param port any free one unless said otherwise. */
  async open(port = 0): Promise<void> {
    this.server.listen(port, '127.0.0.1');
    await once(this.server, 'listening');
    const address = this.server.address();
    if (typeof address === 'object' && address !== null) this.port = address.port;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  /** Sends what is meant for the venue here, as the bot does: for `ccxtTransport({ send })`. */
  readonly send: HttpSend = (url, request) => this.http(this.redirected(url), request);

  /** The same over Node's own `fetch`: for a client as it is. */
  readonly fetch = (url: string, init?: RequestInit): Promise<Response> => fetch(this.redirected(url), init);

  private redirected(url: string): string {
    return url.replace(/^https:\/\/[^/]+/, this.baseUrl);
  }
}
