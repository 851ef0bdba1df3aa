/**
 * What a person reads of an error that nobody has foreseen: its name, its words, and where in this code it came from.
 *
 * Invariant: no cause and no stack of a library is shown, and no secret that its words quote: they may be those of a
 * request, with what it was signed with.
 */
import { ownPlaces } from '../../../lambda/adapters/error-words.ts';
import { wordsOf } from '../../caught-words.ts';

export function defectLines(error: unknown): readonly string[] {
  if (!(error instanceof Error)) return [`a defect: ${wordsOf(error)}`];
  return [`a defect: ${error.name}: ${wordsOf(error)}`, ...ownPlaces(error).map((place) => `  at ${place}`)];
}
