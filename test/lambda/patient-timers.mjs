// Loaded into the function's process before everything else: whatever it gives up after a while, it gives up after a
// hundred times that. For tests of what it does where everything is answered: on a busy machine late, but answered.
import { Socket } from 'node:net';
import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers/promises';

const FACTOR = 100;

const wait = timers.setTimeout;
timers.setTimeout = (durationMs, ...rest) => wait(durationMs * FACTOR, ...rest);
syncBuiltinESMExports();

const schedule = globalThis.setTimeout;
globalThis.setTimeout = Object.assign(
  (run, durationMs = 0, ...rest) => schedule(run, durationMs * FACTOR, ...rest),
  schedule,
);

const idle = Reflect.get(Socket.prototype, 'setTimeout');
Socket.prototype.setTimeout = function setTimeout(durationMs, ...rest) {
  return idle.call(this, durationMs * FACTOR, ...rest);
};
