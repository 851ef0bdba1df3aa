/**
 * Is what the bots of a stage ask for summed by the address that they ask from, and refused where it does not fit?
 */
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it, vi } from 'vitest';
import {
  addressBudgets,
  budgetWords,
  fits,
  requestWeightMaxOf,
  type AskingBot,
} from '../../infra/address-budgets.ts';
import { createKallisti } from '../../infra/app.ts';
import { PAPER_BOT, resourcesOf, stageOf, synthesise, withBundle } from './synthesis.ts';

const bot = (id: string, changes: Partial<AskingBot> = {}): AskingBot => ({
  id,
  exchange: 'binanceusdm',
  symbols: ['BTCUSDT', 'ETHUSDT', 'SOLUSDT'],
  schedule: 'on',
  staticEgress: true,
  allowLive: true,
  demo: false,
  ...changes,
});
const bots = (count: number, changes: Partial<AskingBot> = {}) =>
  Array.from({ length: count }, (_, at) => bot(`b${at}`, changes));

const manySymbols = Array.from({ length: 60 }, (_, at) => `COIN${at}USDT`);

describe('the budget of an address', () => {
  it('the budget of an address is shared by the bots behind the static one, by what each asks for', () => {
    const [budget, ...others] = addressBudgets([bot('a'), bot('b', { allowLive: false })]);
    expect(others).toEqual([]);
    expect(budget).toMatchObject({ weight: 270 + 41, weightMax: 1_920 });
    expect(budget?.bots).toEqual([
      { id: 'a', weight: 270, weightMax: Math.floor((1_920 * 270) / 311) },
      { id: 'b', weight: 41, weightMax: Math.floor((1_920 * 41) / 311) },
    ]);
    expect(budget && budgetWords(budget)).toBe(
      'binanceusdm at the static address: up to 311 of weight a minute (a 270, b 41); 1920 may be planned',
    );
  });

  it('the budget of an address that changes is one bot’s, and half as large: strangers share it', () => {
    const budgets = addressBudgets(bots(2, { staticEgress: false }));
    expect(budgets.map(({ address, weight, weightMax }) => [address, weight, weightMax])).toEqual([
      ['the address of b0', 270, 960],
      ['the address of b1', 270, 960],
    ]);
    expect(requestWeightMaxOf(bots(2, { staticEgress: false }), 'b1')).toBe(960);
  });

  it('the budget of an address is each exchange’s own, and unknown where its limit is', () => {
    const budgets = addressBudgets([bot('a'), bot('b', { exchange: 'bybit' })]);
    expect(budgets.map(({ exchange }) => exchange)).toEqual(['binanceusdm']);
    expect(requestWeightMaxOf([bot('b', { exchange: 'bybit' })], 'b')).toBeUndefined();
  });

  it('the budget of an address at the demo is the demo’s own: another host, with as much as a bot with real money asks for', () => {
    const budgets = addressBudgets([bot('a'), bot('b', { allowLive: false, demo: true })]);
    expect(budgets.map((budget) => budgetWords(budget))).toEqual([
      'binanceusdm at the static address: up to 270 of weight a minute (a 270); 1920 may be planned',
      'the demo of binanceusdm at the static address: up to 270 of weight a minute (b 270); 1920 may be planned',
    ]);
  });

  it('the budget of an address leaves out bots that do not tick', () => {
    expect(addressBudgets(bots(2, { schedule: 'off' }))).toEqual([]);
  });

  it('the budget of an address holds four live bots that watch every ten seconds, and not eight', () => {
    expect(addressBudgets(bots(4)).map(fits)).toEqual([true]);
    expect(addressBudgets(bots(7)).map(fits)).toEqual([true]);
    expect(addressBudgets(bots(8)).map(fits)).toEqual([false]);
  });
});

describe('a stage', () => {
  it('a stage whose bots do not fit their address is refused, with the sum', () => {
    const asking = Array.from({ length: 20 }, (_, at) => ({
      ...PAPER_BOT,
      id: `b${at}`,
      symbols: manySymbols,
      staticEgress: true,
    }));
    expect(() => stageOf({ bots: asking })).toThrow(
      /bots: binanceusdm at the static address: up to 1960 of weight a minute \(b0 98, .*\); 1920 may be planned: give a bot fewer symbols/,
    );
    expect(stageOf({ bots: asking.slice(1) }).bots).toHaveLength(19);
  });

  it('a stage tells each function its part', () => {
    const { trader } = synthesise(
      stageOf({ bots: [{ ...PAPER_BOT, id: 'a', staticEgress: true }, PAPER_BOT] }),
    );
    const parts = [...resourcesOf(trader, 'AWS::Lambda::Function').values()].map(
      ({ Properties: { Environment: environment } }) => environment,
    );
    expect(parts).toMatchObject([
      { Variables: { BOT_ID: 'a', REQUEST_WEIGHT_MAX: '1920' } },
      { Variables: { BOT_ID: 'paper', REQUEST_WEIGHT_MAX: '960' } },
    ]);
  });

  it('a stage prints the sum of each address when it is synthesised', () => {
    vi.spyOn(console, 'error').mockReturnValue();
    vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    withBundle((bundlePath, outdir) => {
      const {
        traders: [trader],
      } = createKallisti({ stage: stageOf(), bundleOf: () => bundlePath, outdir });
      Annotations.fromStack(trader).hasInfo(
        '*',
        Match.stringLikeRegexp(
          'binanceusdm at the address of paper: up to 32 of weight a minute \\(paper 32\\); 960 may be planned',
        ),
      );
    });
  });
});
