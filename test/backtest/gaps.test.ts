/**
 * Where does a resting order fill that the market has jumped over? Recorded candles open where the one before closed, so
 * that none of them tests it: these bars are made up, and bot, backtest and oracle read them alike.
 */
import { describe, expect, it } from 'vitest';
import { backtest } from '../../lambda/backtest/backtest.ts';
import { parseParameters, type Overrides } from '../../lambda/config.ts';
import { MINUTE_MS } from '../../lambda/core/units.ts';
import { expectSameAsBot, expectSameAsOracle } from '../harness/backtest-comparison.ts';
import { at } from '../harness/builders.ts';
import { candlesOf, type CandleRow } from '../harness/candle-rows.ts';
import { oracleMarkets } from '../harness/oracle-comparison.ts';
import { replay } from '../harness/paper-bot.ts';
import { runBarModel } from '../oracle/bar-model.ts';

const ENTRY_MS = at('09:00');
const QUIET_MINUTES = 25;

/** Of every 100 of price: stop at 99, take-profit at 102; nothing else closes, and nothing costs. */
const TERMS: Overrides = {
  targetPct: 2,
  recoveryStopPct: 1,
  initialStopPct: 0.9,
  recoverySeconds: 86_400,
  quickExitSeconds: 3_600,
  maxHoldSeconds: 86_400,
  slippageBps: 0,
  takerFeePct: 0,
  makerFeePct: 0,
  fundingPct: 0,
  maxTradesPerHour: 1,
};

/** A long at 100 is opened at 09:00, or a short, in the mirrored market; then come these bars, a minute each. */
function market(bars: string, isShort: boolean) {
  const quiet = Array.from({ length: QUIET_MINUTES }, (_, k): CandleRow => {
    const timeMs = ENTRY_MS + (k - QUIET_MINUTES) * MINUTE_MS;
    return k === QUIET_MINUTES - 1
      ? [timeMs, 99.7, 100.1, 99.7, 100, 20]
      : [timeMs, 99.7, 99.7, 99.7, 99.7, 5];
  });
  const made = bars
    .trim()
    .split('\n')
    .flatMap((line, k): readonly CandleRow[] => {
      const [open, high, low, close] = line.trim().split(/\s+/).map(Number);
      if (open === undefined || Number.isNaN(open)) return [];
      return [[ENTRY_MS + k * MINUTE_MS, open, high!, low!, close!, 5]];
    });
  const rows = [...quiet, ...made];
  // Around 100: what was above is as far below.
  const mirrored = rows.map(([timeMs, open, high, low, close, volume]) =>
    [timeMs!, 200 - open!, 200 - low!, 200 - high!, 200 - close!, volume!].map((value) =>
      Number(value.toFixed(8)),
    ),
  );
  return [candlesOf('BTCUSDT', isShort ? mirrored : rows)];
}

async function closedBy(bars: string, isShort: boolean, overrides: Overrides = {}) {
  const symbols = market(bars, isShort);
  const parameters = parseParameters({ ...TERMS, ...overrides });
  const result = backtest({ symbols, parameters });
  for (const optimistic of [false, true]) {
    const ambiguousCandle = optimistic ? 'take-profit-first' : 'stop-first';
    const account = optimistic ? result.takeProfitFirst : result.stopFirst;
    expectSameAsBot(account, await replay(symbols, { parameters, ambiguousCandle }));
    expectSameAsOracle(account, runBarModel(oracleMarkets(symbols), parameters, optimistic));
  }
  const shown = ({ trades, open }: typeof result.takeProfitFirst) => {
    const [trade] = trades;
    if (trade === undefined) return `open: ${open.length}`;
    const time = new Date(trade.exitTimeMs).toISOString().slice(11, 19);
    const price = isShort ? 200 - trade.exitPrice : trade.exitPrice;
    return `${trade.reason} at ${Number(price.toFixed(6))}, ${time}${trade.ambiguous ? ', ambiguous' : ''}`;
  };
  return { stopFirst: shown(result.stopFirst), takeProfitFirst: shown(result.takeProfitFirst) };
}

const CASES = [
  {
    title: 'the market opens below the stop: filled at the open, never at the stop',
    bars: `100 100.1 99.9 100
           98  98.5  97.5 98`,
    closed: 'hard-stop at 98, 09:01:00',
  },
  {
    title: 'the market opens at the stop',
    bars: `100 100.1 99.9 100
           99  99.5  99   99.2`,
    closed: 'hard-stop at 99, 09:01:00',
  },
  {
    title: 'the stop is touched inside the minute',
    bars: `100 100.1 99.9 100
           100 100.1 99   99.5`,
    closed: 'hard-stop at 99, 09:01:59',
  },
  {
    title: 'the stop is met in the minute of the entry',
    bars: `100 100.1 98.7 99`,
    closed: 'hard-stop at 99, 09:00:59',
  },
  {
    title: 'the market opens beyond the take-profit: filled at the take-profit, never better',
    bars: `100 100.1 99.9 100
           103 103.5 102.5 103`,
    closed: 'target at 102, 09:01:00',
  },
  {
    title: 'the take-profit is touched, and not traded through: no fill',
    bars: `100 100.1 99.9 100
           101 102   101  101`,
    closed: 'open: 1',
  },
  {
    title: 'the market opens at the take-profit: the tick closes there',
    bars: `100 100.1 99.9 100
           102 102   101  101`,
    closed: 'target at 102, 09:01:00',
  },
  {
    title: 'the take-profit is traded through',
    bars: `100 100.1 99.9 100
           101 102.1 101  101`,
    closed: 'target at 102, 09:01:59',
  },
  {
    title: 'both lie inside one minute',
    bars: `100 100.1 99.9 100
           100 102.5 98.5 100`,
    closed: 'hard-stop at 99, 09:01:59, ambiguous',
    otherwise: 'target at 102, 09:01:59, ambiguous',
  },
  {
    title: 'the market opens below the stop of a minute that trades through the take-profit later',
    bars: `100 100.1 99.9 100
           98.5 102.5 98.5 100`,
    closed: 'hard-stop at 98.5, 09:01:00',
  },
  {
    title: 'minutes are missing, and the market opens below the stop after them',
    bars: `100 100.1 99.9 100
           -
           -
           97.5 98 97 98`,
    closed: 'hard-stop at 97.5, 09:03:00',
  },
  {
    title: 'the hold ends in a missing minute: judged at the next candle, at its open',
    bars: `100 100.1 99.9 100
           -
           -
           99.5 99.6 99.4 99.5`,
    overrides: { maxHoldSeconds: 60, quickExitSeconds: 60 },
    closed: 'max-hold at 99.5, 09:03:00',
  },
  {
    title: 'the gap costs more than the collateral: exactly that is booked',
    bars: `100 100.1 99.9 100
           93  94    92   93`,
    closed: 'liquidated at 93, 09:01:00',
  },
];

describe.each(CASES)('$title', ({ bars, closed, otherwise = closed, overrides }) => {
  it.each([
    ['long', false],
    ['short', true],
  ] as const)('a %s', async (_, isShort) => {
    expect(await closedBy(bars, isShort, overrides)).toEqual({
      stopFirst: closed,
      takeProfitFirst: otherwise,
    });
  });
});

it('slippage is against us on a stop that was jumped over, and not on a take-profit', async () => {
  const bars = (open: number) => `100 100.1 99.9 100\n${open} ${open} ${open} ${open}`;
  const slipped = { slippageBps: 10 };
  // 98 × 0.999, and 102 % of an entry at 100 × 1.001.
  expect((await closedBy(bars(98), false, slipped)).stopFirst).toBe('hard-stop at 97.902, 09:01:00');
  expect((await closedBy(bars(103), false, slipped)).stopFirst).toBe('target at 102.102, 09:01:00');
});
