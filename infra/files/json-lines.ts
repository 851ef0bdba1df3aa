/**
 * A file of one JSON value a line, to which lines are only added.
 */
import { createReadStream, existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { z } from 'zod';
import { InputError } from '../input-error.ts';
import { requireOwn } from './owner-only.ts';
import { fileFailureWords } from './system-error.ts';

export interface JsonLine<Value> {
  /** From 1. */
  readonly number: number;
  readonly text: string;
  /** `undefined` where it cannot be read: a kill may have cut it. */
  readonly value: Value | undefined;
}

/** Every line that is not empty; none where there is no file. @throws InputError where it cannot be read, or somebody else has a hand in it. */
export async function* jsonLines<Value>(
  file: string,
  schema: z.ZodType<Value>,
): AsyncGenerator<JsonLine<Value>> {
  if (!existsSync(file)) return;
  // A pipe would be waited for.
  requireOwn(file);
  let number = 0;
  try {
    for await (const text of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
      number += 1;
      if (text !== '') yield { number, text, value: parsed(text, schema) };
    }
  } catch (error) {
    // Of a folder in its place the system names no path.
    throw new InputError(`${file} cannot be read: ${fileFailureWords(error)}`, { cause: error });
  }
}

function parsed<Value>(text: string, schema: z.ZodType<Value>): Value | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
