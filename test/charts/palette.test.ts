/**
 * Can what is drawn be told from what it is drawn on?
 */
import { describe, expect, it } from 'vitest';
import { styleSheet } from '../../lambda/charts/drawing/palette.ts';
import { STRONGEST_OPACITY } from '../../lambda/charts/pictures/heat-map-picture.ts';

type Rgb = readonly [number, number, number];

function coloursOf(theme: 'light' | 'dark'): (name: string) => Rgb {
  const rules = styleSheet(theme).toString();
  return (name) => {
    const written = new RegExp(`--ks-${name}:#([0-9a-fA-F]{6})`).exec(rules)?.[1];
    if (written === undefined) throw new Error(`the style sheet has no ${name}`);
    const part = (at: number) => Number.parseInt(written.slice(at, at + 2), 16);
    return [part(0), part(2), part(4)];
  };
}

/** WCAG 2.2, relative luminance. */
function luminance(colour: Rgb): number {
  const [red, green, blue] = colour.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

function contrast(left: Rgb, right: Rgb): number {
  const [low, high] = [luminance(left), luminance(right)].toSorted((a, b) => a - b);
  return (high! + 0.05) / (low! + 0.05);
}

function seenThrough(colour: Rgb, ground: Rgb, opacity: number): Rgb {
  const part = (k: 0 | 1 | 2) => colour[k] * opacity + ground[k] * (1 - opacity);
  return [part(0), part(1), part(2)];
}

const TEXTS = ['text', 'muted', 'gain', 'losstext', 'warntext', 'third'];
const SHAPES = ['gain', 'loss', 'warn', 'third', 'muted'];

describe.each(['light', 'dark'] as const)('in %s', (theme) => {
  const of = coloursOf(theme);

  it.each(TEXTS)('letters in %s can be read on the page and on a card', (name) => {
    expect(contrast(of(name), of('ground'))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(of(name), of('panel'))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(SHAPES)('a shape in %s can be seen on the page', (name) => {
    expect(contrast(of(name), of('ground'))).toBeGreaterThanOrEqual(3);
  });

  it.each(['losstext', 'warntext', 'third', 'gain', 'muted'])(
    'letters of the ground can be read on %s: badges, and names of lines',
    (name) => {
      expect(contrast(of('ground'), of(name))).toBeGreaterThanOrEqual(4.5);
    },
  );

  it.each(['gain', 'loss'])('the number of the strongest cell of a map can be read on %s', (name) => {
    const cell = seenThrough(of(name), of('ground'), STRONGEST_OPACITY);
    expect(contrast(of('text'), cell)).toBeGreaterThanOrEqual(4.5);
  });
});
