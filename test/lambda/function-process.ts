/**
 * The built function in a process of its own, run by AWS's own runtime client.
 *
 * Nothing of the tests' environment reaches it but the path to programs.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { FakeLambdaRuntime, type Answer, type Invocation } from '../harness/fake-lambda-runtime.ts';

const RUNTIME_CLIENT = fileURLToPath(new URL('node_modules/aws-lambda-ric/index.mjs', import.meta.url));
const COMPILED_PART = fileURLToPath(
  new URL('node_modules/aws-lambda-ric/rapid-client.node', import.meta.url),
);
const CHILD_CLOCK = new URL('child-clock.mjs', import.meta.url).href;

export const HOW_TO_INSTALL = 'npm run lambda:install';

/** It is compiled where it is installed, which `npm ci` does not do. */
export function hasRuntimeClient(): boolean {
  return existsSync(COMPILED_PART);
}

/** What Lambda itself sets. */
export function platformEnvironment(memoryMb: number): Readonly<Record<string, string>> {
  return {
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: 'test',
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
    AWS_LAMBDA_LOG_GROUP_NAME: 'test',
    AWS_LAMBDA_LOG_STREAM_NAME: 'test',
    AWS_REGION: 'ap-northeast-1',
    AWS_DEFAULT_REGION: 'ap-northeast-1',
    TZ: ':UTC',
  };
}

export interface FunctionOptions {
  /** Folder with what `handler` names. */
  readonly folder: string;
  /** `index.handler` if absent. */
  readonly handler?: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Options of Node. */
  readonly nodeOptions?: readonly string[];
}

export class FunctionProcess {
  /** Everything that it wrote so far. */
  stdout = '';
  stderr = '';
  private readonly api = new FakeLambdaRuntime();
  private readonly options: FunctionOptions;
  private child: ChildProcess | undefined;

  constructor(options: FunctionOptions) {
    this.options = options;
  }

  get pid(): number {
    const pid = this.child?.pid;
    if (pid === undefined) throw new Error('the function is not running');
    return pid;
  }

  /**
   * Starts it; returns how long it took until it asked for its first event.
   *
   * @param nowMs what its clock shows, which a test then moves; if absent, it is the machine's.
   * @throws what it said when it could not
   */
  async start(nowMs?: number, changes: Readonly<Record<string, string>> = {}): Promise<number> {
    if (!this.api.isOpen) await this.api.open();
    const { folder, handler = 'index.handler', environment, nodeOptions = [] } = this.options;
    const clock = nowMs === undefined ? [] : ['--import', `${CHILD_CLOCK}?nowMs=${nowMs}`];
    const startedAtMs = performance.now();
    const child = spawn(process.execPath, [...clock, ...nodeOptions, RUNTIME_CLIENT, handler], {
      cwd: folder,
      env: {
        PATH: process.env['PATH'],
        ...environment,
        ...changes,
        AWS_LAMBDA_RUNTIME_API: this.api.baseUrl.replace('http://', ''),
        LAMBDA_TASK_ROOT: folder,
        _HANDLER: handler,
      },
      stdio: ['ignore', 'pipe', 'pipe', ...(nowMs === undefined ? [] : (['ipc'] as const))],
    });
    this.child = child;
    for (const name of ['stdout', 'stderr'] as const) {
      child[name]?.setEncoding('utf8').on('data', (text: string) => {
        this[name] += text;
      });
    }
    child.once('exit', (code, signal) => {
      if (this.child !== child) return;
      this.child = undefined;
      this.api.forget(new Error(`the function ended (${signal ?? code}): ${this.stderr}`));
    });
    await this.api.initialised();
    return performance.now() - startedAtMs;
  }

  /** Its clock shows this from now on, and goes on from there. */
  async setClock(nowMs: number): Promise<void> {
    const { child } = this;
    if (child === undefined) throw new Error('the function is not running');
    const heard = once(child, 'message');
    child.send({ nowMs });
    await heard;
  }

  invoke(invocation: Invocation): Promise<Answer> {
    return this.api.invoke(invocation);
  }

  /** Ends it as the platform does, or as a crash does: at once. */
  async kill(): Promise<void> {
    const { child } = this;
    if (child === undefined) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  /** Ends it as a program ends itself, so that Node can write its profile. */
  async exit(): Promise<void> {
    const { child } = this;
    if (child === undefined) return;
    const ended = once(child, 'exit');
    child.send({ exit: true });
    // Node waits for the thread that asks for the next event.
    this.api.hangUp();
    await ended;
  }

  async close(): Promise<void> {
    await this.kill();
    if (this.api.isOpen) await this.api.close();
  }
}
