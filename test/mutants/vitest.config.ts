/**
 * Which tests have to kill the mutants of the core?
 *
 * Those of the core itself. What only random samples find is not found every time: `invariant-properties` stays out.
 */
import { defineConfig } from 'vitest/config';
import projectConfig from '../../vitest.config.ts';

export default defineConfig({
  test: {
    ...projectConfig.test,
    include: ['test/core/**/*.test.ts'],
    exclude: ['**/node_modules/**', 'test/core/invariant-properties.test.ts'],
    // The core keeps nothing between two calls: its tests can share their modules, and are ten times as fast.
    isolate: false,
    reporters: [],
  },
});
