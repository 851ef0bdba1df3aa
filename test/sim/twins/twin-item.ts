/**
 * An item of the twin of DynamoDB: what it may hold, and the partition that it lies in.
 */
import { z } from 'zod';

type Value = { readonly S: string } | { readonly N: string } | { readonly BOOL: boolean };
export type TwinItem = Readonly<Record<string, Value>>;

/** A write that was done. */
export interface Written {
  readonly table: string;
  readonly item: TwinItem;
  readonly before: TwinItem | undefined;
}

/** Looked at by hand: it is asked of each attribute of each request. */
export const itemSchema = z.custom<TwinItem>(
  (found) => isRecord(found) && Object.values(found).every(isValue),
  'is no item of texts, numbers and truths',
);

function isRecord(found: unknown): found is Readonly<Record<string, unknown>> {
  return typeof found === 'object' && found !== null && !Array.isArray(found);
}

function isValue(found: unknown): boolean {
  if (!isRecord(found)) return false;
  const names = Object.keys(found);
  if (names.length !== 1) return false;
  const { S: text, N: number, BOOL: truth } = found;
  return typeof text === 'string' || typeof number === 'string' || typeof truth === 'boolean';
}

export function textOf(value: Value | undefined): string {
  if (value === undefined || !('S' in value)) throw new Error('a text is missing');
  return value.S;
}

export function numberOf(value: Value | undefined): string | undefined {
  return value !== undefined && 'N' in value ? value.N : undefined;
}

/** Items under their sort keys, in the order of these. */
export class Partition {
  private readonly found: Map<string, TwinItem>;
  private readonly keys: string[];

  constructor(copied?: Partition) {
    this.found = new Map(copied?.found);
    this.keys = [...(copied?.keys ?? [])];
  }

  get(sk: string): TwinItem | undefined {
    return this.found.get(sk);
  }

  set(sk: string, item: TwinItem): void {
    if (!this.found.has(sk)) this.keys.splice(this.placeOf(sk), 0, sk);
    this.found.set(sk, item);
  }

  delete(sk: string): void {
    if (this.found.delete(sk)) this.keys.splice(this.placeOf(sk), 1);
  }

  get sortKeys(): readonly string[] {
    return this.keys;
  }

  get items(): readonly TwinItem[] {
    return this.keys.map((sk) => this.found.get(sk)!);
  }

  /** How many keys come before one. */
  placeOf(sk: string): number {
    const { keys } = this;
    const last = keys.at(-1);
    // Rows and commands are written in their order.
    if (last === undefined || last < sk) return keys.length;
    let [low, high] = [0, keys.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (keys[middle]! < sk) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
