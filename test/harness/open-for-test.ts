/**
 * A server for as long as a test runs.
 */
import { onTestFinished } from 'vitest';
import type { LoopbackServer } from './loopback-server.ts';

/** Opens it; it is gone when the test has finished. */
export async function openForTest<Server extends LoopbackServer>(server: Server): Promise<Server> {
  await server.open();
  onTestFinished(() => server.close());
  return server;
}
