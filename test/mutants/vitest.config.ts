/**
 * Which tests have to kill the mutants of the core?
 *
 * Those of the core itself. What only random samples find is not found every time: `invariant-properties` stays out.
 */
import { defineConfig } from 'vitest/config';
import projectConfig from '../../vitest.config.ts';

const { projects: _divided, ...options } = projectConfig.test ?? {};

export default defineConfig({
  test: {
    ...options,
    include: ['test/core/**/*.test.ts'],
    exclude: ['**/node_modules/**', 'test/core/invariant-properties.test.ts'],
    // The core keeps nothing between two calls: its tests can share their modules, and are ten times as fast.
    isolate: false,
    reporters: [],
  },
});
