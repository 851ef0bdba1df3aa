/**
 * Does a small picture show what the large one did?
 */
import { inflateSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { smallPng } from './small-png.ts';

type Colour = readonly [red: number, green: number, blue: number];

function pixels(widthPx: number, colours: readonly Colour[]) {
  const rgba = new Uint8Array(colours.flatMap((colour) => [...colour, 255]));
  return { widthPx, heightPx: colours.length / widthPx, rgba };
}

/** The colours of a PNG with a palette and without filters. */
function shownIn(png: Buffer): readonly Colour[] {
  const parts = new Map<string, Buffer>();
  for (let at = 8; at < png.length;) {
    const length = png.readUInt32BE(at);
    parts.set(png.toString('latin1', at + 4, at + 8), png.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  const [head, palette, data] = ['IHDR', 'PLTE', 'IDAT'].map(
    (name) => parts.get(name) ?? expect.unreachable(),
  );
  const [width, rows] = [head!.readUInt32BE(0), inflateSync(data!)];
  return [...rows]
    .filter((_, k) => k % (width + 1) !== 0)
    .map((place) => [
      palette![3 * place] ?? -1,
      palette![3 * place + 1] ?? -1,
      palette![3 * place + 2] ?? -1,
    ]);
}

it('few colours stay as they are', () => {
  const colours: readonly Colour[] = [
    [255, 255, 255],
    [0, 114, 178],
    [15, 27, 42],
    [255, 255, 255],
    [0, 0, 0],
    [213, 94, 0],
  ];
  expect(shownIn(smallPng(pixels(3, colours)))).toEqual(colours);
});

it('of many colours the commonest stay, and no other becomes one that is far from it', () => {
  const ground: Colour = [15, 27, 42];
  const many = Array.from({ length: 4_096 }, (_, k): Colour => [(k * 37) % 256, k % 64, (k * 11) % 32]);
  const colours = [...many, ...Array.from({ length: 4_096 }, () => ground)];
  const shown = shownIn(smallPng(pixels(64, colours)));
  expect(new Set(shown.map(String)).size).toBeLessThanOrEqual(256);
  expect(shown.slice(4_096)).toEqual(colours.slice(4_096));
  const off = shown.flatMap((colour, k) => colour.map((channel, c) => Math.abs(channel - colours[k]![c]!)));
  expect(Math.max(...off)).toBeLessThan(24);
});

it('the same picture has the same bytes', () => {
  const picture = pixels(2, [
    [1, 2, 3],
    [4, 5, 6],
    [1, 2, 3],
    [7, 8, 9],
  ]);
  expect(smallPng(picture)).toEqual(smallPng(picture));
});
