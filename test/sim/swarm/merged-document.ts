/**
 * The document of parameters that a change leaves.
 */
import { z } from 'zod';

const documentSchema = z.record(z.string(), z.unknown());

/** Merged into the usual one where the change is an object; else the change itself. */
export function mergedDocument(usual: Readonly<Record<string, unknown>>, change: string): string {
  if (!change.startsWith('{') || !change.endsWith('}')) return change;
  return JSON.stringify({ ...usual, ...documentSchema.parse(JSON.parse(change)) });
}
