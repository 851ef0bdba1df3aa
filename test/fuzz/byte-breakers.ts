/**
 * The bytes of a right file, and everything that can be wrong with them.
 */
import fc from 'fast-check';
import { brokenText } from './breakers.ts';

/** Some bytes, with a few of them changed. */
function changedBytes(valid: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array> {
  const strange = fc.uint8Array({ minLength: 1, maxLength: 4 });
  return fc.tuple(valid, fc.nat(), strange).map(([whole, at, other]) => {
    const broken = Uint8Array.from(whole);
    broken.set(other.slice(0, broken.length), at % Math.max(1, broken.length - other.length));
    return broken;
  });
}

/** The bytes of a valid text: spoilt, in UTF-16, not of UTF-8 at all, or with some of them changed. */
export function brokenBytes(valid: fc.Arbitrary<string>): fc.Arbitrary<Uint8Array> {
  return fc.oneof(
    brokenText(valid).map((text) => Buffer.from(text)),
    valid.map((text) => Buffer.from(`\uFEFF${text}`, 'utf16le')),
    changedBytes(valid.map((text) => Buffer.from(text))),
    fc.uint8Array({ maxLength: 64 }),
  );
}

/** What was packed, damaged after that: changed in places, cut short, or with something behind it. */
export function damaged(packed: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array> {
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  return fc.oneof(
    { arbitrary: changedBytes(packed), weight: 3 },
    fc.tuple(packed, share).map(([bytes, kept]) => bytes.slice(0, Math.floor(bytes.length * kept))),
    fc.tuple(packed, fc.uint8Array({ maxLength: 32 })).map((parts) => Buffer.concat(parts)),
    packed.map((bytes) => Buffer.concat([bytes, bytes])),
  );
}
