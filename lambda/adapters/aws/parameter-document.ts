/**
 * Reads a document of parameters: one JSON object of the values that differ from the defaults.
 *
 * - The same text is parsed once, because every tick reads it.
 * - A text that is no such object is invalid, like a value outside its bounds.
 */
import { ParameterError, parseParameters, type Violation } from '../../config.ts';
import type { ParameterReading } from '../../ports.ts';
import { errorWords } from '../error-words.ts';

/** Of a document that is there. */
export type DocumentReading = Extract<ParameterReading, { readonly status: 'valid' | 'refused' }>;

export class ParameterDocument {
  private text: string | undefined;
  private reading: DocumentReading | undefined;

  read(text: string): DocumentReading {
    if (this.reading === undefined || text !== this.text) {
      this.reading = readingOf(text);
      this.text = text;
    }
    return this.reading;
  }
}

/** @throws nothing: the reading holds the violations. */
export function readingOf(text: string): DocumentReading {
  let written: unknown;
  try {
    written = JSON.parse(text);
  } catch (error) {
    return refused([
      { key: 'document', value: text.slice(0, 80), bound: `must be a JSON object; ${errorWords(error)}` },
    ]);
  }
  try {
    return { status: 'valid', parameters: parseParameters(written) };
  } catch (error) {
    if (error instanceof ParameterError) return refused(error.violations);
    throw error;
  }
}

function refused(violations: readonly Violation[]): DocumentReading {
  return { status: 'refused', violations };
}
