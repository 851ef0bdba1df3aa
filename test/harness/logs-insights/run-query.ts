/**
 * A query of CloudWatch Logs Insights, run over lines of a log: the commands, functions and rules that this project's
 * queries use, as AWS documents them.
 *
 * Stricter than AWS: there a field that no line has is an empty column, here it is an error.
 */
import { z } from 'zod';
import { compare, totalOf, valueOf, type Row } from './evaluate.ts';
import { SyntaxOfQueryError, Tokens, fieldsOf, textOf, type Expression, type Value } from './expression.ts';

export interface LogEvent {
  readonly timestampMs: number;
  readonly message: string;
}

export interface Result {
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
}

/** A field that no line has. */
export class UnknownFieldError extends Error {
  override readonly name = 'UnknownFieldError';
}

interface Selected {
  readonly name: string;
  readonly expression: Expression;
}

/** The rows after a command, and the names that may be used from there on. */
interface Stage {
  readonly rows: readonly Row[];
  readonly known: ReadonlySet<string>;
  readonly columns: readonly string[];
  /** Only `limit` may follow. */
  readonly isDistinct?: true;
}

const GENERATED = ['@timestamp', '@message'];

/**
 * @param examples lines that have every field there is; if absent, the events
 * @throws UnknownFieldError, SyntaxOfQueryError
 */
export function runQuery(query: string, events: readonly LogEvent[], examples = events): Result {
  const rows = events.map(rowOf);
  const known = new Set(examples.flatMap((event) => [...rowOf(event).keys()].map(anyElement)));
  let stage: Stage = { rows: newestFirst(rows), known, columns: GENERATED };
  for (const command of commandsOf(query)) stage = run(command, stage);
  return { columns: stage.columns, rows: stage.rows };
}

/** Without comments, and without the log groups that a dashboard puts before. */
function commandsOf(query: string): readonly string[] {
  const lines = query.split('\n').filter((line) => !line.startsWith('#'));
  return lines
    .join('\n')
    .split('|')
    .map((command) => command.trim())
    .filter((command) => !command.startsWith('SOURCE '));
}

function run(text: string, stage: Stage): Stage {
  const [, name = '', rest = ''] = /^(\w+) ([^]+)$/.exec(text) ?? [];
  if (stage.isDistinct && name !== 'limit') throw new SyntaxOfQueryError('only limit may follow dedup');
  const tokens = new Tokens(rest);
  const next = commandOf(name)(tokens, stage);
  if (!tokens.isAtEnd) throw new SyntaxOfQueryError(`${tokens.next()} is too much in: ${text}`);
  return next;
}

function commandOf(name: string): (tokens: Tokens, stage: Stage) => Stage {
  switch (name) {
    case 'fields':
      return fields;
    case 'filter':
      return filter;
    case 'stats':
      return stats;
    case 'sort':
      return sort;
    case 'dedup':
      return dedup;
    case 'limit':
      return (tokens, stage) => ({ ...stage, rows: stage.rows.slice(0, Number(tokens.next())) });
    default:
      throw new SyntaxOfQueryError(`${name} is no command`);
  }
}

function fields(tokens: Tokens, stage: Stage): Stage {
  const selected = tokens.list(() => selectedOf(tokens, stage));
  const rows = stage.rows.map(
    (row) =>
      new Map([...row, ...selected.map(({ name, expression }) => [name, valueOf(expression, row)] as const)]),
  );
  const columns = selected.map(({ name }) => name);
  return { rows, columns, known: new Set([...stage.known, ...columns]) };
}

function filter(tokens: Tokens, stage: Stage): Stage {
  const condition = checked(tokens.expression(), stage);
  return { ...stage, rows: stage.rows.filter((row) => valueOf(condition, row) === true) };
}

function stats(tokens: Tokens, stage: Stage): Stage {
  const totals = tokens.list(() => selectedOf(tokens, stage));
  const keys = tokens.take('by') === undefined ? [] : tokens.list(() => selectedOf(tokens, stage));
  const groups = Map.groupBy(stage.rows, (row) =>
    JSON.stringify(keys.map(({ expression }) => valueOf(expression, row) ?? null)),
  );
  const rows = [...groups.values()].map((group) => {
    const [first = new Map()] = group;
    return new Map([
      ...keys.map(({ name, expression }) => [name, valueOf(expression, first)] as const),
      ...totals.map(({ name, expression }) => [name, totalOf(expression, group)] as const),
    ]);
  });
  const columns = [...keys, ...totals].map(({ name }) => name);
  return { rows, columns, known: new Set(columns) };
}

function sort(tokens: Tokens, stage: Stage): Stage {
  const by = checked(tokens.expression(), stage);
  const sign = tokens.take('asc', 'desc') === 'asc' ? 1 : -1;
  const rows = stage.rows.toSorted((a, b) => sign * compare(valueOf(by, a), valueOf(by, b)));
  return { ...stage, rows };
}

/** The first of each value; rows without one are all kept. */
function dedup(tokens: Tokens, stage: Stage): Stage {
  const by = checked(tokens.expression(), stage);
  const seen = new Set<Value>();
  const rows = stage.rows.filter((row) => {
    const value = valueOf(by, row);
    if (value !== undefined && seen.has(value)) return false;
    seen.add(value);
    return true;
  });
  return { ...stage, rows, isDistinct: true };
}

function selectedOf(tokens: Tokens, stage: Stage): Selected {
  const expression = checked(tokens.expression(), stage);
  const name = tokens.take('as') === undefined ? textOf(expression) : tokens.next();
  return { name, expression };
}

/** @throws UnknownFieldError */
function checked(expression: Expression, { known }: Stage): Expression {
  const unknown = fieldsOf(expression).filter((name) => !known.has(anyElement(name)));
  if (unknown.length > 0) throw new UnknownFieldError(`no line has ${unknown.join(', ')}`);
  return expression;
}

/** A list may be longer than in these lines: `open.2` is known where one has `open.0`. */
function anyElement(name: string): string {
  return name.replaceAll(/\.\d+(?=\.|$)/g, '.N');
}

function newestFirst(rows: readonly Row[]): readonly Row[] {
  return rows.toSorted((a, b) => compare(b.get('@timestamp'), a.get('@timestamp')));
}

/** Every value of a line by its path: `rows.0` is the first element of a list. A line that is no JSON is text. */
function rowOf({ timestampMs, message }: LogEvent): Row {
  const row = new Map<string, Value>([
    ['@timestamp', timestampMs],
    ['@message', message],
  ]);
  const add = (path: string, value: unknown): void => {
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
      row.set(path, value);
    else if (typeof value === 'object' && value !== null) {
      for (const [key, inner] of Object.entries(value)) add(path === '' ? key : `${path}.${key}`, inner);
    }
  };
  if (message.startsWith('{')) add('', z.record(z.string(), z.unknown()).parse(JSON.parse(message)));
  return row;
}
