/**
 * EventBridge and Lambda: events that come in time, late, twice or never, and the containers that they wake.
 *
 * - A container serves one event at a time; where none is idle, another one starts.
 * - Between two events a container is frozen. What it was waiting for reaches it with the next event.
 * - At its deadline it is killed, whatever it is doing.
 */
import { localContext } from '../../../infra/local/lambda-context.ts';
import type { DeployedBot } from '../../../lambda/deployed-bot.ts';
import { MINUTE_MS } from '../../../lambda/core/units.ts';
import type { Chance } from './random-streams.ts';
import type { Machine, WorldTime } from './world-time.ts';

/** What becomes of the schedule's event of one minute. */
export interface Delivery {
  /** After the second at which the schedule wakes; less than 0: before it. */
  readonly lateMs: number;
  /** 0: it never comes. */
  readonly copies: number;
  /** Between one copy and the next. */
  readonly apartMs: number;
}

export interface PlatformPlan {
  /** How long before its second an event may come at most: asked a minute before. */
  earlyMsOf(minuteMs: number): number;
  deliveryOf(minuteMs: number): Delivery;
  /** How long a container takes to start. */
  coldStartMs(): number;
  /** Whether an idle container is gone. */
  isReclaimed(): boolean;
  /** Its clock less the world's. */
  clockOffMs(): number;
}

export interface PlatformOptions {
  readonly time: WorldTime;
  readonly chance: Chance;
  readonly plan: PlatformPlan;
  /** Second of the minute at which the schedule wakes, in ms. */
  readonly offsetMs: number;
  readonly timeoutMs: number;
  /** At most so many at once; an event beyond them is lost, as one that waited too long is. */
  readonly concurrencyMax: number;
  /** Starts the bot's code; on its machine. */
  readonly boot: () => DeployedBot;
  readonly note: (words: string) => void;
  readonly onEnd: (invocation: Invocation) => void;
  /** A defect of the world itself. */
  readonly onDefect: (error: unknown) => void;
}

export interface Invocation {
  readonly machine: Machine;
  readonly minuteMs: number;
  readonly beganMs: number;
  /** How it ended. */
  outcome: 'runs' | 'ended' | 'failed' | 'died' | 'timed-out';
  failure: string | undefined;
}

interface Container {
  readonly machine: Machine;
  bot: DeployedBot | undefined;
  invocation: Invocation | undefined;
}

export class FunctionPlatform {
  private readonly options: PlatformOptions;
  private containers: Container[] = [];
  private started = 0;
  invocations = 0;

  constructor(options: PlatformOptions) {
    this.options = options;
  }

  /** The schedule is on from this minute on. */
  schedule(fromMs: number): void {
    const { time, offsetMs, plan } = this.options;
    const next = (minuteMs: number) => {
      const dueMs = minuteMs + offsetMs;
      time.at(dueMs - plan.earlyMsOf(minuteMs), () => {
        const { lateMs, copies, apartMs } = plan.deliveryOf(minuteMs);
        for (let k = 0; k < copies; k += 1) time.at(dueMs + lateMs + k * apartMs, () => this.wake(minuteMs));
        next(minuteMs + MINUTE_MS);
      });
    };
    next(fromMs);
  }

  /** Every container is gone: another release is deployed, or another environment. */
  replaceAll(): void {
    for (const { machine, invocation } of this.containers)
      if (invocation === undefined) machine.isDead = true;
    this.containers = this.containers.filter(({ invocation }) => invocation !== undefined);
    for (const container of this.containers) this.retired.add(container);
  }

  private readonly retired = new Set<Container>();

  private wake(minuteMs: number): void {
    const { time, concurrencyMax, note, plan } = this.options;
    this.buryTheDead();
    const idle = this.containers.find((one) => one.invocation === undefined && !this.retired.has(one));
    if (idle !== undefined && plan.isReclaimed()) {
      idle.machine.isDead = true;
      this.buryTheDead();
      this.wake(minuteMs);
      return;
    }
    if (idle === undefined && this.containers.length >= concurrencyMax) {
      note(`the event of ${minuteName(minuteMs)} finds no container`);
      return;
    }
    const container = idle ?? this.newContainer();
    const { machine } = container;
    const invocation: Invocation = {
      machine,
      minuteMs,
      beganMs: time.nowMs(),
      outcome: 'runs',
      failure: undefined,
    };
    container.invocation = invocation;
    this.invocations += 1;
    if (idle !== undefined) {
      time.freeze(machine, time.nowMs());
      time.thaw(machine);
      this.invoke(container, invocation);
      return;
    }
    time.on(machine, () => {
      const bot = this.options.boot();
      container.bot = bot;
      const warming = bot.warm();
      const startMs = plan.coldStartMs();
      time.wake(machine, startMs, () => {
        warming.then(() => this.invoke(container, invocation), this.options.onDefect);
      });
    });
  }

  private invoke(container: Container, invocation: Invocation): void {
    const { time, timeoutMs } = this.options;
    const { machine, bot } = container;
    if (bot === undefined) throw new Error(`${machine.name} has not started`);
    const beganMs = time.nowMs();
    const endsMs = beganMs + timeoutMs;
    const kill = time.at(endsMs, () => {
      invocation.outcome = 'timed-out';
      machine.isDead = true;
      this.end(container, invocation);
    });
    const event = eventOf(invocation.minuteMs + this.options.offsetMs, this.options.chance);
    const context = localContext(() => endsMs - time.nowMs());
    const run = async () => {
      try {
        await bot.handler(event, context);
        invocation.outcome = 'ended';
      } catch (error) {
        invocation.outcome = 'failed';
        invocation.failure = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      }
      if (machine.isDead) return;
      kill.isCancelled = true;
      this.end(container, invocation);
    };
    time.on(machine, run).catch(this.options.onDefect);
  }

  private end(container: Container, invocation: Invocation): void {
    const { time, onEnd } = this.options;
    container.invocation = undefined;
    if (this.retired.has(container)) container.machine.isDead = true;
    else time.freeze(container.machine, Infinity);
    onEnd(invocation);
  }

  private newContainer(): Container {
    const { plan } = this.options;
    this.started += 1;
    const machine: Machine = {
      name: `container ${this.started}`,
      isDead: false,
      frozenUntilMs: 0,
      clockOffMs: plan.clockOffMs(),
      held: [],
    };
    const container: Container = { machine, bot: undefined, invocation: undefined };
    this.containers.push(container);
    return container;
  }

  private buryTheDead(): void {
    for (const { machine, invocation } of this.containers) {
      if (!machine.isDead || invocation?.outcome !== 'runs') continue;
      invocation.outcome = 'died';
      this.options.onEnd(invocation);
    }
    this.containers = this.containers.filter(({ machine }) => !machine.isDead);
  }
}

function minuteName(minuteMs: number): string {
  return new Date(minuteMs).toISOString().slice(11, 16);
}

function eventOf(timeMs: number, chance: Chance) {
  return {
    id: chance.uuid(),
    source: 'aws.events',
    'detail-type': 'Scheduled Event',
    time: new Date(timeMs).toISOString(),
    resources: [],
    detail: {},
  };
}
