/**
 * Reads a JSON file of rows: lists of values, as freqtrade and ccxt write them, or objects with names.
 */
import { z } from 'zod';
import { CandleFileError, shown } from './candle-file-error.ts';
import { wordsOf } from '../caught-words.ts';
import type { RowFeed, RowTaker } from './row-feed.ts';

const listSchema = z.array(z.unknown());
const rowSchema = z.union([z.array(z.unknown()), z.record(z.string(), z.unknown())]);

/** How many characters the parser shows before the wrong one. */
const TOKEN_IN_PART = 10;

/** The parser says a position, or only what stands there. */
function lineOf(text: string, reason: string): number {
  const [, position] = /at position (\d+)/.exec(reason) ?? [];
  const [, token = '', cut, shownPart = ''] = /token '?(.*?)'?, (\.\.\.)?"([^]*)"/.exec(reason) ?? [];
  const inPart = cut === undefined ? shownPart.indexOf(token) : TOKEN_IN_PART;
  const at =
    position !== undefined
      ? Number(position)
      : shownPart === ''
        ? text.length
        : text.indexOf(shownPart) + inPart;
  return text.slice(0, Math.max(0, at)).split('\n').length;
}

function parsed(file: string, bytes: Buffer): readonly unknown[] {
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (failure) {
    const reason = wordsOf(failure);
    const problem = `is not whole JSON: ${reason.replaceAll(/\s+/g, ' ')}`;
    throw new CandleFileError({ file, line: lineOf(text, reason) }, problem, { cause: failure });
  }
  const list = listSchema.safeParse(value);
  if (list.success) return list.data;
  throw new CandleFileError(
    { file },
    'is JSON, and must be a list of rows, such as [[1746057600000,1,2,1,2,5]]',
  );
}

function fieldsOf(
  file: string,
  value: unknown,
  index: number,
): readonly unknown[] | Readonly<Record<string, unknown>> {
  const row = rowSchema.safeParse(value);
  if (row.success) return row.data;
  const problem = `is ${shown(JSON.stringify(value))}, and must be a list or an object`;
  throw new CandleFileError({ file, row: index + 1 }, problem);
}

/** Gives all rows to `feed`. @throws CandleFileError naming the first wrong row. */
export function takeJson(file: string, bytes: Buffer, feed: RowFeed, taker: RowTaker): void {
  let names: readonly string[] = [];
  let areObjects = false;
  for (const [index, value] of parsed(file, bytes).entries()) {
    const place = { row: index + 1 };
    const row = fieldsOf(file, value, index);
    if (index === 0) {
      areObjects = !Array.isArray(row);
      const known = Array.isArray(row) ? taker.namesOf(row.length) : Object.keys(row);
      if (known === undefined) {
        throw new CandleFileError(
          { file, ...place },
          `is a list of ${Object.keys(row).length} values, whose order is not known`,
        );
      }
      names = feed.begin(known, place).names;
    }
    if (Array.isArray(row) === areObjects) {
      throw new CandleFileError({ file, ...place }, 'is of another shape than the rows before');
    }
    const byName = new Map(Object.entries(row));
    feed.takeFields(Array.isArray(row) ? row : names.map((name) => byName.get(name)), place);
  }
}
