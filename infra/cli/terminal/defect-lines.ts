/**
 * What a person reads of an error that nobody has foreseen: its name, its words, where in this code it came from, and what
 * to send to whom.
 *
 * Invariant: no cause and no stack of a library is shown, and no secret that its words quote: they may be those of a
 * request, with what it was signed with.
 */
import { commandLine } from '../../../lambda/adapters/command-line.ts';
import { ownPlaces } from '../../../lambda/adapters/error-words.ts';
import { wordsOf } from '../../caught-words.ts';

export function defectLines(error: unknown): readonly string[] {
  return [...foundLines(error), reporting()];
}

function foundLines(error: unknown): readonly string[] {
  if (!(error instanceof Error)) return [`a defect: ${wordsOf(error)}`];
  return [`a defect: ${error.name}: ${wordsOf(error)}`, ...ownPlaces(error).map((place) => `  at ${place}`)];
}

/** Told as it was called: not known when this is loaded. */
const reporting = () =>
  `Nothing that you did wrong: send these lines, the command, and what ${commandLine('--version')} prints to the owner of this repository.`;
