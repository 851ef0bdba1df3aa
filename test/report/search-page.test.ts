/**
 * Does the map of a search show by which of its sets one was chosen?
 */
import { expect, it } from 'vitest';
import { joined } from '../../lambda/charts/drawing/markup.ts';
import { searchSections } from '../../infra/report/sections/search-sections.ts';
import { searchFacts } from './samples.ts';

const { sets } = searchFacts();

/** The places of frames on the map of a wide page, in cells from its left and from its bottom. */
function framesOf(facts = searchFacts()): Readonly<Record<'chosen' | 'neighbours', readonly string[]>> {
  const [svg = ''] = /<svg.*?<\/svg>/.exec(joined(searchSections(facts)).toString()) ?? [];
  const cellPx = (1_060 - 86 - 8) / 3;
  const of = (pattern: RegExp) =>
    Array.from(svg.matchAll(pattern), ({ groups }) => {
      const [x, y] = [Number(groups?.['x']), Number(groups?.['y'])];
      return `${Math.floor((x - 86) / cellPx)}/${1 - Math.floor((y - 20) / 26)}`;
    });
  return {
    chosen: of(/<rect class='ks-s-plain' stroke-width='2' x='(?<x>[\d.]+)' y='(?<y>[\d.]+)'/g),
    neighbours: of(/<rect class='ks-s-plain ks-dash' x='(?<x>[\d.]+)' y='(?<y>[\d.]+)'/g),
  };
}

it('the chosen set has a frame, and its nearest have another', () => {
  // Two dimensions: four neighbours, and those as far away as the fourth.
  const { chosen, neighbours } = framesOf();
  expect(chosen).toEqual(['1/0']);
  expect(neighbours.toSorted()).toEqual(['0/0', '0/1', '1/1', '2/0', '2/1']);
});

it('neighbours are by the place among all that could have been tried, not by the order on the map', () => {
  const positions = [0, 0.1, 1];
  const moved = sets.map((set, k) => ({ ...set, position: [positions[Math.floor(k / 2)]!, (k % 2) / 100] }));
  const { neighbours } = framesOf(searchFacts({ sets: moved }));
  // The last column is far away, and one of it is the fifth that is needed.
  expect(neighbours.toSorted()).toEqual(['0/0', '0/1', '1/1', '2/0']);
});

it('of a search whose sets have no place only the chosen one is framed', () => {
  const without = sets.map((set) => ({ ...set, position: undefined }));
  expect(framesOf(searchFacts({ sets: without }))).toEqual({ chosen: ['1/0'], neighbours: [] });
});
