/**
 * What did a client send, wherever it put its parameters?
 *
 * They may stand in the query, in the body, or in both, in any order; the query wins where both name one.
 * @throws Refusal for what is missing or no value of its kind
 */
import { parseDecimal, type Decimal } from '../decimal.ts';
import { Refusal } from '../refusals.ts';

export class WireParams {
  private readonly values = new Map<string, string>();

  /** @param sent raw strings, the one that wins first. */
  constructor(...sent: readonly string[]) {
    for (const text of sent) {
      for (const [name, value] of new URLSearchParams(text)) {
        if (!this.values.has(name)) this.values.set(name, value);
      }
    }
  }

  /** What was sent and is not empty. */
  text(name: string): string | undefined {
    const value = this.values.get(name);
    return value === '' ? undefined : value;
  }

  required(name: string): string {
    const value = this.text(name);
    if (value === undefined) throw malformed(name);
    return value;
  }

  decimal(name: string): Decimal | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const parsed = parseDecimal(value);
    // A number of more places than anything here has.
    if (parsed === undefined && /^\d+\.\d+$/.test(value)) throw new Refusal(-1111);
    if (parsed === undefined) throw malformed(name);
    return parsed;
  }

  requiredDecimal(name: string): Decimal {
    const value = this.decimal(name);
    if (value === undefined) throw malformed(name);
    return value;
  }

  integer(name: string): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    if (!/^\d{1,16}$/.test(value)) throw malformed(name);
    return Number(value);
  }

  flag(name: string): boolean {
    const value = (this.text(name) ?? 'false').toLowerCase();
    if (value !== 'true' && value !== 'false') throw malformed(name);
    return value === 'true';
  }

  /** One of the values, in whatever case it was sent; the first where nothing was. */
  choice<const T extends string>(
    name: string,
    values: readonly T[],
    code: -1115 | -1116 | -1117 | -1130 | -5037,
  ): T {
    const sent = this.text(name)?.toUpperCase();
    const found = sent === undefined ? values[0] : values.find((value) => value === sent);
    if (found === undefined) throw new Refusal(code);
    return found;
  }

  query(): URLSearchParams {
    return new URLSearchParams([...this.values]);
  }
}

function malformed(name: string): Refusal {
  return new Refusal(-1102, `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.`);
}
