/**
 * A process that runs seeds, one after another: what a world seals is sealed in the whole process.
 */
import { flushCompileCache } from 'node:module';
import { runSeed } from '../run-seed.ts';
import { serveRuns } from './serve-runs.ts';

// Kept at once for the next process: this one is ended without being asked.
flushCompileCache();

serveRuns(runSeed);
