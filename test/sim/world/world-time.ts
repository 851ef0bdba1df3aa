/**
 * The time of a simulated world: it passes only where everybody waits, so that what happens at once happens in one order.
 *
 * A machine's time is the world's and what its clock is off by. What a machine waits for reaches it when it runs: one that
 * is frozen gets it when it thaws, and one that is dead never.
 */
import { AsyncLocalStorage } from 'node:async_hooks';

/** Where code of the bot runs: a container of its function, or the computer of its operator. */
export interface Machine {
  readonly name: string;
  isDead: boolean;
  /** Until the world's time; `Infinity` between two invocations. */
  frozenUntilMs: number;
  /** Its clock less the world's. */
  clockOffMs: number;
  /** What has reached it while it was frozen, in order. */
  readonly held: (() => void)[];
}

export interface Timer {
  readonly atMs: number;
  readonly order: number;
  readonly ring: () => void;
  isCancelled: boolean;
}

/** Kept before anything is sealed: the world itself runs in real turns of the event loop. */
const turn = setImmediate;

/** Turns of the loop in which nothing may happen before time passes. */
const QUIET_TURNS = 2;

export class WorldTime {
  private timeMs: number;
  private readonly timers: Timer[] = [];
  private order = 0;
  /** What has happened in the world, counted: whoever waits for quiet looks at it. */
  activity = 0;
  private isStopped = false;
  private readonly running = new AsyncLocalStorage<Machine>();

  constructor(startMs: number) {
    this.timeMs = startMs;
  }

  nowMs(): number {
    return this.timeMs;
  }

  /** The machine whose code runs now; `undefined` for the world's own. */
  get machine(): Machine | undefined {
    return this.running.getStore();
  }

  /** Runs code on a machine. */
  on<Result>(machine: Machine, code: () => Result): Result {
    return this.running.run(machine, code);
  }

  /** Rings at a time, in the world's own name. */
  at(atMs: number, ring: () => void): Timer {
    const timer: Timer = {
      atMs: Math.max(atMs, this.timeMs),
      order: (this.order += 1),
      ring,
      isCancelled: false,
    };
    this.activity += 1;
    push(this.timers, timer);
    return timer;
  }

  after(durationMs: number, ring: () => void): Timer {
    return this.at(this.timeMs + Math.max(0, durationMs), ring);
  }

  /** Rings on a machine, as soon after it as the machine runs. */
  wake(machine: Machine, durationMs: number, ring: () => void): Timer {
    return this.after(durationMs, () => this.reach(machine, ring));
  }

  /** What reaches a machine now. */
  reach(machine: Machine, what: () => void): void {
    if (machine.isDead) return;
    if (machine.frozenUntilMs > this.timeMs) machine.held.push(what);
    else this.on(machine, what);
  }

  freeze(machine: Machine, untilMs: number): void {
    machine.frozenUntilMs = untilMs;
    if (untilMs < Infinity) this.at(untilMs, () => this.thaw(machine));
  }

  thaw(machine: Machine): void {
    if (machine.isDead) return;
    machine.frozenUntilMs = Math.min(machine.frozenUntilMs, this.timeMs);
    for (const what of machine.held.splice(0)) this.on(machine, what);
  }

  /** Waits in the world's own name. */
  sleep(durationMs: number): Promise<void> {
    return new Promise((resolve) => {
      this.after(durationMs, resolve);
    });
  }

  /** Everything that needs no time has happened. */
  async settle(): Promise<void> {
    for (let quiet = 0; quiet < QUIET_TURNS; quiet += 1) {
      const before = this.activity;
      await new Promise<void>((resolve) => {
        turn(resolve);
      });
      if (this.activity !== before) quiet = -1;
    }
  }

  /** Nothing more happens. */
  stop(): void {
    this.isStopped = true;
  }

  /** Lets time pass until a moment. */
  async passUntil(untilMs: number): Promise<void> {
    while (!this.isStopped) {
      await this.settle();
      const next = pop(this.timers, untilMs);
      if (next === undefined) break;
      this.timeMs = Math.max(this.timeMs, next.atMs);
      next.ring();
    }
    if (!this.isStopped) this.timeMs = Math.max(this.timeMs, untilMs);
  }
}

function isBefore(left: Timer, right: Timer): boolean {
  return left.atMs < right.atMs || (left.atMs === right.atMs && left.order < right.order);
}

/** A heap with the earliest at its top. */
function push(heap: Timer[], timer: Timer): void {
  let k = heap.push(timer) - 1;
  while (k > 0) {
    const parent = (k - 1) >> 1;
    if (isBefore(heap[parent]!, timer)) break;
    heap[k] = heap[parent]!;
    k = parent;
  }
  heap[k] = timer;
}

/** The earliest that is due and was not cancelled. */
function pop(heap: Timer[], untilMs: number): Timer | undefined {
  for (;;) {
    const top = heap[0];
    if (top === undefined || top.atMs > untilMs) return undefined;
    const last = heap.pop()!;
    if (heap.length > 0) sink(heap, last);
    if (!top.isCancelled) return top;
  }
}

function sink(heap: Timer[], timer: Timer): void {
  let k = 0;
  for (;;) {
    let child = 2 * k + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child += 1;
    if (isBefore(timer, heap[child]!)) break;
    heap[k] = heap[child]!;
    k = child;
  }
  heap[k] = timer;
}
