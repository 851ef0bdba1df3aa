/**
 * Takes secrets out of a text that quotes them, however often the text was escaped as in JSON or percent-encoded on its way,
 * in whatever order.
 *
 * - A text without a backslash and a percent sign quotes as it is: the common answer costs a search for each secret.
 * - Any other one is decoded, layer by layer, and searched; what is replaced stands in the text as it came.
 * - Time grows with the text alone, whatever a stranger has written.
 */

const IN_ITS_PLACE = '(key)';

export function withoutQuotes(text: string, secrets: readonly string[]): string {
  const isAsItIs = !text.includes('\\') && !text.includes('%');
  const layers = isAsItIs ? [] : layersOf(text);
  const found = layers.at(-1)?.text ?? text;
  const ranges: Range[] = [];
  for (const secret of secrets) {
    const wanted = isAsItIs ? secret : decoded(secret);
    if (wanted === '') continue;
    for (let at = found.indexOf(wanted); at !== -1; at = found.indexOf(wanted, at + wanted.length)) {
      const end = at + wanted.length;
      ranges.push([
        firstOf(layers, at),
        ENDS_ESCAPED.test(secret) ? lastOf(layers, end) : firstOf(layers, end),
      ]);
    }
  }
  return ranges.length === 0 ? text : without(text, ranges);
}

type Range = readonly [from: number, end: number];

/** Of two secrets one may begin the other, or end where it begins: neither is left in part. */
function without(text: string, ranges: readonly Range[]): string {
  let rest = '';
  let end = 0;
  for (const [from, to] of ranges.toSorted(([left], [right]) => left - right)) {
    if (from >= end) rest += text.slice(end, from) + IN_ITS_PLACE;
    end = Math.max(end, to);
  }
  return rest + text.slice(end);
}

/** One layer of escapes: backslashes with or without a code, and percent signs with one, themselves encoded or not. */
const ENCODED = /(?:\\|%(?:25)*5c)+(?:u00([0-9a-f]{2}))?|%(?:25)*([0-9a-f]{2})/gi;
/** A backslash at the end of a secret is its own, and not that of what follows. */
const ENDS_ESCAPED = /(?:\\|%(?:25)*5c)$/i;
/** Nobody escapes a text more often; what is left then is no secret that somebody could read. */
const LAYERS_MAX = 8;

/** A text with one layer less, and where its parts begin: columns, because a long text may have a million. */
interface Layer {
  readonly text: string;
  /** In the decoded text. */
  readonly at: readonly number[];
  /** In the text before: with the backslashes in front of it, and without. */
  readonly from: readonly number[];
  readonly bare: readonly number[];
}

function layersOf(text: string): readonly Layer[] {
  const layers: Layer[] = [];
  let last = text;
  while (layers.length < LAYERS_MAX) {
    const layer = layerOf(last);
    if (layer.at.length === 1) break;
    layers.push(layer);
    last = layer.text;
  }
  return layers;
}

function decoded(text: string): string {
  return layersOf(text).at(-1)?.text ?? text;
}

function layerOf(text: string): Layer {
  const [at, from, bare] = [[0], [0], [0]];
  let length = 0;
  let end = 0;
  const begin = (fromIndex: number, bareIndex: number) => {
    at.push(length);
    from.push(fromIndex);
    bare.push(bareIndex);
  };
  const plain = text.replaceAll(
    ENCODED,
    (token: string, escape: string | undefined, code: string | undefined, index: number) => {
      length += index - end;
      end = index + token.length;
      const hex = escape ?? code;
      begin(index, hex === undefined ? end : index);
      if (hex === undefined) return '';
      length += 1;
      begin(end, end);
      return String.fromCharCode(Number.parseInt(hex, 16));
    },
  );
  return { text: plain, at, from, bare };
}

/** Where a place of the decoded text begins in the text as it came, with what was escaped there. */
function firstOf(layers: readonly Layer[], place: number): number {
  return layers.reduceRight((index, { at, from, bare }) => {
    let k = lastPart(at, index);
    while (k > 0 && at[k - 1] === index) k -= 1;
    return at[k] === index ? from[k]! : bare[k]! + index - at[k]!;
  }, place);
}

/** The same, without the backslashes before it. */
function lastOf(layers: readonly Layer[], place: number): number {
  return layers.reduceRight((index, { at, bare }) => {
    const k = lastPart(at, index);
    return bare[k]! + index - at[k]!;
  }, place);
}

/** The last part that begins there or before. */
function lastPart(at: readonly number[], index: number): number {
  let low = 0;
  let high = at.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (at[middle]! <= index) low = middle;
    else high = middle - 1;
  }
  return low;
}

const NAME =
  /(?:signature|(?<!as|de|re)sign(?![a-z])|token|secret|credential|authorization|api-?key)[\w-]{0,40}/.source;
/** Percent-encoded, or escaped as in JSON, as often as you like. */
const ESCAPES = /(?:\\|%(?:25)*5c)*/.source;
const QUOTE = `(?:${ESCAPES}(?:["']|u002[27]|%(?:25)*2[27]))?`;
const SPACES = /(?:\s|%(?:25)*20)*/.source;
const SCHEME = /(?:(?:bearer|basic)(?:\s|%(?:25)*20)+)?/.source;
/** A backslash that escapes no quote belongs to the value. */
const VALUE = /(?:[^&"'\s,}\\]|\\+[^"'\s\\])+/.source;
/** A field with a secret or a signature, in a query, a header or JSON: `signature=…`, `x-amz-security-token: …`. */
const FIELD = new RegExp(
  `(?<name>${NAME}${QUOTE}${SPACES}(?:[=:]|%(?:25)*3[ad])${SPACES}${QUOTE}${SCHEME})${VALUE}`,
  'gi',
);

/** Words that nobody has foreseen, such as those of a library: without the secrets and signatures that they name. */
export function withoutNamedSecrets(text: string): string {
  return text.replaceAll(FIELD, `$<name>${IN_ITS_PLACE}`);
}
