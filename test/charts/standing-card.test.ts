/**
 * Does a glance at a bot tell what its money is, whether it trades, and what it is protected by?
 */
import { describe, expect, it } from 'vitest';
import { svgOf } from '../../lambda/charts/drawing/picture.ts';
import { positionPicture } from '../../lambda/charts/pictures/position-picture.ts';
import { standingCard, type Standing } from '../../lambda/charts/standing-card.ts';
import { NOON } from '../harness/builders.ts';
import { CALM, position, standing } from './samples.ts';

it('while nobody has traded: where the bot stands is there all the same', () => {
  const { sums: _, ...without } = standing({});
  expect(standingCard(without, 640).toString()).toContain('Trades are counted from the next UTC day on.');
  const sums = { ...standing({}).sums!, trades: 0 };
  const card = standingCard(standing({ sums }), 640).toString();
  expect(card).toContain('No trade was closed yet.');
  expect(card).not.toContain('<svg');
});

describe('the costs of a bot', () => {
  const sums = standing({}).sums!;
  const { slippageDollars: _, ...untold } = sums;
  const drawn = (of: NonNullable<Standing['sums']>, widthPx = 640) =>
    standingCard(standing({ sums: of }), widthPx).toString();
  /** As whoever hears the picture has it. */
  const steps = (card: string) => / aria-label='(?<steps>gross [^']+)'/.exec(card)?.groups?.['steps'];

  it('go from gross over fees, slippage and funding to the net of its ledger', () => {
    // −6.76 by the prices that were paid.
    const words = 'gross +1.34 USD, fees −72.29 USD, slippage −8.10 USD, funding 0.00 USD';
    expect(steps(drawn(sums))).toBe(`${words}, net of 125 trades −79.05 USD.`);
    expect(drawn(sums)).not.toContain('unknown');
  });

  it('say what gross is elsewhere, where that is another amount', () => {
    const words = 'Gross is before slippage here. Trades and status call gross what is after it: −6.76 USD.';
    expect(drawn(sums)).toContain(words);
    for (const same of [untold, { ...sums, slippageDollars: 0 }, { ...sums, slippageDollars: 0.000_01 }])
      expect(drawn({ ...same, slippageUnknown: 1 })).not.toContain('before slippage');
  });

  it('tell slippage as gained where fills were better than decided', () => {
    const card = drawn({ ...sums, slippageDollars: -8.1 });
    expect(steps(card)).toContain('gross −14.86 USD, fees −72.29 USD, slippage +8.10 USD,');
    expect(steps(card)).toContain('net of 125 trades −79.05 USD');
  });

  it('leave within gross what nobody knows of some trades, and say so', () => {
    const card = drawn({ ...sums, slippageUnknown: 4 });
    expect(steps(card)).toContain('slippage −8.10 USD');
    expect(card).toContain('Slippage is unknown for 4 trades: theirs is within gross.');
    expect(drawn({ ...sums, slippageUnknown: 1 })).toContain('unknown for 1 trade: theirs');
  });

  it('have no slippage where nobody knows it of any trade: missing is never zero', () => {
    const card = drawn({ ...untold, slippageUnknown: 125 });
    expect(steps(card)).toBe(
      'gross −6.76 USD, fees −72.29 USD, funding 0.00 USD, net of 125 trades −79.05 USD.',
    );
    expect(card).toContain('Slippage is unknown for 125 trades: theirs is within gross.');
  });
});

it('a bot without a stop at the exchange says so, and one of which nobody knows', () => {
  const words = (isProtected: boolean | undefined) =>
    svgOf(positionPicture(position({ isProtected }), 640)).toString();
  expect(words(true)).toContain('✓ protected by its hard stop');
  expect(words(false)).toContain('✗ no hard stop protects it');
  expect(words(undefined)).toContain('protection unknown');
});

it('a bot without a stop says since when, where that is known, also to whoever hears the picture', () => {
  const unprotected = { sinceMs: NOON + 10_500, lengthMs: 150_000 };
  const naked = positionPicture(position({ isProtected: false, unprotected }), 640);
  const words = '✗ no hard stop since 12:00:10 UTC, 2 min 30 s';
  expect(svgOf(naked).toString()).toContain(`>${words}<`);
  expect(naked.label.split('; ')).toContain(`${words}.`);
});

it.each([336, 560, 640, 1_000])(
  'what is said of a position %s px wide stays inside, and apart',
  (widthPx) => {
    const recovery = { sinceMs: 121_000, lengthMs: 180_000 };
    const unprotected = { sinceMs: NOON, lengthMs: 150_000 };
    const picture = positionPicture(position({ recovery, isProtected: false, unprotected }), widthPx);
    const texts = Array.from(
      svgOf(picture)
        .toString()
        .matchAll(/ x='(?<x>\d+)' y='(?<y>\d+)' text-anchor='(?<end>start|end)'>(?<words>[^<]+)</g),
      ({ groups }) => {
        const { x = '', y = '', end = '', words = '' } = groups ?? {};
        // Wider than any letter of theirs on the average.
        const lengthPx = words.length * 6.8;
        const left = end === 'start' ? Number(x) : Number(x) - lengthPx;
        return { y: Number(y), left, right: left + lengthPx };
      },
    );
    expect(texts.length).toBeGreaterThanOrEqual(4);
    for (const { left, right } of texts) {
      expect(left).toBeGreaterThanOrEqual(8);
      expect(right).toBeLessThanOrEqual(widthPx - 8);
    }
    for (const line of Map.groupBy(texts, ({ y }) => y).values()) {
      const [first, second] = line.toSorted((one, other) => one.left - other.left);
      if (first !== undefined && second !== undefined) expect(first.right).toBeLessThan(second.left);
    }
  },
);

it('a position says of when its price is, and of an old one that it is old', () => {
  const words = (ageMs?: number) => {
    const seen = ageMs === undefined ? {} : { seen: { atMs: NOON, ageMs } };
    const picture = positionPicture(position(seen), 336);
    return [picture.label.split('; ')[1], picture.label.includes('now 94,880.00')];
  };
  expect(words()).toEqual(['−1.40 USD net if closed now', true]);
  expect(words(120_000)).toEqual(['−1.40 USD net if closed, as of 12:00 UTC', true]);
  expect(words(120_001)).toEqual(['−1.40 USD net as of 12:00 UTC, 2 min old', false]);
  const old = positionPicture(position({ seen: { atMs: NOON, ageMs: 4e6 } }), 336);
  expect(old.label).toContain('seen 94,880.00');
  const unknown = positionPicture(position({ now: undefined, netDollars: undefined }), 336);
  expect(unknown.label).toContain('worth unknown: no price was seen');
});

it.each([
  ['live', 'LIVE', 'real money'],
  ['demo', 'DEMO', 'play money'],
  ['paper', 'PAPER', 'no money is at risk'],
] as const)('a bot on %s cannot be taken for another', (mode, name, words) => {
  const card = standingCard(standing({ mode }), 640).toString();
  expect(card).toContain(`>${name}<`);
  expect(card).toContain(words);
});

it('a bot that trades says so; one that does not says why', () => {
  expect(standingCard(standing({ restrictions: [], waiting: [] }), 640).toString()).toContain('✓ trading');
  const card = standingCard(standing({ restrictions: [CALM] }), 640).toString();
  expect(card).not.toContain('✓ trading');
  expect(card).toContain(CALM.what);
});
