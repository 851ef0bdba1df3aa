/**
 * Where does a text stand in another one, however it was escaped on its way?
 *
 * - A text is searched from every place. What stands before may look like the beginning of an escape, such as a `%` or `%2`:
 *   it takes nothing away from what comes after it.
 * - Backslashes are not compared: nobody knows how often they were doubled.
 */
import { BACKSLASH, EscapeReadings, isOpening } from './escape-readings.ts';

const NONE = -1;

export type Range = readonly [from: number, end: number];

export class EscapedText {
  readonly #readings: EscapeReadings;
  /** How many characters of what is wanted were read before a place, which need not be looked at again. */
  readonly #looked: Int32Array;

  constructor(text: string) {
    this.#readings = new EscapeReadings(text);
    this.#looked = new Int32Array(text.length + 1);
  }

  /** Where a text stands, however it is escaped, with the backslashes in front of it. */
  find(wanted: string): readonly Range[] {
    const bare = wanted.replaceAll('\\', '');
    const codes = Array.from(bare, (letter) => letter.charCodeAt(0));
    const ranges: Range[] = [];
    if (bare === '') return ranges;
    this.#looked.fill(NONE);
    const add = (from: number, end: number) => {
      const last = wanted.endsWith('\\') ? this.#ownBackslashes(end) : end;
      ranges.push([this.#readings.runFrom(from), last]);
    };
    const take = (from: number, count: number, behind: number) => {
      const end = this.#endOf(codes, count, behind);
      if (end !== undefined) add(from, end);
    };
    for (
      let at = this.#readings.text.indexOf(bare);
      at !== NONE;
      at = this.#readings.text.indexOf(bare, at + 1)
    ) {
      add(at, at + bare.length);
    }
    let plainFrom = 0;
    for (const at of this.#readings.openings) {
      this.#readings.each(at, (code, end) => {
        if (code === codes[0]) take(at, 1, end);
      });
      // As many characters as stand before it as they are.
      for (let count = Math.min(codes.length - 1, at - plainFrom); count > 0; count -= 1) {
        if (this.#isBefore(at, codes, count)) take(at - count, count, at);
      }
      plainFrom = at + 1;
    }
    return ranges;
  }

  /** Whether the first of some characters stand right before a place, as they are. */
  #isBefore(at: number, codes: readonly number[], count: number): boolean {
    for (let index = 0; index < count; index += 1) {
      if (this.#readings.text.charCodeAt(at - count + index) !== codes[index]) return false;
    }
    return true;
  }

  /** Where the backslashes end that stand at a place, without the one that escapes a quotation mark behind them. */
  #ownBackslashes(at: number): number {
    const end = this.#readings.runEnd(at);
    return this.#readings.text[end] === '"' && (end - at) % 2 === 1 ? end - 1 : end;
  }

  /** Where the last of some characters ends, of which `count` have been read before a place. */
  #endOf(codes: readonly number[], count: number, from: number): number | undefined {
    let places: readonly number[] = [from];
    for (let index = count; index < codes.length; index += 1) {
      places = this.#after(places, codes[index] ?? NONE, index);
      if (places.length === 0) return undefined;
    }
    return places.reduce((last, place) => Math.max(last, place), from);
  }

  /** Where a character ends that begins at one of some places, or behind their backslashes. */
  #after(places: readonly number[], wanted: number, index: number): readonly number[] {
    const [only = 0] = places;
    const literal = this.#readings.text.charCodeAt(only);
    if (places.length === 1 && !isOpening(literal)) return literal === wanted ? [only + 1] : [];
    const ends = new Set<number>();
    const waiting = [...places];
    // An array that grows while it is read.
    for (const place of waiting) {
      if (this.#looked[place] === index) continue;
      this.#looked[place] = index;
      this.#readings.each(place, (code, end) => {
        if (code === wanted) ends.add(end);
        if (code === BACKSLASH) waiting.push(end);
      });
    }
    return [...ends];
  }
}
