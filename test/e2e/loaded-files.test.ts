/**
 * Does a command that only tells of a run load what it needs for that, and no more? Most of what it takes is its start.
 */
import { expect, it } from 'vitest';
import { scalper } from '../harness/scalper-process.ts';

/** Prints the address of each file that a process has loaded, after all that it says itself. */
const TELLING = `
  import { registerHooks } from 'node:module';
  const loaded = [];
  registerHooks({ load(url, context, load) { loaded.push(url); return load(url, context); } });
  process.on('exit', () => console.log('loaded:' + loaded.join(' ')));`;

it.each(['status', 'ledger', 'export', 'doctor'])(
  'nothing that reads candles or makes markets: %s',
  async (command) => {
    const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(TELLING)}` };
    const { stdout } = await scalper([command], { env });
    const files = stdout.split('loaded:').at(-1)!.split(' ');
    const loaded = (part: string) => files.filter((file) => file.includes(part));
    expect(loaded('/infra/cli/scalper.ts')).toHaveLength(1);
    expect(loaded('/infra/candles/')).toEqual([]);
    expect(loaded('/infra/market/').filter((file) => !file.endsWith('/session-text.ts'))).toEqual([]);
    // Messages in the one language that it speaks.
    expect(loaded('/zod/v4/core/')).not.toEqual([]);
    expect(loaded('/zod/v4/locales/').map((file) => file.split('/').at(-1))).toEqual(['en.js']);
  },
);
