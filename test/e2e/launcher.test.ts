/**
 * Does the command line run with the Node that people have, by way of the Node 24 that the lockfile brings?
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { START, scalper, startScalper } from '../harness/scalper-process.ts';

/** A Node of the machine itself that is older than 24. */
function olderNode(): string | undefined {
  const folders = (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((path) => !/node_modules|^$/.test(path));
  return folders
    .map((folder) => join(folder, 'node'))
    .filter((node) => existsSync(node))
    .find((node) => {
      const { stdout } = spawnSync(node, ['-p', 'process.versions.node'], { encoding: 'utf8', env: {} });
      return Number(/^(\d+)\./.exec(stdout)?.[1] ?? 24) < 24;
    });
}

const node = olderNode() ?? 'none';
const options = { node, env: { PATH: '/usr/bin:/bin' } } as const;
/** A minute of the market a minute: one that nobody interrupts has no end. */
const SLOWLY = [...START, '--speed', '1'] as const;

describe.skipIf(node === 'none')('an older Node (skipped where the machine has none)', () => {
  it('an older Node runs the command as Node 24 does, to the byte', async () => {
    const args = ['params', '--set', 'targetPct=0.2'];
    const [older, newer] = await Promise.all([scalper(args, options), scalper(args)]);
    expect(newer.code).toBe(0);
    expect(older).toEqual(newer);
  });

  it('an older Node passes on that something was refused, and why', async () => {
    const { code, stdout, stderr } = await scalper(['start', '--set', 'targtPct=1'], options);
    expect(stderr).toContain('did you mean targetPct?');
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'an older Node passes %s on, to a run that ends cleanly',
    async (name) => {
      const running = await startScalper([...SLOWLY], options);
      await running.until('Paper trading');
      running.signal(name);
      const { code, signal, stdout } = await running.ended;
      expect({ code, signal }).toEqual({ code: 0, signal: null });
      expect(stdout).toContain('Result so far (interrupted)');
    },
  );

  it('an older Node counts one interruption when a terminal sends Ctrl-C to both', async () => {
    const running = await startScalper([...SLOWLY], options);
    await running.until('Paper trading');
    running.signalGroup('SIGINT');
    const { code, signal, stdout } = await running.ended;
    expect({ code, signal }).toEqual({ code: 0, signal: null });
    expect(stdout).toContain('Result so far (interrupted)');
  });

  it('an older Node says what is missing, and nothing else, where the lockfile has brought no Node 24', async () => {
    const preload = "data:text/javascript,Object.defineProperty(process,'arch',{value:'none'})";
    const { code, stdout, stderr } = await scalper(['params'], {
      node,
      env: { ...options.env, NODE_OPTIONS: `--import=${preload}` },
    });
    expect(stderr).toMatch(/^scalper needs Node 24, this is Node \d+\.\d+\.\d+\.\n/);
    expect(stderr).toContain('npm ci');
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });
});
