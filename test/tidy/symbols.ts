/**
 * Is every name of a market parsed by the one place that knows what such a name is?
 */
import { codeOf, matchesByLine, type Rule } from './repository.ts';

const PLACE = 'lambda/adapters/symbol-names.ts';

/** A field that a schema parses, by another one: what zod makes, or a schema that is no name of a market. */
const PARSED_BY_ANOTHER =
  /\b(?:symbols?|SYMBOLS?|BOT_SYMBOLS)\??: (?:z\s*\.(?!(?:array|set)\((?:botSymbol|perpetualSymbol|marketName|marketOrNone)\b)|(?:text|word)\b)/;
/** A pattern that looks for the symbol of a perpetual in a text. */
const OWN_PATTERN = /(?:[=(:,]\s*|^\s*)\/(?![/*])[^/]*usdt[^/]*\/[a-z]*/i;

const RIGHT = `parse it with a schema of ${PLACE}`;

/** No file has a schema or a pattern of its own for symbols. */
export const symbolsAreParsedInOnePlace: Rule = (files) =>
  [...codeOf(files, 'lambda/'), ...codeOf(files, 'infra/')]
    .filter(({ path }) => path !== PLACE)
    .flatMap((file) => [
      ...matchesByLine(file, PARSED_BY_ANOTHER, RIGHT),
      ...matchesByLine(file, OWN_PATTERN, RIGHT),
    ]);
