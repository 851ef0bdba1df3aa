/**
 * Where do two traces part?
 */
import { createReadStream, openSync, closeSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';

const LINES_BEFORE = 5;

export interface Difference {
  /** From 1. */
  readonly line: number;
  readonly before: readonly string[];
  /** `undefined`: it ends before. */
  readonly recorded: string | undefined;
  readonly now: string | undefined;
}

/** Takes the lines of one trace as they come, and compares them with those of another. */
export class TraceComparison {
  private readonly recorded: readonly string[];
  private line = 0;

  constructor(recorded: readonly string[]) {
    this.recorded = recorded;
  }

  /** @returns how it differs, where it does. */
  next(now: string | undefined): Difference | undefined {
    const recorded = this.recorded[this.line];
    this.line += 1;
    if (recorded === now) return undefined;
    const before = this.recorded.slice(Math.max(0, this.line - 1 - LINES_BEFORE), this.line - 1);
    return { line: this.line, before, recorded, now };
  }
}

export function firstDifference(recorded: readonly string[], now: readonly string[]): Difference | undefined {
  const comparison = new TraceComparison(recorded);
  for (const line of [...now, undefined]) {
    const difference = comparison.next(line);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

/** What is needed to run it again. */
export interface TraceHeader {
  readonly seed: number;
  readonly minutes: number;
  readonly revision: string;
  /** As in a file of happenings; absent where the seed has drawn them. */
  readonly happenings?: unknown;
}

/** A line of a trace is one line of the file, whatever an error says. */
export function traceLine(line: string): string {
  return line.replaceAll(/[\n\r]/g, ' ');
}

const FLUSHED_CHARACTERS = 64 * 1024;

/** A trace on its way to a file. */
export class TraceFile {
  private readonly file: number;
  private waiting = '';

  constructor(path: string, header: TraceHeader) {
    this.file = openSync(path, 'w');
    this.write(JSON.stringify(header));
  }

  write(line: string): void {
    this.waiting += `${traceLine(line)}\n`;
    if (this.waiting.length > FLUSHED_CHARACTERS) this.flush();
  }

  close(): void {
    this.flush();
    closeSync(this.file);
  }

  private flush(): void {
    writeSync(this.file, this.waiting);
    this.waiting = '';
  }
}

/** All lines of a file, the header first. */
export async function readLines(path: string): Promise<readonly string[]> {
  const lines: string[] = [];
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity }))
    lines.push(line);
  return lines;
}
