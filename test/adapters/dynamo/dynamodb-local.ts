/**
 * How do tests run AWS's own DynamoDB Local: conditions, number precision and limits as AWS has them?
 *
 * It is a Java program; its jar comes with a development dependency. One process serves a file of tests, in memory, and
 * is gone when the file has finished. Where Java is missing these tests are skipped and say so; where `CI` is set they
 * fail instead.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

const JAR_FOLDER = join(
  dirname(createRequire(import.meta.url).resolve('amplify-dynamodb-simulator/package.json')),
  'emulator',
);

/** A Java virtual machine that starts fast, rather than one that runs fast later. */
const MACHINE = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xmx256m'];
const PROGRAM = ['-Djava.library.path=./DynamoDBLocal_lib', '-jar', 'DynamoDBLocal.jar'];
const OPTIONS = ['-inMemory', '-sharedDb', '-disableTelemetry'];

/** It takes 4 to 5 s; a machine under load is slow. */
const START_TIMEOUT_MS = 50_000;

/** The `java` that runs; `undefined` where there is none. */
export function findJava(): string | undefined {
  const home = process.env['JAVA_HOME'];
  const candidates = [...(home === undefined ? [] : [join(home, 'bin', 'java')]), 'java'];
  // macOS has a `java` that only says where to get one.
  return candidates.find((java) => spawnSync(java, ['-version']).status === 0);
}

export interface DynamoDbLocal {
  readonly endpoint: string;
  close(): Promise<void>;
}

export async function startDynamoDbLocal(java: string): Promise<DynamoDbLocal> {
  const port = await freePort();
  const child = spawn(java, [...MACHINE, ...PROGRAM, ...OPTIONS, '-port', String(port)], {
    cwd: JAR_FOLDER,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: string[] = [];
  for (const output of [child.stdout, child.stderr]) {
    output.setEncoding('utf8').on('data', (text: string) => said.push(text));
  }
  const kill = () => void child.kill('SIGKILL');
  process.once('exit', kill);
  const close = async () => {
    process.removeListener('exit', kill);
    if (!hasEnded(child)) {
      kill();
      await once(child, 'exit');
    }
  };
  const endpoint = `http://127.0.0.1:${port}`;
  const deadlineMs = performance.now() + START_TIMEOUT_MS;
  while (!(await answers(endpoint))) {
    if (hasEnded(child) || performance.now() > deadlineMs) {
      await close();
      throw new Error(`DynamoDB Local did not start: ${said.join('')}`);
    }
    await setTimeout(100);
  }
  return { endpoint, close };
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

/** Whatever it answers: a request without a signature is refused, which is an answer. */
async function answers(endpoint: string): Promise<boolean> {
  try {
    await (await fetch(endpoint, { signal: AbortSignal.timeout(2_000) })).text();
    return true;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}
