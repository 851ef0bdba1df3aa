/**
 * What libraries ask of the machine is the world's: time, timers, chance and identity.
 *
 * - Where no machine runs, the real ones answer: the world itself and the tools around it.
 * - Of the bot's own code only `lambda/adapters/machine.ts` may ask. Whoever else does fails at once.
 */
import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers';
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

function inside():
  { readonly time: WorldTime; readonly random: Chance; readonly machine: Machine } | undefined {
  if (world === undefined) return undefined;
  const { time, random } = world;
  const { machine } = time;
  return machine === undefined ? undefined : { time, random, machine };
}

/** To find out who asks takes longer than what is asked for: after the first of them only some are looked at. */
const ALL_LOOKED_AT = 2_000;
const LOOKED_AT_EVERY = 31;
let asks = 0;

/** @throws Error where the bot's own code asks by itself. */
function refuseOwnCode(name: string, asked: (...args: never[]) => unknown): void {
  asks += 1;
  if (asks > ALL_LOOKED_AT && asks % LOOKED_AT_EVERY !== 0) return;
  const prepareStackTrace: unknown = Reflect.get(Error, 'prepareStackTrace');
  const usual = { stackTraceLimit: Error.stackTraceLimit, prepareStackTrace };
  Error.stackTraceLimit = 1;
  Error.prepareStackTrace = (_error, [caller]) => caller?.getFileName();
  const here: { stack?: unknown } = {};
  Error.captureStackTrace(here, asked);
  const caller = here.stack;
  Object.assign(Error, usual);
  if (typeof caller === 'string' && !caller.includes(LIBRARY) && OWN_CODE.test(caller)) {
    throw new Error(`${name} is asked for by ${caller}, and not through lambda/adapters/machine.ts`);
  }
}

const TIMED_OUT = new DOMException('The operation was aborted due to timeout', 'TimeoutError');

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
  sealTime();
  sealTimers();
  sealChance();
  syncBuiltinESMExports();
}

function sealTime(): void {
  const realDate = Date;
  const realNow = Date.now.bind(Date);
  const realPerformanceNow = performance.now.bind(performance);
  const nowMs = (): number => {
    const here = inside();
    return here === undefined ? realNow() : here.time.nowMs() + here.machine.clockOffMs;
  };
  const worldNow = () => {
    if (inside() !== undefined) refuseOwnCode('Date.now', worldNow);
    return nowMs();
  };
  Date.now = worldNow;
  const worldDate = new Proxy(realDate, {
    construct(target, args: readonly unknown[], made): object {
      const isNow = args.length === 0;
      if (isNow && inside() !== undefined) refuseOwnCode('new Date', refuseOwnCode);
      const date: unknown = Reflect.construct(target, isNow ? [nowMs()] : args, made);
      if (!(date instanceof realDate)) throw new TypeError('no date was made');
      return date;
    },
  });
  Object.assign(globalThis, { Date: worldDate });
  performance.now = () => inside()?.time.nowMs() ?? realPerformanceNow();
}

function sealTimers(): void {
  const real = {
    setTimeout,
    clearTimeout,
    wait: timersPromises.setTimeout,
    timeout: AbortSignal.timeout.bind(AbortSignal),
  };
  const worldTimeout = (callback: (...args: unknown[]) => void, durationMs = 0, ...args: unknown[]) => {
    const here = inside();
    if (here === undefined) return real.setTimeout(callback, durationMs, ...args);
    refuseOwnCode('setTimeout', worldTimeout);
    return new WorldTimer(here.time.wake(here.machine, durationMs, () => callback(...args)));
  };
  const worldClear = (timer?: Parameters<typeof clearTimeout>[0] | WorldTimer) => {
    if (timer instanceof WorldTimer) timer.timer.isCancelled = true;
    else real.clearTimeout(timer);
  };
  const setTimeoutSealed = Object.assign(worldTimeout, real.setTimeout);
  for (const home of [globalThis, timers]) {
    Object.assign(home, { setTimeout: setTimeoutSealed, clearTimeout: worldClear });
  }
  const worldDeadline = (durationMs: number): AbortSignal => {
    const here = inside();
    if (here === undefined) return real.timeout(durationMs);
    refuseOwnCode('AbortSignal.timeout', worldDeadline);
    const controller = new AbortController();
    here.time.wake(here.machine, durationMs, () => controller.abort(TIMED_OUT));
    return controller.signal;
  };
  AbortSignal.timeout = worldDeadline;
  const worldWait = (
    durationMs: number,
    value?: unknown,
    options: { readonly signal?: AbortSignal } = {},
  ): Promise<unknown> => {
    const here = inside();
    if (here === undefined) return real.wait(durationMs, value, options);
    refuseOwnCode('setTimeout', worldWait);
    return waited(here, durationMs, { value, signal: options.signal });
  };
  Object.assign(timersPromises, { setTimeout: worldWait });
}

function sealChance(): void {
  const real = { random: Math.random.bind(Math), uuid: crypto.randomUUID.bind(crypto) };
  const worldRandom = () => {
    const here = inside();
    if (here === undefined) return real.random();
    refuseOwnCode('Math.random', worldRandom);
    return here.random.fraction();
  };
  Math.random = worldRandom;
  const worldId = (options?: crypto.RandomUUIDOptions) => {
    const here = inside();
    if (here === undefined) return real.uuid(options);
    refuseOwnCode('randomUUID', worldId);
    return here.random.uuid();
  };
  Object.assign(crypto, { randomUUID: worldId });
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
