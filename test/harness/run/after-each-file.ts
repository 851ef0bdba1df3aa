/**
 * After each file of tests: the processes that it has started end, and the folders that it has made go.
 *
 * Set up by vitest for each file: a hook of the harness would be that of the first file in a process that several share.
 */
import { afterAll } from 'vitest';
import { endAndRemoveAll } from '../scalper-process.ts';

afterAll(endAndRemoveAll);
