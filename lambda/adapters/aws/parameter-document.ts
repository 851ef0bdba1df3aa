/**
 * Reads a document of parameters: one JSON object of the values that differ from the defaults.
 *
 * - The same text is parsed once, because every tick reads it.
 * - A text that is no such object is invalid, like a value outside its bounds.
 */
import { ParameterError, parseParameters, type Violation } from '../../config.ts';
import type { ParameterReading } from '../../ports.ts';
import { WrittenJsonError, parseWrittenJson } from '../written-json.ts';

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
  try {
    return { status: 'valid', parameters: parseParameters(parseWrittenJson(text)) };
  } catch (error) {
    if (error instanceof ParameterError) return refused(error.violations);
    if (error instanceof WrittenJsonError) {
      const bound = `must be a JSON object; ${error.message}`;
      return refused([{ key: 'document', value: text.slice(0, 80), bound }]);
    }
    throw error;
  }
}

function refused(violations: readonly Violation[]): DocumentReading {
  return { status: 'refused', violations };
}
