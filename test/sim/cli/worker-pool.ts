/**
 * Processes that run seeds, several at once.
 *
 * - A process is used again and again; one that has failed, or does not end, is replaced.
 * - Its environment holds nothing of this machine that a world could read, such as keys of AWS.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { RunDefect, type RunAnswer, type RunRequest } from './run-request.ts';
import type { RunReport } from '../run-report.ts';

const WORKER = fileURLToPath(new URL('worker.ts', import.meta.url));
/** What was read and compiled once is read back: a process starts in half the time. */
const COMPILED = fileURLToPath(new URL('../../../node_modules/.cache/scalper', import.meta.url));
const ERROR_LINES_MAX = 12;
/** A run makes much that lives shortly: with room for it the collector of garbage takes a tenth less of a processor. */
const HEAP = ['--min-semi-space-size=32', '--max-semi-space-size=64'];

export interface PoolOptions {
  readonly jobs: number;
  /** How long a run may take on this machine, in ms. */
  readonly patienceMs: number;
  readonly worker?: string;
}

interface Worker {
  readonly child: ChildProcess;
  /** The last that it has written. */
  errors: string;
}

export class WorkerPool {
  private readonly options: PoolOptions;
  private readonly idle: Worker[] = [];
  private readonly all = new Set<Worker>();
  private readonly queue: (() => void)[] = [];
  private running = 0;
  private isClosed = false;

  constructor(options: PoolOptions) {
    this.options = options;
  }

  readonly run = async (request: RunRequest): Promise<RunReport> => reportOf(await this.ask(request));

  /**
   * In a process of its own that lives elsewhere, as far as a process can tell: what a run takes from the process that it
   * shares with others, from its time zone or its language shows as a difference.
   */
  readonly runElsewhere = async (request: RunRequest): Promise<RunReport> =>
    this.inTurn(async () => {
      const worker = this.start({ TZ: 'America/St_Johns', LANG: 'tr_TR.UTF-8' });
      try {
        return reportOf(await this.askOf(worker, request));
      } finally {
        this.end(worker);
      }
    });

  /** @returns whatever comes of it. */
  readonly ask = (request: RunRequest): Promise<RunAnswer> =>
    this.inTurn(async () => {
      const worker = this.idle.pop() ?? this.start({});
      const answer = await this.askOf(worker, request);
      if (answer.kind === 'report') this.idle.push(worker);
      else this.end(worker);
      return answer;
    });

  /** Whoever still waits for a run gets a defect. */
  close(): void {
    this.isClosed = true;
    this.idle.length = 0;
    for (const worker of this.all) this.end(worker);
  }

  private async inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.running >= this.options.jobs) {
      await new Promise<void>((resolve) => {
        this.queue.push(resolve);
      });
    } else {
      this.running += 1;
    }
    try {
      return await work();
    } finally {
      const next = this.queue.shift();
      if (next === undefined) this.running -= 1;
      else next();
    }
  }

  private start(environment: Readonly<Record<string, string>>): Worker {
    if (this.isClosed) throw new RunDefect(['no more seeds are run']);
    const child = fork(this.options.worker ?? WORKER, [], {
      env: { ...ownEnvironment(), ...environment },
      execArgv: HEAP,
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    const worker: Worker = { child, errors: '' };
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      worker.errors = `${worker.errors}${text}`.slice(-ERROR_LINES_MAX * 200);
    });
    this.all.add(worker);
    return worker;
  }

  private end(worker: Worker): void {
    this.all.delete(worker);
    worker.child.kill('SIGKILL');
  }

  private askOf(worker: Worker, request: RunRequest): Promise<RunAnswer> {
    const { child } = worker;
    const { patienceMs } = this.options;
    return new Promise((resolve) => {
      const answer = (given: RunAnswer) => {
        clearTimeout(timer);
        child.off('message', answer);
        child.off('close', died);
        resolve(given);
      };
      const died = (code: number | null, signal: string | null) => {
        const words = `the process that ran seed ${request.seed} ended with ${signal ?? `code ${code}`}`;
        const errors = worker.errors.trim().split('\n').slice(-ERROR_LINES_MAX);
        answer({ kind: 'defect', lines: [words, ...errors] });
      };
      const timer = setTimeout(() => {
        const words = `seed ${request.seed} has not ended after ${patienceMs / 1_000} s`;
        answer({ kind: 'defect', lines: [words] });
      }, patienceMs);
      child.on('message', answer);
      child.on('close', died);
      child.send(request, (error) => {
        if (error !== null) answer({ kind: 'defect', lines: [error.message] });
      });
    });
  }
}

function reportOf(answer: RunAnswer): RunReport {
  if (answer.kind === 'report') return answer.report;
  throw new RunDefect(answer.kind === 'defect' ? answer.lines : ['it was compared, and differs']);
}

const NOT_THE_WORLDS = /^(?:AWS_|NODE_OPTIONS$|BOT_|LANG$|LC_)/;

function ownEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !NOT_THE_WORLDS.test(name));
  return {
    ...Object.fromEntries(kept),
    NODE_COMPILE_CACHE: COMPILED,
    AWS_REGION: 'ap-northeast-1',
    AWS_ACCESS_KEY_ID: 'simulated',
    AWS_SECRET_ACCESS_KEY: 'simulated',
  };
}
