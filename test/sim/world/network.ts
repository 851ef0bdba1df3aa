/**
 * The way between a machine and what it talks to: how long it takes, and what is lost on it.
 *
 * What a machine has sent arrives, whatever becomes of the machine. A machine may die or freeze at any of its calls, before
 * anything was sent or after everything was done.
 */
import type { Machine, WorldTime } from './world-time.ts';

export type Edge = 'dynamodb' | 'ssm' | 'sns' | 'venue';

/** One request. */
export interface Passage {
  readonly edge: Edge;
  /** Such as `PutItem` or `POST /fapi/v1/order`. */
  readonly what: string;
  readonly machine: Machine;
}

/** `reset`: the connection breaks and the sender is told; `lost`: nobody is told anything. */
export interface Fate {
  readonly thereMs: number;
  readonly backMs: number;
  readonly there: 'arrives' | 'lost' | 'reset';
  readonly back: 'arrives' | 'lost' | 'reset';
}

/** What happens to the machine itself at a call. */
export interface Doom {
  readonly phase: 'before' | 'after';
  /** Absent: it dies. */
  readonly frozenMs?: number;
}

export interface NetworkPlan {
  fateOf(passage: Passage): Fate;
  /** `undefined`: the machine goes on. */
  doomAt(passage: Passage): Doom | undefined;
}

export class ConnectionReset extends Error {
  readonly code = 'ECONNRESET';
}

export interface NetworkOptions {
  readonly time: WorldTime;
  readonly plan: NetworkPlan;
  readonly note: (words: string) => void;
}

export class Network {
  private readonly options: NetworkOptions;

  constructor(options: NetworkOptions) {
    this.options = options;
  }

  /** @param perform what happens where the request arrives. @returns its answer; never, where nobody hears one. */
  carry<Answer>(passage: Passage, perform: () => Answer): Promise<Answer> {
    const { time, plan } = this.options;
    const { machine } = passage;
    const fate = plan.fateOf(passage);
    const doom = plan.doomAt(passage);
    return new Promise((resolve, reject) => {
      const reset = () => reject(new ConnectionReset('read ECONNRESET'));
      const send = () => {
        time.after(fate.thereMs, () => {
          if (fate.there === 'reset') time.reach(machine, reset);
          if (fate.there !== 'arrives') return;
          const answer = perform();
          if (doom?.phase === 'after') this.strike(passage, doom);
          time.after(fate.backMs, () => {
            if (fate.back === 'arrives') time.reach(machine, () => resolve(answer));
            if (fate.back === 'reset') time.reach(machine, reset);
          });
        });
      };
      if (doom?.phase === 'before') this.strike(passage, doom);
      // What a frozen machine was about to send it sends when it thaws.
      time.reach(machine, send);
    });
  }

  private strike({ machine, edge, what }: Passage, { phase, frozenMs }: Doom): void {
    const { time, note } = this.options;
    if (frozenMs === undefined) machine.isDead = true;
    else time.freeze(machine, time.nowMs() + frozenMs);
    note(
      `${machine.name} ${frozenMs === undefined ? 'dies' : `freezes for ${frozenMs} ms`} ${phase} ${edge} ${what}`,
    );
  }
}
