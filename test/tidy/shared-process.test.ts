/**
 * Is a file of tests found that shares its process and changes it for the others?
 */
import { expect, it } from 'vitest';
import { processesAreSharedUnchanged } from './shared-process.ts';

// In parts, so that this file does not hold them.
const MODULES = 'vi.';
const PROCESS = 'process.';

it.each([
  `${MODULES}mock('./a.ts');`,
  `const a = ${MODULES}hoisted(() => 1);`,
  `${PROCESS}env['TZ'] = 'UTC';`,
  `${PROCESS}env.TZ = 'UTC';`,
  `${PROCESS}chdir('a');`,
])('a process that is shared is changed: %s', (text) => {
  expect(processesAreSharedUnchanged([{ path: 'test/core/a/b.test.ts', text }])).toHaveLength(1);
  expect(processesAreSharedUnchanged([{ path: 'test/sim/world/a.test.ts', text }])).toEqual([]);
});

it.each([`${MODULES}stubEnv('TZ', 'UTC');`, `if (${PROCESS}env['TZ'] === 'UTC') f();`, `${MODULES}fn();`])(
  'a process that is shared is left as it was: %s',
  (text) => {
    expect(processesAreSharedUnchanged([{ path: 'test/core/a.test.ts', text }])).toEqual([]);
  },
);
