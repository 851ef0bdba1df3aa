/**
 * How is the command line run as a person runs it: a process of its own, in a folder of its own?
 *
 * Nothing of the tests' environment reaches it but the path to programs and the folder for temporary files, and every process and folder is gone when the
 * file of tests has finished.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const BIN = fileURLToPath(new URL('../../infra/cli/bin.mjs', import.meta.url));

/** Where Node keeps what it has compiled, so that starting a process so often takes half the time. */
const COMPILED = process.env['NODE_COMPILE_CACHE'];

/** Trades and keeps its ledger in memory: fast, and nothing is left to go on with. */
export const START = ['start', '--store', 'memory'] as const;

/** What a process says every ten seconds of how far it is: how often depends on the machine. */
const PROGRESS = /^(?:\d+ % done, at |[\d,]+ of [\d,]+ tries · ).*\n/gm;

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** A new one, if not given. */
  readonly folder?: string;
  /** Which Node starts it; the one of the tests, if not given. */
  readonly node?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** A process that may still be running, in a group of its own, as a shell would start it. */
export interface Running {
  readonly ended: Promise<Ended>;
  /** Until its output has the words; fails when it ends without. */
  until(words: string): Promise<void>;
  /** Its output so far. */
  soFar(): string;
  signal(name: NodeJS.Signals): void;
  /** To all of its group, as a terminal does with Ctrl-C. */
  signalGroup(name: NodeJS.Signals): void;
  type(keys: string): void;
  /** The same, and then the end of the input. */
  typeLast(keys: string): void;
}

const folders: string[] = [];
const children: ChildProcess[] = [];

/** Everything that was started and made here since the last time. */
export async function endAndRemoveAll(): Promise<void> {
  for (const { pid, exitCode, signalCode } of children.splice(0)) {
    if (pid !== undefined && exitCode === null && signalCode === null) process.kill(-pid, 'SIGKILL');
  }
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true, maxRetries: 3 });
}

/** A new folder with the given files. */
export async function folderOf(files: Readonly<Record<string, string | Uint8Array>> = {}): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'scalper-'));
  folders.push(path);
  for (const [name, content] of Object.entries(files)) await writeFile(join(path, name), content);
  return path;
}

/** Every file and folder below the folder, each file with what is in it. */
export async function contentsOf(folder: string): Promise<ReadonlyMap<string, string>> {
  const contents = new Map<string, string>();
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    contents.set(path, entry.isDirectory() ? 'a folder' : await readFile(path, 'latin1'));
  }
  return contents;
}

/** Starts any program, and collects what it says. */
export function startProgram(
  command: string,
  args: readonly string[],
  { folder, env = {} }: { readonly folder: string; readonly env?: NodeJS.ProcessEnv },
): Running {
  const { PATH, TMPDIR } = process.env;
  const environment = { PATH, TMPDIR, NODE_COMPILE_CACHE: COMPILED, ...env };
  const child = spawn(command, args, { cwd: folder, env: environment, detached: true });
  children.push(child);
  const said = { stdout: '', stderr: '' };
  const listeners = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      said[name] += text;
      for (const listener of listeners) listener();
    });
  }
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) =>
      resolve({ code, signal, stdout: said.stdout, stderr: said.stderr.replaceAll(PROGRESS, '') }),
    );
  });
  const until = async (words: string): Promise<void> => {
    const found = new Promise<true>((resolve) => {
      const look = () => {
        if (said.stdout.includes(words) || said.stderr.includes(words)) resolve(true);
      };
      listeners.add(look);
      look();
    });
    const outcome = await Promise.race([found, ended]);
    if (outcome !== true) throw new Error(`ended without "${words}": ${said.stdout}${said.stderr}`);
  };
  return {
    ended,
    until,
    soFar: () => said.stdout,
    signal: (name) => void child.kill(name),
    signalGroup: (name) => void process.kill(-child.pid!, name),
    type: (keys) => void child.stdin.write(keys),
    typeLast: (keys) => void child.stdin.end(keys),
  };
}

/**
 * The environment of a process that interrupts itself once, as soon as it has said the words: however busy the machine
 * is, it has got no further by then.
 */
export function interruptedAt(words: string, signal: NodeJS.Signals = 'SIGINT'): NodeJS.ProcessEnv {
  const code = `
    for (const stream of [process.stdout, process.stderr]) {
      const { write } = stream;
      stream.write = function (text, ...rest) {
        if (String(text).includes(${JSON.stringify(words)})) {
          stream.write = write;
          process.kill(process.pid, '${signal}');
        }
        return write.call(this, text, ...rest);
      };
    }`;
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(code)}` };
}

export async function startScalper(args: readonly string[], options: RunOptions = {}): Promise<Running> {
  const folder = options.folder ?? (await folderOf());
  return startProgram(options.node ?? process.execPath, [BIN, ...args], { ...options, folder });
}

/** Runs it to its end. */
export async function scalper(args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  return (await startScalper(args, options)).ended;
}
