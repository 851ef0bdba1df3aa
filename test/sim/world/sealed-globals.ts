/**
 * What libraries ask of the machine is the world's: time, timers, chance and identity.
 *
 * - Where no machine runs, the real ones answer: the world itself and the tools around it.
 * - Of the bot's own code only `lambda/adapters/machine.ts` may ask. Whoever else does fails at once.
 */
import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import timersPromises from 'node:timers/promises';
import type { Chance } from './random-streams.ts';
import type { Machine, Timer, WorldTime } from './world-time.ts';

const OWN_CODE = /\/(?:lambda|infra)\/(?!adapters\/machine\.ts)/;
const LIBRARY = '/node_modules/';

export interface Sealed {
  readonly time: WorldTime;
  readonly random: Chance;
}

let world: Sealed | undefined;

/** The world that answers from now on. */
export function enter(next: Sealed): void {
  world = next;
  seal();
}

function inside(): { readonly time: WorldTime; readonly random: Chance; readonly machine: Machine } | undefined {
  const machine = world?.time.machine;
  return world === undefined || machine === undefined ? undefined : { ...world, machine };
}

/** @throws Error where the bot's own code asks by itself. */
function askedBy(name: string): void {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 4;
  const [, , , caller = ''] = (new Error().stack ?? '').split('\n');
  Error.stackTraceLimit = stackTraceLimit;
  if (!caller.includes(LIBRARY) && OWN_CODE.test(caller)) {
    throw new Error(`${name} is asked for by the bot's own code, beside lambda/adapters/machine.ts: ${caller.trim()}`);
  }
}

class WorldTimer {
  readonly timer: Timer;

  constructor(timer: Timer) {
    this.timer = timer;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  hasRef(): boolean {
    return true;
  }
}

let isSealed = false;

function seal(): void {
  if (isSealed) return;
  isSealed = true;
  const real = {
    Date,
    dateNow: Date.now.bind(Date),
    random: Math.random.bind(Math),
    setTimeout,
    clearTimeout,
    uuid: crypto.randomUUID.bind(crypto),
    wait: timersPromises.setTimeout,
    timeout: AbortSignal.timeout.bind(AbortSignal),
    performanceNow: performance.now.bind(performance),
  };
  const nowMs = (): number => {
    const here = inside();
    if (here === undefined) return real.dateNow();
    return here.time.nowMs() + here.machine.clockOffMs;
  };
  class WorldDate extends real.Date {
    constructor(...args: [value: number | string | Date] | []) {
      super(...(args.length === 0 ? [nowMs()] : args));
    }

    static override now(): number {
      if (inside() !== undefined) askedBy('Date.now');
      return nowMs();
    }
  }
  Object.assign(globalThis, {
    Date: WorldDate,
    setTimeout: Object.assign((callback: (...args: unknown[]) => void, durationMs = 0, ...args: unknown[]) => {
      const here = inside();
      if (here === undefined) return real.setTimeout(callback, durationMs, ...args);
      askedBy('setTimeout');
      return new WorldTimer(here.time.wake(here.machine, durationMs, () => callback(...args)));
    }, real.setTimeout),
    clearTimeout: (timer: unknown) => {
      if (timer instanceof WorldTimer) timer.timer.isCancelled = true;
      else real.clearTimeout(timer as NodeJS.Timeout);
    },
  });
  Math.random = () => {
    const here = inside();
    if (here === undefined) return real.random();
    askedBy('Math.random');
    return here.random.fraction();
  };
  performance.now = () => {
    const here = inside();
    return here === undefined ? real.performanceNow() : here.time.nowMs();
  };
  AbortSignal.timeout = (durationMs) => {
    const here = inside();
    if (here === undefined) return real.timeout(durationMs);
    askedBy('AbortSignal.timeout');
    const controller = new AbortController();
    here.time.wake(here.machine, durationMs, () =>
      controller.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError')),
    );
    return controller.signal;
  };
  Object.assign(crypto, {
    randomUUID: (options?: crypto.RandomUUIDOptions) => {
      const here = inside();
      if (here === undefined) return real.uuid(options);
      askedBy('randomUUID');
      return here.random.uuid();
    },
  });
  Object.assign(timersPromises, {
    setTimeout: (durationMs: number, value?: unknown, options: { readonly signal?: AbortSignal } = {}) => {
      const here = inside();
      if (here === undefined) return real.wait(durationMs, value, options);
      askedBy('setTimeout');
      return waited(here, durationMs, { value, signal: options.signal });
    },
  });
  syncBuiltinESMExports();
}

function waited(
  { time, machine }: { readonly time: WorldTime; readonly machine: Machine },
  durationMs: number,
  { value, signal }: { readonly value: unknown; readonly signal: AbortSignal | undefined },
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const fail = () => reject(new DOMException('The operation was aborted', 'AbortError'));
    if (signal?.aborted === true) {
      fail();
      return;
    }
    const timer = time.wake(machine, durationMs, () => {
      signal?.removeEventListener('abort', onAbort);
      resolve(value);
    });
    const onAbort = () => {
      timer.isCancelled = true;
      fail();
    };
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}
