/**
 * Expressions of CloudWatch Logs Insights, as far as this project's queries use them; anything else is an error.
 */
export type Value = string | number | boolean | undefined;

export type Expression =
  | { readonly kind: 'literal'; readonly value: Exclude<Value, undefined> }
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
  | {
      readonly kind: 'binary';
      readonly operator: string;
      readonly left: Expression;
      readonly right: Expression;
    };

/** The query is none that Logs Insights is known to take. */
export class SyntaxOfQueryError extends Error {
  override readonly name = 'SyntaxOfQueryError';
}

const TOKEN = /\s*(?:("[^"]*"|'[^']*')|(\d+(?:\.\d+)?[a-z]*)|([@A-Za-z_][\w.]*)|(<=|>=|!=|[-+*/=<>(),]))/y;

const LEVELS = [['or'], ['and'], ['=', '!=', '<', '<=', '>', '>=', 'like'], ['+', '-'], ['*', '/']];

export class Tokens {
  private readonly tokens: readonly string[];
  private at = 0;

  constructor(text: string) {
    const tokens: string[] = [];
    TOKEN.lastIndex = 0;
    const end = text.trimEnd().length;
    while (TOKEN.lastIndex < end) {
      const begin = TOKEN.lastIndex;
      const [, ...parts] = TOKEN.exec(text) ?? [];
      const token = parts.find((part) => part !== undefined);
      if (token === undefined) throw new SyntaxOfQueryError(`unknown: ${text.slice(begin).trim()}`);
      tokens.push(token);
    }
    this.tokens = tokens;
  }

  get isAtEnd(): boolean {
    return this.at === this.tokens.length;
  }

  /** Takes the next token if it is one of these. */
  take(...wanted: readonly string[]): string | undefined {
    const token = this.tokens[this.at];
    if (token === undefined || !wanted.includes(token)) return undefined;
    this.at += 1;
    return token;
  }

  next(): string {
    const token = this.tokens[this.at];
    if (token === undefined)
      throw new SyntaxOfQueryError(`something is missing after ${this.tokens.join(' ')}`);
    this.at += 1;
    return token;
  }

  expression(level = 0): Expression {
    const operators = LEVELS[level];
    if (operators === undefined) return this.operand();
    let left = this.expression(level + 1);
    for (let operator = this.take(...operators); operator !== undefined; operator = this.take(...operators)) {
      left = { kind: 'binary', operator, left, right: this.expression(level + 1) };
    }
    return left;
  }

  /** One or more, with commas between them. */
  list<Item>(item: () => Item): readonly Item[] {
    const items = [item()];
    while (this.take(',') !== undefined) items.push(item());
    return items;
  }

  private operand(): Expression {
    if (this.take('(') !== undefined) {
      const inner = this.expression();
      this.close();
      return inner;
    }
    const token = this.next();
    if (/^["']/.test(token)) return { kind: 'literal', value: token.slice(1, -1) };
    if (/^\d+(?:\.\d+)?$/.test(token)) return { kind: 'literal', value: Number(token) };
    // A span of time, such as 10m.
    if (/^\d/.test(token)) return { kind: 'literal', value: token };
    if (!/^[@A-Za-z_]/.test(token)) throw new SyntaxOfQueryError(`${token} is no operand`);
    if (this.take('(') === undefined) return { kind: 'field', name: token };
    const args = this.take('*') === undefined ? this.list(() => this.expression()) : [];
    this.close();
    return { kind: 'call', name: token, args };
  }

  private close(): void {
    if (this.take(')') === undefined) throw new SyntaxOfQueryError('a bracket is not closed');
  }
}

/** Every field that is named in it. */
export function fieldsOf(expression: Expression): readonly string[] {
  switch (expression.kind) {
    case 'literal':
      return [];
    case 'field':
      return [expression.name];
    case 'call':
      return expression.args.flatMap(fieldsOf);
    case 'binary':
      return [...fieldsOf(expression.left), ...fieldsOf(expression.right)];
  }
}

/** As it was written, which is the name of a column without an alias. */
export function textOf(expression: Expression): string {
  switch (expression.kind) {
    case 'literal':
      return String(expression.value);
    case 'field':
      return expression.name;
    case 'call':
      return `${expression.name}(${expression.args.map(textOf).join(', ')})`;
    case 'binary':
      return `${textOf(expression.left)} ${expression.operator} ${textOf(expression.right)}`;
  }
}

const UNIT_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** @throws SyntaxOfQueryError for what is no span of time */
export function spanMs(expression: Expression | undefined): number {
  const [, count, unit = ''] =
    /^(\d+)([a-z]+)$/.exec(expression === undefined ? '' : textOf(expression)) ?? [];
  const unitMs = UNIT_MS[unit];
  if (unitMs === undefined) throw new SyntaxOfQueryError('bin takes a span of time, such as 10m');
  return Number(count) * unitMs;
}
