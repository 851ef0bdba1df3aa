/**
 * Items that earlier releases have written: one file of `items/` for each, called by the date and the commit of its code.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { z } from 'zod';
import type { Item } from '../../../lambda/adapters/dynamo/dynamo-items.ts';

const attribute = z.union([z.object({ S: z.string() }), z.object({ N: z.string() })]);
const item = z.record(z.string(), attribute).transform((written): Item => written);
const recording = z.object({
  states: z.partialRecord(z.enum(['open', 'in flight', 'after a run', 'in doubt', 'at the demo']), item),
  rows: z.record(z.string(), item),
  command: item,
});

const FOLDER = new URL('items/', import.meta.url);

/** The oldest first. */
export const RECORDINGS = readdirSync(FOLDER).map((file) => {
  const written: unknown = JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8'));
  return { commit: file.replace('.json', ''), ...recording.parse(written) };
});
