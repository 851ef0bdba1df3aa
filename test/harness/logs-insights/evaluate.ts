/**
 * The value of an expression in a row, and of an aggregation in several.
 */
import { SyntaxOfQueryError, spanMs, textOf, type Expression, type Value } from './expression.ts';

export type Row = ReadonlyMap<string, Value>;

export function valueOf(expression: Expression, row: Row): Value {
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'field':
      return row.get(expression.name);
    case 'binary':
      return combine(expression.operator, valueOf(expression.left, row), () =>
        valueOf(expression.right, row),
      );
    case 'call':
      return callOf(expression.name, expression.args, row);
  }
}

function callOf(name: string, args: readonly Expression[], row: Row): Value {
  switch (name) {
    case 'ispresent':
      return args.every((arg) => valueOf(arg, row) !== undefined);
    case 'coalesce':
      return args.map((arg) => valueOf(arg, row)).find((value) => value !== undefined);
    case 'floor': {
      const [of] = args;
      const value = of && valueOf(of, row);
      return value === undefined ? undefined : Math.floor(Number(value));
    }
    case 'bin': {
      const [span] = args;
      const sizeMs = spanMs(span);
      return Math.floor(Number(row.get('@timestamp')) / sizeMs) * sizeMs;
    }
    default:
      throw new SyntaxOfQueryError(`${name} is no function`);
  }
}

function combine(operator: string, left: Value, right: () => Value): Value {
  if (operator === 'and') return left === true && right() === true;
  if (operator === 'or') return left === true || right() === true;
  const other = right();
  if (left === undefined || other === undefined) return undefined;
  if (operator === '=') return left === other;
  if (operator === '!=') return left !== other;
  if (operator === 'like') return String(left).includes(String(other));
  const [a, b] = [Number(left), Number(other)];
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    default:
      return a >= b;
  }
}

/** @param group newest first */
export function totalOf(expression: Expression, group: readonly Row[]): Value {
  if (expression.kind !== 'call') throw new SyntaxOfQueryError(`${textOf(expression)} counts nothing`);
  const [of] = expression.args;
  if (expression.name === 'count' && of === undefined) return group.length;
  if (of === undefined) throw new SyntaxOfQueryError(`${expression.name} of what?`);
  const values = group.flatMap((row) => valueOf(of, row) ?? []);
  switch (expression.name) {
    case 'latest':
      return latestOf(of, group);
    case 'sum':
      return values.reduce<number>((sum, value) => sum + Number(value), 0);
    case 'min':
      return values.length === 0 ? undefined : Math.min(...values.map(Number));
    case 'max':
      return values.length === 0 ? undefined : Math.max(...values.map(Number));
    default:
      throw new SyntaxOfQueryError(`${expression.name} is no aggregation`);
  }
}

/** AWS does not say what it is where the latest line lacks the field: no query may depend on it. */
function latestOf(of: Expression, [latest, ...earlier]: readonly Row[]): Value {
  const value = latest && valueOf(of, latest);
  if (value === undefined && earlier.some((row) => valueOf(of, row) !== undefined)) {
    throw new SyntaxOfQueryError(`latest(${textOf(of)}) is not defined where the latest line lacks it`);
  }
  return value;
}

export function compare(a: Value, b: Value): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a ?? '').localeCompare(String(b ?? ''), 'en');
}
