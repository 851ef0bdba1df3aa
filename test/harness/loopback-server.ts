/**
 * An HTTP server that only this machine reaches, and one for as long as a test runs.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

export abstract class LoopbackServer {
  private readonly server = createServer((request, response) => {
    // A defect of the server itself: whoever asked is hung up on.
    Promise.resolve(this.serve(request, response)).catch((error: unknown) =>
      response.destroy(error instanceof Error ? error : undefined),
    );
  });
  private port = 0;

  constructor() {
    // A machine under load is slow to use a connection again: none is closed meanwhile.
    this.server.keepAliveTimeout = 0;
  }

  protected abstract serve(request: IncomingMessage, response: ServerResponse): void | Promise<void>;

  get isOpen(): boolean {
    return this.port !== 0;
  }

  /** `http://127.0.0.1:…` */
  get baseUrl(): string {
    if (!this.isOpen) throw new Error('the server is not open');
    return `http://127.0.0.1:${this.port}`;
  }

  /** @param port any free one unless said otherwise. */
  async open(port = 0): Promise<void> {
    this.server.listen(port, '127.0.0.1');
    await once(this.server, 'listening');
    const address = this.server.address();
    if (typeof address === 'object' && address !== null) this.port = address.port;
  }

  /** Whoever waits for an answer gets none. */
  hangUp(): void {
    this.server.closeAllConnections();
  }

  async close(): Promise<void> {
    this.hangUp();
    this.server.close();
    await once(this.server, 'close');
  }
}

/** Opens it; it is gone when the test has finished. */
export async function openForTest<Server extends LoopbackServer>(server: Server): Promise<Server> {
  // Loaded here, because the server serves outside of tests, too.
  const { onTestFinished } = await import('vitest');
  await server.open();
  onTestFinished(() => server.close());
  return server;
}
