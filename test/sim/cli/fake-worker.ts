/**
 * A process that answers like one that runs seeds, and fails as its seed says.
 */
import { report } from './fake-runs.ts';
import { serveRuns } from './serve-runs.ts';

serveRuns((options) => {
  const { seed } = options;
  if (seed === 1) process.abort();
  if (seed === 2) return new Promise(() => {});
  if (seed === 3) return Promise.reject(new Error('the world is a disc'));
  const { TZ = '', AWS_REGION = '', AWS_PROFILE = 'none' } = process.env;
  const digest = [process.pid, TZ, AWS_REGION, AWS_PROFILE].join(' ');
  return Promise.resolve(report(options, { digest }));
});
