/**
 * What a seed decides: one stream of numbers for each purpose.
 *
 * A stream is named: what one part of the world draws changes nothing of what another draws. Every number is the same on
 * every machine.
 */
import { randomStream, type RandomStream } from '../../../infra/market/synthetic-processes.ts';

export class Chance {
  private readonly stream: RandomStream;

  constructor(seed: number, name: string) {
    this.stream = randomStream(seed, name);
  }

  /** From 0 to below 1. */
  fraction(): number {
    return this.stream.uniform();
  }

  /** Mean 0, deviation 1. */
  normal(): number {
    return this.stream.roughNormal();
  }

  happens(probability: number): boolean {
    return this.stream.happens(probability);
  }

  /** @param to included */
  integer(from: number, to: number): number {
    return from + Math.floor(this.fraction() * (to - from + 1));
  }

  between(from: number, to: number): number {
    return from + this.fraction() * (to - from);
  }

  /** Mostly near the lower end. */
  skewed(from: number, to: number): number {
    const fraction = this.fraction();
    return from + fraction * fraction * fraction * (to - from);
  }

  pick<Value>(values: readonly [Value, ...Value[]]): Value {
    return values[this.integer(0, values.length - 1)] ?? values[0];
  }

  hex(digits: number): string {
    return Array.from({ length: digits }, () => this.integer(0, 15).toString(16)).join('');
  }

  /** Version 4 of RFC 9562. */
  uuid(): `${string}-${string}-${string}-${string}-${string}` {
    return `${this.hex(8)}-${this.hex(4)}-4${this.hex(3)}-a${this.hex(3)}-${this.hex(12)}`;
  }
}
