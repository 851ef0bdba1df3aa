/**
 * A process that runs seeds, one after another: what a world seals is sealed in the whole process.
 */
import { runSeed } from '../run-seed.ts';
import { serveRuns } from './serve-runs.ts';

serveRuns(runSeed);
