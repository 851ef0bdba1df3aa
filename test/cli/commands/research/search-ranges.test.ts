/** Is what a person writes of a range what is searched? */
import { describe, expect, it } from 'vitest';
import { parseRanges } from '../../../../infra/cli/commands/research/search-ranges.ts';

describe('A range', () => {
  it.each([
    ['targetPct=0.1..0.3:0.05', { kind: 'values', name: 'targetPct', values: [0.1, 0.15, 0.2, 0.25, 0.3] }],
    ['targetPct=0.1..0.29:0.1', { kind: 'values', name: 'targetPct', values: [0.1, 0.2] }],
    ['targetPct = 0.2', { kind: 'values', name: 'targetPct', values: [0.2] }],
    ['momentumCandles=2,5, 10', { kind: 'values', name: 'momentumCandles', values: [2, 5, 10] }],
    ['breakeven=net,gross', { kind: 'values', name: 'breakeven', values: ['net', 'gross'] }],
    ['momentumPct=0.02..0.2', { kind: 'span', name: 'momentumPct', from: 0.02, to: 0.2, isWhole: false }],
    ['momentumCandles=2..9', { kind: 'span', name: 'momentumCandles', from: 2, to: 9, isWhole: true }],
    ['fundingPct=-0.1..0.1:0.1', { kind: 'values', name: 'fundingPct', values: [-0.1, 0, 0.1] }],
  ])('%s is read', (text, dimension) => {
    expect(parseRanges([text])).toEqual([dimension]);
  });

  it.each([
    ['targetPct', /write name=from\.\.to:step/],
    ['=3', /write name=from\.\.to:step/],
    ['targetPct=', /write name=from\.\.to:step/],
    ['targetPc=0.1..0.2:0.1', /did you mean targetPct\?/],
    ['targetPct=0.3..0.1:0.1', /smaller end first/],
    ['targetPct=0.1..0.3:0', /step 0 must be a number above 0/],
    ['targetPct=0.1..0.3:x', /step x must be a number above 0/],
    ['targetPct=0.1..10:0.0001', /99001 values; a larger step/],
    ['targetPct=0.1..11', /targetPct = 11: must be above 0, up to 10/],
    ['targetPct=0.1..', /targetPct = nothing: must be above 0/],
    ['targetPct=0.1,,0.2', /targetPct = nothing/],
    ['targetPct=0.1,0.1', /0\.1 is there twice/],
    ['momentumCandles=2..9:0.5', /momentumCandles = 2\.5: must be a whole number/],
    ['breakeven=net..gross', /breakeven has no numbers/],
    ['breakeven=none', /must be net or gross/],
    ['targetPct=0x10', /must be above 0/],
    ['mode=paper,live', /mode changes nothing on recorded candles/],
  ])('%s is refused with what would be right', (text, problem) => {
    expect(() => parseRanges([text])).toThrow(problem);
  });

  it('of a parameter is given once', () => {
    expect(() => parseRanges(['targetPct=0.1', 'targetPct=0.2'])).toThrow(/targetPct is searched twice/);
  });
});
