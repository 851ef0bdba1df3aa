/** Does a search say first what may be believed, and whether anybody has looked at the sealed months? */
import { describe, expect, it } from 'vitest';
import { searchScreen } from '../../../infra/cli/screens/research/search-screen.ts';
import { countTrials, recordTries } from '../../../infra/research/trial-ledger.ts';
import type { Trials } from '../../../infra/research/trial-pool.ts';
import { folder as newFolder } from '../../harness/candle-writing.ts';
import { MARKET, candidates, searched, sets } from '../../research/made-up-sets.ts';

type Changes = Parameters<typeof searched>[2];

async function screenOf(pool: Trials, changes: Changes = {}, home?: string): Promise<string> {
  const found = await searched(home ?? (await newFolder()), pool, changes);
  if (found === undefined) throw new Error('the search was interrupted');
  const shown = { market: MARKET, found, names: ['targetPct'] as const, axes: undefined, refused: 0 };
  return searchScreen(shown, 120).join('\n');
}

/** No day is left after the choice. */
const NO_WINDOW = { walk: { chooseDays: 3_000, attemptDays: 30 } };

describe('The first line', () => {
  it.each([
    [sets(-0.3), {}, 'loses after costs (rung 1 of 6)', 'a set that earns more than it costs'],
    [sets(0.04), {}, 'not to be told from luck (rung 2 of 6)', "a p of at most 5 % by Hansen's test"],
    [sets(0.5), NO_WINDOW, 'only in sample (rung 3 of 6)', 'a walk-forward: no day was kept apart'],
    [sets(0.5), {}, 'passes the deflated Sharpe ratio (rung 5 of 6)', 'the sealed months, opened once'],
  ] as const)(
    'is the verdict, the second what its next rung needs: %#',
    async (pool, changes, line, needs) => {
      const [first, second] = (await screenOf(pool, changes)).split('\n');
      expect(first).toBe(`Verdict: ${line}.`);
      expect(second).toMatch(/^The next rung needs /);
      expect(second).toContain(needs);
    },
  );

  it('of the last rung needs nothing more', async () => {
    const [first, second] = (await screenOf(sets(0.5), { isUnsealing: true })).split('\n');
    expect([first, second]).toEqual(['Verdict: passes the sealed months (rung 6 of 6).', '']);
  });
});

describe('The last line but for the hash', () => {
  const SPAN = '2024-11-01 to 2024-12-31';

  it('says that the sealed months were not looked at, that they were opened now, and that they were before', async () => {
    const home = await newFolder();
    const last = (screen: string) => screen.split('\n').at(-2);
    expect(last(await screenOf(sets(0.5), {}, home))).toBe(`Sealed, and not looked at: ${SPAN}.`);
    const opened = last(await screenOf(sets(0.5), { isUnsealing: true }, home));
    expect(opened).toBe(`Opened, once: ${SPAN}. The chosen set made 54.28 USD of them, in 610 trades.`);
    expect(last(await screenOf(sets(0.5), {}, home))).toBe(
      `${SPAN} were opened before, and prove nothing more.`,
    );
    expect((await countTrials(home, MARKET.sealed!)).trials).toBe(1);
  });

  it('says how many sets were tried on them', async () => {
    const home = await newFolder();
    const tried = { ...MARKET.sealed!, atMs: 0, by: 'backtest' };
    await recordTries(home, { ...tried, sets: [candidates[0]!.parameters] });
    expect(await screenOf(sets(0.5), {}, home)).toContain(
      '. 1 set was tried on them before, so that they prove',
    );
    await recordTries(home, { ...tried, sets: candidates.map(({ parameters }) => parameters) });
    expect(await screenOf(sets(0.5), {}, home)).toContain('5 sets were tried on them before');
  });
});

describe('The days after the choice', () => {
  const DRAINED = 'Accounts lost most of their balance while they were chosen by';

  it('are told to be shorter where an account is nearly lost by those of the choice', async () => {
    // 60 days of it are more than half of 2,000 dollars, or less.
    expect((await screenOf(sets(-18))).replaceAll('\n', ' ')).toContain(DRAINED);
    expect((await screenOf(sets(-15))).replaceAll('\n', ' ')).not.toContain(DRAINED);
  });
});

describe('The ratio of a year', () => {
  it('stands beside what the best of so many tries shows by luck', async () => {
    const screen = await screenOf(sets(0.04));
    expect(screen.replaceAll(/\s+/g, ' ')).toMatch(
      / Sharpe of a year \d\.\d\d; the best of 5 without an edge shows about 1\.30 on so many days, and less than 1 after 1\.4 years /,
    );
  });
});

describe('The table', () => {
  it('is ranked by the neighbours of a set: a peak among losing sets is not at its top', async () => {
    const peaked: Trials = {
      ...sets(0.5),
      attempt: async (tasks, terms) => {
        const results = await sets(0.5).attempt(tasks, terms);
        return results.map((result, k) => {
          const { targetPct } = tasks[k]!.parameters;
          const moreUsd = targetPct === 0.1 ? 5 : targetPct < 0.25 ? -1 : 0;
          return result && { ...result, dailyUsd: result.dailyUsd.map((day) => day + moreUsd) };
        });
      },
    };
    const screen = await screenOf(peaked);
    const table = screen.split('\n').map((line) => line.trim().split(/ {2,}/).slice(0, 3));
    const first = table.findIndex(([name]) => name === 'targetPct');
    expect(table.slice(first + 1, first + 6)).toEqual([
      ['0.25', '0.50', '0.50'],
      ['0.3', '0.50', '0.50'],
      ['0.1', '-0.50', '5.50'],
      ['0.15', '-0.50', '-0.50'],
      ['0.2', '-0.50', '-0.50'],
    ]);
  });
});
