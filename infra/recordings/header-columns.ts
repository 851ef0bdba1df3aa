/**
 * Which column is which, by the names in a header?
 *
 * - Names count without capitals, blanks and signs, under all the names that tools give them.
 * - What `--columns` says wins. What two columns could be is asked for, never guessed.
 */
import { InputError } from '../input-error.ts';
import { shown } from './candle-file-error.ts';

/** What a column holds, and the names that it goes by, the surest first. */
export interface ColumnRole {
  readonly role: string;
  readonly names: readonly string[];
}

/** The columns that a user has named: a name in the header, or a number from 1. */
export type ChosenColumns<Role extends string = string> = ReadonlyMap<Role, string>;

/** `Volume (BTC)` is `volume_btc`. */
export function plainName(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '_')
    .replaceAll(/^_|_$/g, '');
}

/** `time=ts,open=o`. @throws InputError where it is not that. */
export function chosenColumns<Role extends string>(
  written: string,
  roles: readonly Role[],
): ChosenColumns<Role> {
  const chosen = new Map<Role, string>();
  for (const part of written.split(',')) {
    const [, before = '', name = ''] = /^\s*(\w+)\s*=\s*(.+?)\s*$/.exec(part) ?? [];
    const role = roles.find((each) => each === before);
    if (role === undefined) {
      throw new InputError(
        `--columns ${part}: write role=column, such as ${roles[0]}=1; roles are ${roles.join(', ')}`,
      );
    }
    if (chosen.has(role)) throw new InputError(`--columns: ${role} is named twice`);
    chosen.set(role, name);
  }
  return chosen;
}

export interface FoundColumns {
  /** By role. */
  readonly columns: ReadonlyMap<string, number>;
  readonly problem?: string;
}

/** The columns of the roles that have one. @param named names that a tool gives in its own way: they come first. */
export function findColumns(
  header: readonly string[],
  roles: readonly ColumnRole[],
  chosen: ChosenColumns = new Map(),
): FoundColumns {
  const names = header.map(plainName);
  const columns = new Map<string, number>();
  for (const { role, names: known } of roles) {
    const wanted = chosen.get(role);
    if (wanted === undefined) {
      const name = known.find((each) => names.includes(each));
      if (name === undefined) continue;
      const at = names.indexOf(name);
      if (names.lastIndexOf(name) !== at) {
        const problem = `the header has two columns ${shown(header[at] ?? '')}: say which by its number, such as --columns ${role}=${at + 1}`;
        return { columns, problem };
      }
      columns.set(role, at);
    } else {
      const at = columnOf(header, wanted);
      if (at === undefined) {
        const problem = `--columns ${role}=${wanted}: the first line ${shown(header.join(','))} has no such column`;
        return { columns, problem };
      }
      columns.set(role, at);
    }
  }
  return { columns };
}

/**
 * The column that a user has named. A number is that of a column: a first line without names may hold it as a value.
 *
 * @param plain the names that are alike.
 */
export function columnOf(
  header: readonly string[],
  wanted: string,
  plain: (name: string) => string = plainName,
): number | undefined {
  if (/^\d+$/.test(wanted)) {
    const number = Number(wanted) - 1;
    return number >= 0 && number < header.length ? number : undefined;
  }
  const exact = header.findIndex((name) => name.trim() === wanted);
  const at = exact >= 0 ? exact : header.map(plain).indexOf(plain(wanted));
  return at >= 0 ? at : undefined;
}

/** The column of the day, beside one whose times may be those of a clock. */
export function dateColumnOf(header: readonly string[], timeColumn: number): number | undefined {
  const names = header.map(plainName);
  const at = names.indexOf('date');
  return at >= 0 && at !== timeColumn && names[timeColumn] === 'time' ? at : undefined;
}

/** A header as its names: quotation marks round a name are none of it. */
export function unquoted(fields: readonly string[]): readonly string[] {
  return fields.map((field) => field.trim().replace(/^"(.*)"$/, '$1'));
}
