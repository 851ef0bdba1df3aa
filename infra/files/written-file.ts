/**
 * A file of JSON that a person wrote, or that another tool wrote for one.
 */
import { WrittenJsonError, parseWrittenJson } from '../../lambda/adapters/written-json.ts';
import { InputError } from '../input-error.ts';

/** @param file named in the error. @throws InputError that tells the place of a mistake, and its remedy. */
export function readWrittenJson(text: string, file: string): unknown {
  try {
    return parseWrittenJson(text);
  } catch (error) {
    if (error instanceof WrittenJsonError) {
      throw new InputError(`${file}: ${error.message}`, { cause: error });
    }
    throw error;
  }
}
