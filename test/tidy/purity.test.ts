/**
 * Are clock, chance and machine found in the bot's code, and not in its words?
 */
import { describe, expect, it } from 'vitest';
import { coreIsPure, nothingAmbientIsRead } from './purity.ts';
import { shown } from './repository.ts';

describe('the bot outside of its adapters', () => {
  it.each([
    ['Date.now()', 'Date.now'],
    ['Date?.now()', 'Date.now'],
    ['const clock = Date.now;', 'Date.now'],
    ['new Date()', 'new Date()'],
    ['Date()', 'Date()'],
    ['f(Math.random)', 'Math.random'],
    ['performance.now()', 'performance'],
    ['const { env } = process;', 'process'],
    ['crypto.randomUUID()', 'crypto'],
    ['fetch(url)', 'fetch'],
    ['setTimeout(f, 1)', 'setTimeout'],
    ['globalThis.Date', 'globalThis'],
    ['const f = (now = Date.now()) => now;', 'Date.now'],
    ['f({ process })', 'process'],
    ['price.toLocaleString()', 'price.toLocaleString'],
    ['day.getHours()', 'day.getHours'],
    ['console.log(1)', 'console'],
  ])('the bot outside of its adapters does not read %s', (text, name) => {
    for (const path of ['lambda/core/a.ts', 'lambda/tick/a.ts', 'lambda/agent.ts', 'lambda/backtest/a.ts']) {
      const [first] = shown(nothingAmbientIsRead([{ path, text }]));
      expect(first).toContain(`${path}:1 ${name}: `);
    }
  });

  it.each([
    'new Date(timeMs).toISOString()',
    'Date.UTC(2025, 0)',
    'clock.nowMs()',
    'state.process; const a = { performance: 1 };',
    'interface A { readonly process: string }',
    '// Date.now() is what the clock reads\nconst words = "Math.random()";',
  ])('the bot outside of its adapters may say %s', (text) => {
    expect(nothingAmbientIsRead([{ path: 'lambda/core/a.ts', text }])).toEqual([]);
  });

  it('adapters and the handler may do what the rest of the bot may not', () => {
    const text = 'Date.now(); process.env;';
    expect(nothingAmbientIsRead([{ path: 'lambda/adapters/a.ts', text }])).toEqual([]);
    expect(nothingAmbientIsRead([{ path: 'lambda/handler.ts', text }])).toEqual([]);
  });
});

describe('the core', () => {
  it.each([
    ['async function f() {}', 'async function'],
    ['const f = async () => 1;', 'async function'],
    ['class A { async f() {} }', 'async function'],
    ['await f();', 'await'],
    ['for await (const a of b) f(a);', 'await'],
    ['function f(a: Promise<number>) {}', 'Promise'],
    ['Promise.resolve(1);', 'Promise'],
    ['let count = 0;', 'let of a module'],
    ['export let count = 0;', 'let of a module'],
  ])('the core holds no %s', (text, found) => {
    for (const path of ['lambda/core/a.ts', 'lambda/charts/a.ts']) {
      expect(shown(coreIsPure([{ path, text }]))[0]).toContain(`${path}:1 ${found}: `);
    }
  });

  it('the core waits for nothing when it loads', () => {
    const found = shown(coreIsPure([{ path: 'lambda/core/a.ts', text: "const b = import('./b.ts');" }]));
    expect(found).toEqual([expect.stringContaining('import(): ')]);
  });

  it.each([
    'function f() { let sum = 0; return sum; }',
    'declare let a: number;',
    "const a = 'async await';",
  ])('the core may say %s', (text) => {
    expect(coreIsPure([{ path: 'lambda/core/a.ts', text }])).toEqual([]);
  });

  it('the core is the only one that waits for nothing', () => {
    expect(coreIsPure([{ path: 'lambda/agent.ts', text: 'let a = await f();' }])).toEqual([]);
  });
});
