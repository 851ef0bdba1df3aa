/**
 * Every way to read a text: each character as it stands, and each escape as the character that it stands for.
 *
 * - Escapes are those of JSON, percent-encoding and HTML. Their characters may be escaped themselves, in any order.
 * - Time and memory grow with the text alone, whatever a stranger has written.
 */

export const BACKSLASH = 0x5c;
const [PERCENT, AMPERSAND] = [0x25, 0x26];
const [SEMICOLON, SMALL_U, SMALL_X] = [0x3b, 0x75, 0x78];
const ENTITIES: readonly (readonly [name: string, character: string])[] = [
  ['amp;', '&'],
  ['quot;', '"'],
  ['apos;', "'"],
  ['lt;', '<'],
  ['gt;', '>'],
  ['plus;', '+'],
  ['equals;', '='],
  ['sol;', '/'],
  ['bsol;', '\\'],
  ['percnt;', '%'],
];
const [HEX, CODED, NAMED] = [/[\da-f]/i, /[ux]/, /[#a-z]/];
const DIGITS_MAX = 7;
/** What begins at one place: eight layers of escapes are about ten readings. */
const READINGS_MAX = 32;
const NONE = -1;

type Visit = (code: number, end: number) => void;

export function isOpening(code: number): boolean {
  return code === PERCENT || code === BACKSLASH || code === AMPERSAND;
}

export class EscapeReadings {
  readonly text: string;
  /** Where an escape may begin. */
  readonly openings: Int32Array;
  /** The first escape that begins at each place, and for each of them the next: columns, because a long text has a million. */
  readonly #first: Int32Array;
  readonly #next: number[] = [];
  readonly #code: number[] = [];
  readonly #end: number[] = [];
  /** Where the backslashes begin that end at each place, and where those end that begin there. */
  readonly #runFrom: Int32Array;
  readonly #runEnd: Int32Array;

  constructor(text: string) {
    this.text = text;
    this.#first = new Int32Array(text.length + 1).fill(NONE);
    this.#runFrom = new Int32Array(text.length + 1);
    this.#runEnd = new Int32Array(text.length + 1);
    for (let at = 0; at <= text.length; at += 1) {
      this.#runFrom[at] = at;
      this.#runEnd[at] = at;
    }
    this.openings = openingsOf(text);
    // What belongs to an escape stands behind its beginning, and is known by then.
    for (let k = this.openings.length - 1; k >= 0; k -= 1) this.#read(this.openings[k] ?? 0);
    for (const at of this.openings) {
      this.each(at, (code, end) => {
        if (code !== BACKSLASH) return;
        this.#runFrom[end] = Math.min(this.#runFrom[end] ?? end, this.#runFrom[at] ?? at);
      });
    }
  }

  /** Where the backslashes begin that end at a place. */
  runFrom(at: number): number {
    return this.#runFrom[at] ?? at;
  }

  /** Where the backslashes end that begin at a place. */
  runEnd(at: number): number {
    return this.#runEnd[at] ?? at;
  }

  /** Each character that a place may begin with. */
  each(at: number, visit: Visit): void {
    if (at >= this.text.length) return;
    visit(this.text.charCodeAt(at), at + 1);
    for (let index = this.#first[at] ?? NONE; index !== NONE; index = this.#next[index] ?? NONE) {
      visit(this.#code[index] ?? 0, this.#end[index] ?? 0);
    }
  }

  /** Each character that a place, or what is behind its backslashes, may begin with. */
  #eachBehind(at: number, visit: Visit): void {
    const literal = this.text.charCodeAt(at);
    if (!isOpening(literal)) {
      this.each(at, visit);
      return;
    }
    // A set that grows while it is read.
    const waiting = new Set([at]);
    for (const place of waiting) {
      this.each(place, (code, end) => {
        if (code === BACKSLASH) waiting.add(end);
        else visit(code, end);
      });
    }
  }

  #read(at: number): void {
    const literal = this.text.charCodeAt(at);
    if (literal === BACKSLASH) this.#runEnd[at] = this.#runEnd[at + 1] ?? at + 1;
    if (!this.#mayBegin(literal, this.text.charCodeAt(at + 1))) return;
    const begun: (readonly [code: number, end: number])[] = [[literal, at + 1]];
    // An array that grows while it is read: an escape may be the beginning of another.
    for (const [code, end] of begun) {
      this.#escapes(code, end, (meant, behind) => {
        if (begun.length > READINGS_MAX || begun.some((each) => each[0] === meant && each[1] === behind)) {
          return;
        }
        begun.push([meant, behind]);
        this.#next.push(this.#first[at] ?? NONE);
        this.#first[at] = this.#code.length;
        this.#code.push(meant);
        this.#end.push(behind);
      });
    }
    for (const [code, end] of begun) {
      if (code === BACKSLASH) {
        this.#runEnd[at] = Math.max(this.#runEnd[at] ?? at, this.#runEnd[end] ?? end);
      }
    }
  }

  /** Whether an escape may go on with a character. */
  #mayBegin(opening: number, next: number): boolean {
    const goesOn = opening === PERCENT ? HEX : opening === BACKSLASH ? CODED : NAMED;
    return isOpening(next) || goesOn.test(String.fromCharCode(next));
  }

  /** What the characters behind a beginning make of it. */
  #escapes(opening: number, at: number, visit: Visit): void {
    if (opening === PERCENT) this.#hexPair(at, visit);
    else if (opening === BACKSLASH) {
      // Of backslashes in a row the last one begins an escape.
      this.each(at, (code, end) => {
        if (code === SMALL_X) this.#hexPair(end, visit);
        if (code === SMALL_U) for (const behind of this.#spelled(end, '00')) this.#hexPair(behind, visit);
      });
    } else if (opening === AMPERSAND) {
      for (const [name, character] of ENTITIES) {
        for (const end of this.#spelled(at, name)) visit(character.charCodeAt(0), end);
      }
      for (const end of this.#spelled(at, '#')) this.#number(end, '', 10, visit);
      for (const word of ['#x', '#X']) {
        for (const end of this.#spelled(at, word)) this.#number(end, '', 16, visit);
      }
    }
  }

  #hexPair(at: number, visit: Visit): void {
    this.#digit(at, 16, (high, middle) => {
      this.#digit(middle, 16, (low, end) => visit(Number.parseInt(`${high}${low}`, 16), end));
    });
  }

  #digit(at: number, radix: number, visit: (digit: string, end: number) => void): void {
    this.#eachBehind(at, (code, end) => {
      const digit = String.fromCharCode(code);
      if (!Number.isNaN(Number.parseInt(digit, radix))) visit(digit, end);
    });
  }

  #number(at: number, digits: string, radix: number, visit: Visit): void {
    if (digits !== '') {
      this.#eachBehind(at, (code, end) => {
        if (code === SEMICOLON) visit(Number.parseInt(digits, radix), end);
      });
    }
    if (digits.length === DIGITS_MAX) return;
    this.#digit(at, radix, (digit, end) => this.#number(end, `${digits}${digit}`, radix, visit));
  }

  #spelled(at: number, word: string): readonly number[] {
    let places: readonly number[] = [at];
    for (const letter of word) {
      const ends: number[] = [];
      for (const place of places) {
        this.#eachBehind(place, (code, end) => {
          if (code === letter.charCodeAt(0)) ends.push(end);
        });
      }
      if (ends.length === 0) return ends;
      places = ends;
    }
    return places;
  }
}

function openingsOf(text: string): Int32Array {
  const openings = new Int32Array(text.length);
  let count = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (!isOpening(text.charCodeAt(at))) continue;
    openings[count] = at;
    count += 1;
  }
  return openings.subarray(0, count);
}
