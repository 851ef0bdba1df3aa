/**
 * moto's server as a process of its own: a DynamoDB of another hand than dynalite's, written in Python.
 *
 * `npm run moto:install` installs it in `.venv/` of this folder. It keeps everything in memory, and ends with the
 * process that started it, however that ends.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));
/** What is installed. The installer writes it last. */
export const INSTALLED = `${FOLDER}.venv/installed.txt`;
export const REQUIREMENTS = `${FOLDER}requirements.txt`;

export const MOTO_MISSING = 'moto is not installed here: npm run moto:install';

export function hasMoto(): boolean {
  return existsSync(INSTALLED);
}

export interface MotoServer {
  readonly endpoint: string;
  close(): Promise<void>;
}

/** @throws Error when it does not start. */
export async function startMoto(): Promise<MotoServer> {
  if (!hasMoto()) throw new Error(MOTO_MISSING);
  // Where Python has no venv, the packages lie in a folder of their own.
  const own = `${FOLDER}.venv/bin/python`;
  const env = {
    ...process.env,
    PYTHONPATH: `${FOLDER}.venv/packages`,
    // The tests' region is `local`.
    MOTO_ALLOW_NONEXISTENT_REGION: 'true',
  };
  const child = spawn(existsSync(own) ? own : 'python3', [`${FOLDER}serve.py`], { env });
  const said: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => void said.push(text));
  const exited = once(child, 'exit').catch((error: unknown) => void said.push(String(error)));
  const close = async () => {
    child.kill('SIGKILL');
    await exited;
  };
  const lines = createInterface({ input: child.stdout });
  const [port] = await Promise.race([once(lines, 'line'), exited.then(() => [])]);
  if (port === undefined) throw new Error(`moto did not start: ${said.join('')}`);
  const endpoint = `http://127.0.0.1:${String(port)}`;
  try {
    // Any answer will do.
    await (await fetch(endpoint)).text();
  } catch (error) {
    await close();
    throw error;
  }
  return { endpoint, close };
}
