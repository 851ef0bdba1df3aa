/**
 * What does a document of parameters say?
 *
 * One JSON object of what differs from the defaults. Invariant: the same text is parsed once, because every tick reads
 * it; a text that is no such object is refused like a value that cannot be.
 */
import { ParameterError, parseParameters, type Violation } from '../../config.ts';
import type { ParameterReading } from '../../ports.ts';

export class ParameterDocument {
  private text: string | undefined;
  private reading: ParameterReading | undefined;

  read(text: string): ParameterReading {
    if (this.reading === undefined || text !== this.text) {
      this.reading = readingOf(text);
      this.text = text;
    }
    return this.reading;
  }
}

/** @throws nothing: what is wrong with it is in the reading. */
export function readingOf(text: string): ParameterReading {
  let written: unknown;
  try {
    written = JSON.parse(text);
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    return refused([{ key: 'document', value: text.slice(0, 80), bound: `must be a JSON object; ${words}` }]);
  }
  try {
    return { status: 'valid', parameters: parseParameters(written) };
  } catch (error) {
    if (error instanceof ParameterError) return refused(error.violations);
    throw error;
  }
}

function refused(violations: readonly Violation[]): ParameterReading {
  return { status: 'refused', violations };
}
