/**
 * A picture of a screen as a small PNG: 256 colours, of which none is far from what it stands for.
 *
 * A browser writes each pixel with its own colour. Of a page these are some thousand, and most of them are edges of letters.
 *
 * Invariant: the same pixels give the same bytes.
 */
import { crc32, deflateSync } from 'node:zlib';

export interface Pixels {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Red, green, blue and opacity of each, row by row; the opacity is not looked at. */
  readonly rgba: Uint8Array;
}

const COLOURS_MAX = 256;
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Of the PNG specification: 8 bits a pixel, which is a place in the palette; no interlacing. */
const PALETTE_FORM = [8, 3, 0, 0, 0];

export function smallPng({ widthPx, heightPx, rgba }: Pixels): Buffer {
  const colours = coloursOf(rgba);
  const palette = paletteOf(colours);
  const places = new Map(colours.map((colour) => [colour, nearest(palette, colour)]));
  // Each row begins with its filter, which is none.
  const rows = Buffer.alloc(heightPx * (widthPx + 1));
  for (let y = 0, at = 0; y < heightPx; y += 1)
    for (let x = 0; x < widthPx; x += 1, at += 4)
      rows[y * (widthPx + 1) + 1 + x] = places.get(colourAt(rgba, at)) ?? 0;
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', Buffer.concat([whole(widthPx), whole(heightPx), Buffer.from(PALETTE_FORM)])),
    chunk('PLTE', Buffer.from(palette.flatMap(channelsOf))),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** The commonest first. */
function coloursOf(rgba: Uint8Array): readonly number[] {
  const counts = new Map<number, number>();
  for (let at = 0; at < rgba.length; at += 4) {
    const colour = colourAt(rgba, at);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  return [...counts]
    .toSorted(([a, ofA], [b, ofB]) => (ofA === ofB ? a - b : ofB - ofA))
    .map(([colour]) => colour);
}

/** The commonest, as near to each other as there is room for, so that each other colour is as near to one of them. */
function paletteOf(colours: readonly number[]): readonly number[] {
  for (let apart = 1; ; apart += 1) {
    const palette: number[] = [];
    for (const colour of colours) {
      if (palette.every((chosen) => distance(chosen, colour) >= apart)) palette.push(colour);
      if (palette.length > COLOURS_MAX) break;
    }
    if (palette.length <= COLOURS_MAX) return palette;
  }
}

/** Its place. */
function nearest(palette: readonly number[], colour: number): number {
  const distances = palette.map((chosen) => distance(chosen, colour));
  return distances.indexOf(Math.min(...distances));
}

/** The most by which a channel differs. */
function distance(a: number, b: number): number {
  const [of, other] = [channelsOf(a), channelsOf(b)];
  return Math.max(...of.map((channel, k) => Math.abs(channel - (other[k] ?? 0))));
}

function colourAt(rgba: Uint8Array, at: number): number {
  return ((rgba[at] ?? 0) << 16) | ((rgba[at + 1] ?? 0) << 8) | (rgba[at + 2] ?? 0);
}

function channelsOf(colour: number): readonly number[] {
  return [colour >> 16, (colour >> 8) & 0xff, colour & 0xff];
}

function chunk(name: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  return Buffer.concat([whole(data.length), named, whole(crc32(named))]);
}

function whole(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
