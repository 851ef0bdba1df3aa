/**
 * JSON that a person wrote: parameters, a ledger of another bot, the document in Parameter Store.
 *
 * - A mistake is told with its line and column, counted from 1 as an editor counts them, and with its remedy.
 * - A name that is written twice is a mistake: of two values one would be lost without a word.
 * - The mark that some editors put before UTF-8 is no part of the text.
 *
 * The parser of an editor (jsonc-parser) finds the places; what it lets pass and `JSON.parse` does not is refused, too.
 */
import { createScanner, printParseErrorCode, visit } from 'jsonc-parser';
import { parseJson } from './parse-json.ts';

const MARK = /^\uFEFF/;
const SHOWN_CHARACTERS = 40;
const DOUBLED_SHOWN = 5;

/** The message is a sentence without the name of the file or document. */
export class WrittenJsonError extends Error {
  override readonly name = 'WrittenJsonError';
}

/** @throws WrittenJsonError */
export function parseWrittenJson(written: string): unknown {
  const text = written.replace(MARK, '');
  if (text.trim() === '') throw new WrittenJsonError('it is empty, and must be JSON, such as {}');
  const value = parseJson(text);
  try {
    if (value === undefined) throw new WrittenJsonError(firstMistake(text));
    refuseDoubledNames(text);
  } catch (error) {
    // The parser that finds places calls itself at each level.
    if (error instanceof RangeError) throw new WrittenJsonError('it is nested too deeply', { cause: error });
    throw error;
  }
  return value;
}

type ErrorCode = ReturnType<typeof printParseErrorCode>;

interface Mistake {
  readonly offset: number;
  readonly words: string;
}

/** @param text of which `JSON.parse` takes nothing. */
function firstMistake(text: string): string {
  let first: Mistake | undefined;
  const onError = (code: Parameters<typeof printParseErrorCode>[0], offset: number, length: number) => {
    first ??= mistakeAt(text, printParseErrorCode(code), offset, text.slice(offset, offset + length));
  };
  visit(text, { onError }, { disallowComments: true, allowTrailingComma: false });
  return first === undefined ? 'it is not JSON' : `${placeOf(text, first.offset)}: ${first.words}`;
}

function mistakeAt(text: string, code: ErrorCode, offset: number, token: string): Mistake {
  const before = text.slice(0, offset).trimEnd();
  const isAfterComma = before.endsWith(',');
  const isEnd = /^[\]}]?$/.test(token);
  if (isAfterComma && isEnd) {
    return { offset: before.length - 1, words: 'a comma that nothing follows: remove it' };
  }
  return { offset, words: wordsOf(code, token, before) };
}

function wordsOf(code: ErrorCode, token: string, before: string): string {
  if (code === 'InvalidCommentToken' || /^(?:#|\/[/*])/.test(token)) {
    return 'a comment, which JSON does not have: remove it';
  }
  switch (code) {
    case 'InvalidSymbol':
      return symbolWords(token, before);
    case 'CommaExpected':
      return /\d$/.test(before) && /^\d/.test(token)
        ? 'a number that begins with 0: write it without'
        : 'a comma is missing before this';
    case 'ColonExpected':
      return 'a colon is missing between a name and its value';
    case 'CloseBraceExpected':
      return 'the text ends before its last }: part of it may be lost';
    case 'CloseBracketExpected':
      return 'the text ends before its last ]: part of it may be lost';
    case 'EndOfFileExpected':
      return `${shown(token)} follows the end of the document: remove what is too much`;
    case 'PropertyNameExpected':
      return before.endsWith(',') && /^\d/.test(token)
        ? 'a name is missing; decimals are written with a point, such as 0.5'
        : 'a name in quotation marks is missing';
    case 'UnexpectedEndOfString':
      return 'a text has no quotation mark at the end of its line';
    case 'UnexpectedEndOfNumber':
    case 'InvalidNumberFormat':
      return `${shown(token)} is no number of JSON: write it as 0.5 or -3`;
    case 'InvalidEscapeCharacter':
    case 'InvalidUnicode':
      return 'a backslash in a text: write two for one';
    case 'InvalidCharacter':
      return 'a tab or another control character in a text: write it as \\t or \\u0009';
    default:
      return 'a value is missing';
  }
}

/** What is neither a name in quotation marks nor a value. */
function symbolWords(token: string, before: string): string {
  if (/^['“”„‘’«»`]/.test(token)) return `${shown(token)} is not in the quotation marks of JSON: write "…"`;
  if (/\d$/.test(before) || /^[.+-]/.test(token)) {
    const number = `${/[\d.]*$/.exec(before)?.[0] ?? ''}${token}`;
    return `${shown(number)} is no number of JSON: write it as 0.5 or -3`;
  }
  const lower = token.toLowerCase();
  if (lower !== token && ['true', 'false', 'null'].includes(lower)) {
    return `${token} is no value of JSON: write ${lower}`;
  }
  if (/[{,]$/.test(before))
    return `the name ${shown(token)} is not in quotation marks: write "${cut(token)}"`;
  return `${shown(token)} is no value of JSON: a text stands in quotation marks`;
}

interface Named {
  /** Offset behind the name. */
  readonly endOffset: number;
}

/** @throws WrittenJsonError naming each doubled name with both values and lines. */
function refuseDoubledNames(text: string): void {
  const open: Map<string, Named>[] = [];
  const doubled: string[] = [];
  visit(text, {
    onObjectBegin: () => void open.push(new Map()),
    onObjectEnd: () => void open.pop(),
    onObjectProperty: (name, offset, length, _line, _character, path) => {
      const names = open.at(-1);
      const found: Named = { endOffset: offset + length };
      const earlier = names?.get(name);
      names?.set(name, found);
      if (earlier === undefined || doubled.length > DOUBLED_SHOWN) return;
      const place = [...path(), name].join('.');
      doubled.push(
        `${shown(place)} is written twice, ${valueAfter(text, earlier)} and ${valueAfter(text, found)}`,
      );
    },
  });
  if (doubled.length === 0) return;
  const told = doubled.slice(0, DOUBLED_SHOWN);
  if (doubled.length > told.length) told.push('and more');
  throw new WrittenJsonError(`${told.join('; ')}: remove what you do not mean`);
}

/** `80 in line 3`; of an object or a list only that. */
function valueAfter(text: string, { endOffset }: Named): string {
  const scanner = createScanner(text, true);
  scanner.setPosition(endOffset);
  scanner.scan();
  scanner.scan();
  const token = text.slice(scanner.getTokenOffset(), scanner.getPosition());
  const value = token === '{' ? '{…}' : token === '[' ? '[…]' : cut(token);
  return `${value} in line ${lineOf(text, endOffset)}`;
}

function placeOf(text: string, offset: number): string {
  const lineStart = Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
  return `line ${lineOf(text, offset)}, column ${offset - lineStart + 1}`;
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split(/\r\n|\r|\n/).length;
}

function shown(token: string): string {
  return JSON.stringify(cut(token));
}

function cut(token: string): string {
  return token.length > SHOWN_CHARACTERS ? `${token.slice(0, SHOWN_CHARACTERS)}…` : token;
}
