/**
 * What is made for cells that are seldom met: which runs are, what they leave as it was, and whether nothing is left out.
 */
import { describe, expect, it } from 'vitest';
import { whyImpossible } from '../impossible-cells.ts';
import { KEPT_SEEDS } from '../kept-seeds.ts';
import { ORDER_STATES } from '../order-states.ts';
import { aimed } from '../swarm/aims.ts';
import { drawRun } from '../swarm/drawn-run.ts';
import { CLASSES } from '../swarm/drawers.ts';
import { classOf } from '../swarm/happening-class.ts';
import { parseScenario, scenarioJson } from '../swarm/happening-file.ts';
import { Chance } from '../world/random-streams.ts';
import { WRONGLY_FOUND_SEEDS } from '../wrongly-found-seeds.ts';
import { hoursStagedIn, stagedIn, withCells } from './cell-run.ts';
import { HOURS_CELLS, SELDOM_CELLS, SHORT_CELLS, type Cell } from './seldom-cells.ts';

const MINUTE_MS = 60_000;
const [first, second] = ['BTCUSDT', 'ETHUSDT'] as const;
const SLOT = {
  fromMs: 8 * MINUTE_MS,
  toMs: 23 * MINUTE_MS,
  symbols: [first, second],
  first,
  second,
  decidesAtMs: 0,
};
const nameOf = ({ fault, state }: Cell) => `${fault}, ${state}`;

/** As many seeds of two hours as a million steps take. */
const MILLION = Array.from({ length: 3_700 }, (_, k) => drawRun(k + 1, 120));
const MADE = MILLION.filter(({ temper }) => temper === 'cells');

describe('runs for cells that are seldom met', () => {
  it('are about one in six, of bots with two markets, of which two functions may run at once', () => {
    expect(MADE.length).toBeGreaterThan(MILLION.length * 0.12);
    expect(MADE.length).toBeLessThan(MILLION.length * 0.25);
    for (const { terms, personAfterMs } of MADE) {
      expect(terms.markets.length).toBeGreaterThan(1);
      expect(terms.concurrencyMax).toBeGreaterThan(1);
      expect(personAfterMs).toBeLessThanOrEqual(5 * MINUTE_MS);
    }
  });

  it('are no kept seeds of which the draw alone is kept', () => {
    const drawnOnly = [...KEPT_SEEDS, ...WRONGLY_FOUND_SEEDS].filter(
      ({ happenings }) => happenings === undefined,
    );
    expect(drawnOnly.length).toBeGreaterThan(0);
    expect(drawnOnly.filter(({ seed, minutes }) => drawRun(seed, minutes).temper === 'cells')).toEqual([]);
  });

  it('change nothing but what happens', () => {
    const [run] = MADE;
    if (run === undefined) throw new Error('no run is made for cells');
    const again = withCells({ ...run, temper: 'calm', happenings: [] }, new Chance(1, 'any'));
    expect({ ...again, happenings: [], temper: 'calm' }).toEqual({ ...run, happenings: [], temper: 'calm' });
  });

  it('aim at each of those cells at least ten times in a million steps', () => {
    const staged = new Map<string, number>();
    for (const happening of MADE.flatMap(({ happenings }) => happenings)) {
      if (happening.during === undefined) continue;
      const name = nameOf({ fault: classOf(happening), state: happening.during });
      staged.set(name, (staged.get(name) ?? 0) + 1);
    }
    expect(SELDOM_CELLS.map(nameOf).filter((name) => (staged.get(name) ?? 0) < 10)).toEqual([]);
  });

  it.each([...SELDOM_CELLS, ...SHORT_CELLS])(
    'stage $fault in the state $state, within their time',
    (cell) => {
      const happenings = stagedIn(SLOT, [cell], new Chance(1, nameOf(cell)));
      const faults = happenings.filter((one) => classOf(one) === cell.fault && one.during === cell.state);
      expect(faults.length).toBeGreaterThan(0);
      expect(happenings.filter(({ atMs }) => atMs < SLOT.fromMs || atMs >= SLOT.toMs)).toEqual([]);
      const scenario = { seed: 1, minutes: 60, happenings };
      expect(parseScenario(scenarioJson(scenario), 'a file').happenings).toEqual(happenings);
    },
  );
});

describe('runs for hours that cannot be read', () => {
  const unread = MADE.filter(({ happenings }) => happenings.some(({ kind }) => kind === 'hours-unread'));

  it('are enough that each cell is staged ten times in a million steps, one in each quarter of an hour', () => {
    expect(HOURS_CELLS).toHaveLength(18);
    const slots = unread.flatMap(({ happenings }) =>
      happenings.filter(({ kind }) => kind === 'hours-unread'),
    );
    expect(slots.length).toBeGreaterThan(10 * HOURS_CELLS.length);
  });

  it('keep the closed hours of the market', () => {
    for (const { happenings } of unread)
      expect(happenings.some(({ kind }) => kind === 'closed-hours')).toBe(true);
  });

  it.each(HOURS_CELLS)('stage $fault in the state $state, with new processes that ask', (cell) => {
    const happenings = hoursStagedIn(SLOT, cell, new Chance(1, nameOf(cell)));
    expect(happenings.filter((one) => classOf(one) === cell.fault)).toHaveLength(1);
    expect(happenings.filter(({ kind }) => kind === 'reclaimed').length).toBeGreaterThan(10);
    expect(happenings.filter(({ atMs }) => atMs < SLOT.fromMs || atMs >= SLOT.toMs)).toEqual([]);
  });
});

describe('a cell that can be hit', () => {
  it('a cell that can be hit can be aimed at', () => {
    const span = { fromMs: 0, toMs: 60 * MINUTE_MS, symbols: ['BTCUSDT', 'ETHUSDT'] };
    const possible = CLASSES.flatMap((fault) =>
      ORDER_STATES.filter((state) => whyImpossible(fault, state) === undefined).map((state) => ({
        fault,
        state,
      })),
    );
    const missed = possible.filter((cell) => {
      const drawn = aimed(cell.fault, cell.state, new Chance(7, nameOf(cell)), span);
      return !drawn.some((one) => classOf(one) === cell.fault && one.during === cell.state);
    });
    expect(missed).toEqual([]);
  });
});
