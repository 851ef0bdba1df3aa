/**
 * Is every parameter accepted up to its bounds and refused beyond them, with all violations listed at once?
 */
import { describe, expect, it } from 'vitest';
import {
  PARAMETER_NAMES,
  ParameterError,
  isParameterName,
  meaningOf,
  parseParameters,
  type Violation,
} from '../lambda/config.ts';
import { rowsOf } from './harness/builders.ts';

/** The defaults of the strategy, copied by hand from its table, group by group. */
const MOVE = { momentumCandles: 3, momentumPct: 0.05, volumeLookback: 20, volumeRatio: 1.3 };
const SIGNAL = { ...MOVE, volatilityCandles: 10, volatilityPct: 0.1 };
const PROFIT = { targetPct: 0.15, profitTargetUsd: 30, profitCapUsd: 70 };
const PATIENCE = { quickExitSeconds: 120, maxHoldSeconds: 300, sessionEndSeconds: 120 };
const RECOVERY = { initialStopPct: 0.12, recoverySeconds: 180, recoveryStopPct: 0.25 };
const EXIT = { ...PROFIT, ...PATIENCE, ...RECOVERY, breakeven: 'net' };
const SIZE = { startingBalanceUsd: 2000, leverage: 20, collateralUsd: 30 };
const LIMITS = { maxPositions: 3, maxTradesPerHour: 30, dailyLossUsd: 80, dailyLossPct: 4 };
const RISK = { ...LIMITS, lossStreak: 4, pauseMinutes: 20, maxOpenCollateralUsd: 90 };
const COST = { takerFeePct: 0.05, makerFeePct: 0.02, slippageBps: 0.5, fundingPct: 0.01 };
const ORDERS = { mode: 'paper', entryStyle: 'taker', makerTimeoutSeconds: 10, stopTrigger: 'last' };
const BOT = { ...ORDERS, watchIntervalSeconds: 10, maxSignalAgeSeconds: 59 };
const GROUPS = { signal: SIGNAL, exit: EXIT, size: SIZE, risk: RISK, cost: COST, bot: BOT };
const DEFAULTS = { ...SIGNAL, ...EXIT, ...SIZE, ...RISK, ...COST, ...BOT };

/**
 * Least and greatest value, `(` where the bound itself is refused, and what must be written with it so that no other
 * rule is broken.
 */
const BOUNDS = rowsOf(`
  momentumCandles       whole   [1     30]
  momentumPct           number  [0     5]
  volumeLookback        whole   [2     200]
  volumeRatio           number  [0     20]
  volatilityCandles     whole   [2     200]
  volatilityPct         number  [0     10]
  targetPct             number  (0     10]
  profitTargetUsd       number  [0.01  10000000]  profitCapUsd=10000000
  profitCapUsd          number  [0.01  10000000]  profitTargetUsd=0.01
  quickExitSeconds      number  [0     3600]      maxHoldSeconds=86400
  maxHoldSeconds        number  [0     86400]     quickExitSeconds=0
  sessionEndSeconds     number  [0     3600]
  initialStopPct        number  (0     -          recoveryStopPct=2
  recoverySeconds       number  [0     86400]
  recoveryStopPct       number  (0     10]        initialStopPct=1e-10, leverage=1
  startingBalanceUsd    number  [0.01  10000000]
  leverage              whole   [1     125]       recoveryStopPct=0.1, initialStopPct=0.05
  collateralUsd         number  [0.01  10000000]  maxOpenCollateralUsd=10000000, leverage=1, leverage=1
  maxPositions          whole   [1     10]
  maxTradesPerHour      whole   [1     600]
  dailyLossUsd          number  [0.01  10000000]
  dailyLossPct          number  (0     100]
  lossStreak            whole   [1     1000]
  pauseMinutes          number  [0     1440]
  maxOpenCollateralUsd  number  [0.01  10000000]  collateralUsd=0.01
  takerFeePct           number  [-0.1  1]
  makerFeePct           number  [-0.1  1]
  slippageBps           number  [0     100]
  fundingPct            number  [-1    1]
  makerTimeoutSeconds   number  [1     50]
  watchIntervalSeconds  number  [0     30]
  maxSignalAgeSeconds   number  [1     59]
`);

/** What is refused of these parameters. */
function refused(written: unknown): readonly Violation[] {
  try {
    parseParameters(written);
  } catch (error) {
    if (error instanceof ParameterError) return error.violations;
    throw error;
  }
  return [];
}

const keys = (written: unknown) => refused(written).map(({ key }) => key);

/** What the table says, as values: the least and greatest that are accepted, and the next ones beyond. */
const PARAMETERS = BOUNDS.map(([name = '', kind, low = '', high = '', companions = '']) => {
  const others: Record<string, number> = {};
  for (const pair of companions.split(', ').filter((words) => words !== '')) {
    const [key = '', value] = pair.split('=');
    others[key] = Number(value);
  }
  const step = kind === 'whole' ? 1 : 1e-9;
  const least = Number(low.slice(1)) + (low.startsWith('(') ? step : 0);
  const greatest = high === '-' ? undefined : Number(high.replace(']', ''));
  const above = greatest === undefined ? undefined : greatest + Math.max(step, greatest * 1e-9);
  const written = (value: unknown) => ({ ...others, [name]: value });
  return { name, isWhole: kind === 'whole', least, below: least - step, greatest, above, written };
});

describe('the defaults', () => {
  it('the defaults are those of the strategy', () => {
    expect(parseParameters({})).toEqual(DEFAULTS);
  });

  it('the defaults fill in what was not written, and nothing else', () => {
    const written = { leverage: 10, breakeven: 'gross' };
    expect(parseParameters(written)).toEqual({ ...DEFAULTS, ...written });
    expect(parseParameters(DEFAULTS)).toEqual(DEFAULTS);
  });
});

describe('a number', () => {
  it.each(PARAMETERS)(
    '$name is accepted at $least and refused at $below',
    ({ name, least, below, written }) => {
      expect(parseParameters(written(least))).toMatchObject({ [name]: least });
      expect(refused(written(below))).toMatchObject([{ key: name, value: below }]);
    },
  );

  it.each(PARAMETERS.filter(({ greatest }) => greatest !== undefined))(
    '$name is accepted at $greatest and refused at $above',
    ({ name, greatest, above, written }) => {
      expect(parseParameters(written(greatest))).toMatchObject({ [name]: greatest });
      expect(refused(written(above))).toMatchObject([{ key: name, value: above }]);
    },
  );

  it.each(PARAMETERS)('$name is refused when it is no number', ({ name, written }) => {
    for (const value of [Number.NaN, Infinity, -Infinity, '1', '', null, true, [1], {}]) {
      expect(refused(written(value))).toMatchObject([{ key: name, value }]);
    }
  });

  it.each(PARAMETERS)('$name is whole where it counts something', ({ name, isWhole, least, written }) => {
    expect(keys(written(least + 0.5))).toEqual(isWhole ? [name] : []);
  });

  it('every parameter that is no choice is a number', () => {
    const choices = ['breakeven', 'mode', 'entryStyle', 'stopTrigger'];
    expect([...PARAMETERS.map(({ name }) => name), ...choices].toSorted()).toEqual(
      Object.keys(DEFAULTS).toSorted(),
    );
  });
});

describe('a choice', () => {
  it.each([
    ['breakeven', 'net', 'gross'],
    ['mode', 'paper', 'live'],
    ['entryStyle', 'taker', 'maker'],
    ['stopTrigger', 'last', 'mark'],
  ])('%s is %s or %s, and nothing else', (name, one, other) => {
    expect(parseParameters({ [name]: one })).toMatchObject({ [name]: one });
    expect(parseParameters({ [name]: other })).toMatchObject({ [name]: other });
    for (const value of ['', one.toUpperCase(), `${one} `, 1, null, [one]]) {
      expect(refused({ [name]: value })).toEqual([{ key: name, value, bound: `must be ${one} or ${other}` }]);
    }
  });
});

describe('a key that is no parameter', () => {
  it('a key that is no parameter is refused with the parameter that may have been meant', () => {
    expect(refused({ targetPtc: 0.2 })).toEqual([
      { key: 'targetPtc', value: 0.2, bound: 'no such parameter; did you mean targetPct?' },
    ]);
    expect(refused({ Leverage: 5 })[0]?.bound).toContain('did you mean leverage?');
    expect(refused({ levrag: 5 })[0]?.bound).toContain('did you mean leverage?');
    expect(refused({ MaxOpenCollateralUSD: 5 })[0]?.bound).toContain('did you mean maxOpenCollateralUsd?');
    expect(refused({ zzz: 5 })[0]?.bound).toBe('no such parameter; the command params lists them');
  });

  it('a key that is no parameter is refused when every object has it', () => {
    expect(keys({ toString: 1 })).toEqual(['toString']);
    expect(keys(JSON.parse('{"constructor": 1}'))).toEqual(['constructor']);
    expect(keys(JSON.parse('{"__proto__": {"leverage": 5}}'))).toEqual(['__proto__']);
    expect(isParameterName('toString')).toBe(false);
    expect(isParameterName('leverage')).toBe(true);
  });
});

describe('invalid parameters', () => {
  it('invalid parameters are listed all at once, each with its key, value and bound', () => {
    const written = { leverage: 0, targetPct: 'x', levarage: 1, maxHoldSeconds: 10 };
    expect(refused(written).toSorted((left, right) => (left.key < right.key ? -1 : 1))).toEqual([
      { key: 'levarage', value: 1, bound: 'no such parameter; did you mean leverage?' },
      { key: 'leverage', value: 0, bound: 'must be a whole number, 1 to 125' },
      {
        key: 'maxHoldSeconds',
        value: 10,
        bound: 'must be at least quickExitSeconds; quickExitSeconds is 120',
      },
      { key: 'targetPct', value: 'x', bound: 'must be above 0, up to 10' },
    ]);
  });

  it('invalid parameters are listed where they were written, one a line', () => {
    const parse = () => parseParameters({ leverage: 0, maxPositions: Number.NaN }, [], 'bot.json');
    expect(parse).toThrow(ParameterError);
    expect(parse).toThrow(
      [
        'bot.json: 2 invalid',
        '  leverage = 0: must be a whole number, 1 to 125',
        '  maxPositions = NaN: must be a whole number, 1 to 10',
      ].join('\n'),
    );
  });

  it('invalid parameters that are numbers in quotation marks are told so', () => {
    const parse = () => parseParameters({ targetPct: '0.3', leverage: 'ten', mode: '1' }, [], 'bot.json');
    expect(parse).toThrow(
      [
        'bot.json: 3 invalid',
        '  targetPct = "0.3": must be above 0, up to 10; it is text, and a number has no quotation marks',
        '  leverage = "ten": must be a whole number, 1 to 125',
        '  mode = "1": must be paper or live',
      ].join('\n'),
    );
  });

  it('invalid parameters are shown in 80 characters, however long they are', () => {
    const parse = () => parseParameters({ leverage: 'x'.repeat(1000) });
    expect(parse).toThrow(`  leverage = "${'x'.repeat(79)}: must be a whole number`);
  });

  it('anything that is no object is invalid as parameters', () => {
    for (const written of [null, undefined, [], [1], 'leverage', 5, true]) {
      expect(keys(written), String(written)).toEqual(['parameters']);
    }
  });
});

describe('the meaning of a parameter', () => {
  it('the meaning of a parameter is stated for each, in the groups of the strategy', () => {
    expect(PARAMETER_NAMES).toEqual(Object.keys(DEFAULTS));
    const grouped = Object.entries(GROUPS).flatMap(([group, of]) => Object.keys(of).map(() => group));
    expect(PARAMETER_NAMES.map((name) => meaningOf(name).group)).toEqual(grouped);
    expect(PARAMETER_NAMES.filter((name) => meaningOf(name).meaning === '')).toEqual([]);
  });
});
