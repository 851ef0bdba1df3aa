/**
 * HTML and SVG that no text can become a part of.
 *
 * Invariants:
 * - A string is text, wherever it comes from: it is escaped, and loses what would steer a reader. Only this file makes
 *   markup.
 * - Attributes are in single quotes: a page that is sent as JSON stays small.
 * - The same tree gives the same bytes.
 */
import { plainText } from '../../core/words.ts';
import { typeset } from './drawn-figures.ts';

/** Markup that is written as it is. */
export class Markup {
  readonly #written: string;

  private constructor(written: string) {
    this.#written = written;
  }

  toString(): string {
    return this.#written;
  }

  static of(name: string, attributes: Attributes, children: readonly Child[]): Markup {
    const written = Object.entries(attributes)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => ` ${key}='${attributeText(value)}'`)
      .join('');
    const inside = children.map((child) => (child instanceof Markup ? child.#written : escaped(child)));
    if (VOID.has(name)) return new Markup(`<${name}${written}>`);
    if (inside.length === 0 && SHAPES.has(name)) return new Markup(`<${name}${written}/>`);
    return new Markup(`<${name}${written}>${inside.join('')}</${name}>`);
  }

  static joined(parts: readonly Child[]): Markup {
    return new Markup(parts.map((part) => (part instanceof Markup ? part.#written : escaped(part))).join(''));
  }

  /** Style rules of ours: they are no text of anybody. */
  static style(rules: string): Markup {
    return new Markup(`<style>${rules.replaceAll('<', '')}</style>`);
  }

  /** A script of ours, or data for one. */
  static script(content: string, attributes: Attributes = {}): Markup {
    const begin = Markup.of('script', attributes, []).#written.replace('</script>', '');
    return new Markup(`${begin}${scriptText(content)}</script>`);
  }

  /** A page is nothing but its head and its body. */
  static page(html: Markup): string {
    return `<!doctype html>\n${html.#written}\n`;
  }
}

/** What would end a script, or begin a comment in it; in a string, a backslash before it changes nothing. */
const SCRIPT_ENDS = /<(\/script|!--)/gi;

/** What stands between the tags of `Markup.script`: its hash is of this. */
export function scriptText(content: string): string {
  return content.replaceAll(SCRIPT_ENDS, '<\\$1');
}

/** A string is text. */
export type Child = Markup | string;
export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** Have no end tag in HTML. */
const VOID = new Set(['br', 'hr', 'img', 'input', 'meta', 'link']);
/** Of SVG: end with a slash where they are empty. */
const SHAPES = new Set(['circle', 'line', 'path', 'polygon', 'rect']);

/** `undefined` leaves an attribute out; a number is rounded to a tenth. */
export function element(name: string, attributes: Attributes = {}, ...children: readonly Child[]): Markup {
  return Markup.of(name, attributes, children);
}

export function joined(parts: readonly Child[]): Markup {
  return Markup.joined(parts);
}

/** Words of ours, of which what is typed stands between backticks. */
export function prose(words: string): Markup {
  return joined(words.split('`').map((part, k) => (k % 2 === 0 ? typeset(part) : element('code', {}, part))));
}

function attributeText(value: string | number | undefined): string {
  return typeof value === 'number' ? tenth(value) : escaped(value ?? '');
}

/** A length in a picture, without digits that nobody sees. */
export function tenth(value: number): string {
  const rounded = Math.round(value * 10) / 10;
  return String(rounded === 0 ? 0 : rounded);
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  "'": '&#39;',
  '"': '&quot;',
};

function escaped(text: string): string {
  return plainText(text).replaceAll(/[&<>'"]/g, (character) => ENTITIES[character] ?? '');
}
