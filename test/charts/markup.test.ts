import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countsPicture } from '../../lambda/charts/pictures/counts-picture.ts';
import { element, joined } from '../../lambda/charts/drawing/markup.ts';
import { svgOf } from '../../lambda/charts/drawing/picture.ts';
import { positionPicture } from '../../lambda/charts/pictures/position-picture.ts';
import { standingCard } from '../../lambda/charts/standing-card.ts';
import { tradeStrip } from '../../lambda/charts/trade-strip.ts';
import { hostileText, steeringIn } from '../harness/hostile-text.ts';
import { candlesOfHours, closedTrade, position, standing } from './samples.ts';

/** Names of the elements and attributes of some markup, in their order: what no text may change. */
function skeleton(html: string): string {
  return html
    .replaceAll(/'[^']*'/g, "''")
    .replaceAll(/>[^<]*</g, '><')
    .replaceAll(/>[^<]*$/g, '>');
}

const MARKUP = fc.oneof(
  hostileText,
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '<script>alert(1)</script>',
    "' onmouseover='alert(1)",
    '"><img src=x onerror=alert(1)>',
    '</svg><use href="#a"/>',
    '&lt;b&gt;',
    ']]><!--',
  ),
);

describe('text of strangers', () => {
  it('is text: in whatever place, the elements around it stay what they are', () => {
    const drawn = (text: string) =>
      joined([
        element('a', { title: text }, text),
        standingCard(
          standing({
            bot: text,
            restrictions: [{ what: text, why: text, remedy: [text] }],
            waiting: [text],
          }),
          640,
        ),
        svgOf(positionPicture(position({ symbol: text }), 640)),
        svgOf(
          countsPicture({ title: text, counts: [{ name: text, times: 1, words: text }], nothing: '' }, 640),
        ),
        tradeStrip(
          { trade: closedTrade({ symbol: text }), candles: candlesOfHours(2), fills: [] },
          { widthPx: 640, heightPx: 200 },
        ),
      ]).toString();
    const plain = skeleton(drawn('a'));
    fc.assert(
      fc.property(MARKUP, (text) => {
        fc.pre(text !== '');
        const html = drawn(text);
        expect(skeleton(html)).toBe(plain);
        expect(steeringIn(html)).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it('is read as it was written', () => {
    expect(element('b', { title: `<'"&>` }, `<'"&>`).toString()).toBe(
      `<b title='&lt;&#39;&quot;&amp;&gt;'>&lt;&#39;&quot;&amp;&gt;</b>`,
    );
  });
});

it('an attribute without a value is left out, and a length has a tenth of a pixel', () => {
  const shape = element('rect', { x: 1.25, y: -0.001, rx: undefined, width: 10 });
  expect(shape.toString()).toBe("<rect x='1.3' y='0' width='10'/>");
});
