/**
 * Some runs are made for cells that are seldom met: one after the other, each in a quarter of an hour of its own.
 *
 * They are runs of two markets or more, with room for two functions at once and a person who is soon there. All of it is drawn
 * by a stream of its own: other seeds stay as they are, and so do the bot, its markets and its platform.
 */
import { MINUTE_MS, SECOND_MS } from '../../../lambda/core/units.ts';
import type { OrderState } from '../order-states.ts';
import { aimedAt } from '../swarm/aims.ts';
import type { DrawnRun } from '../swarm/drawing.ts';
import { UNREAD_HOURS, type Happening } from '../swarm/happening.ts';
import type { Chance } from '../world/random-streams.ts';
import { recipeFor } from './recipes.ts';
import { HOURS_CELLS, kinOf, SELDOM_CELLS, SHORT_CELLS, type Cell } from './seldom-cells.ts';
import { ALL_DAY, parameters, settledMs, type Slot } from './stage-props.ts';

/** Of the runs that can be. */
const CELL_CHANCE = 0.6;
const SLOT_MS = 15 * MINUTE_MS;
/** So long before a quarter of an hour, at which some things are told. */
const BEFORE_QUARTER_MS = 7 * MINUTE_MS;
const LOOKED_AFTER_MS = 5 * MINUTE_MS;
/** Any other fault in a short state, in place of one that is seldom met. */
const SHORT_CHANCE = 0.2;
/** Of one family and state, one after the other. */
const TOGETHER = 5;

export function withCells(run: DrawnRun, chance: Chance): DrawnRun {
  const { terms, personAfterMs, faultsEndMs } = run;
  const canBe = terms.markets.length > 1 && terms.concurrencyMax > 1 && personAfterMs <= LOOKED_AFTER_MS;
  if (!canBe || !chance.happens(CELL_CHANCE)) return run;
  const slots = slotsOf(run);
  if (slots.length === 0) return run;
  const happenings = slots.flatMap((slot, k) =>
    stagedIn(slot, cellsFor(k === slots.length - 1, chance), chance),
  );
  return {
    ...run,
    temper: 'cells',
    happenings: happenings
      .filter(({ atMs }) => atMs < faultsEndMs)
      .toSorted((left, right) => left.atMs - right.atMs),
  };
}

/** Of the runs with gold that can be. */
const HOURS_CHANCE = 0.5;

/**
 * Some runs with gold are made for hours that cannot be read while the orders are in a state of every kind.
 *
 * A process asks for the hours when it begins; it goes on with what it knows. So each minute finds a new one.
 */
export function withUnreadHours(run: DrawnRun, chance: Chance): DrawnRun {
  const { terms, personAfterMs } = run;
  const canBe = terms.markets.length > 2 && terms.concurrencyMax > 1 && personAfterMs <= LOOKED_AFTER_MS;
  if (!canBe || !chance.happens(HOURS_CHANCE)) return run;
  const slots = slotsOf({ ...run, terms: { ...terms, markets: terms.markets.slice(1) } });
  const staged = slots.flatMap((slot, k) => {
    const cells = HOURS_CELLS.filter(({ state }) => (state === 'closed-day') === (k === slots.length - 1));
    return hoursStagedIn(slot, drawnFrom(cells, chance), chance);
  });
  const hours = run.happenings.filter(({ kind }) => kind === 'closed-hours');
  const happenings = [...hours, ...staged].filter(({ atMs }) => atMs < run.faultsEndMs);
  return {
    ...run,
    temper: 'cells',
    happenings: happenings.toSorted((left, right) => left.atMs - right.atMs),
  };
}

/** What brings the bot into the state, and new processes that ask for hours. */
export function hoursStagedIn(slot: Slot, cell: Cell, chance: Chance): readonly Happening[] {
  const { parameters: changes, companions = [] } = recipeFor(cell)(slot, chance);
  const forMs = slot.toMs - slot.fromMs - SECOND_MS;
  const as = UNREAD_HOURS.find((one) => cell.fault === `hours unread ${one}`);
  if (as === undefined) throw new RangeError(`${cell.fault} is nothing of hours`);
  const minutes = Math.floor(forMs / MINUTE_MS);
  const anew = Array.from({ length: minutes }, (_, k): Happening => {
    return {
      kind: 'reclaimed',
      atMs: slot.fromMs + k * MINUTE_MS + ((slot.decidesAtMs + MINUTE_MS / 2) % MINUTE_MS),
    };
  });
  return [
    parameters(slot, { ...ALL_DAY, ...changes }),
    { kind: 'hours-unread', atMs: slot.fromMs, forMs, as },
    ...anew,
    ...companions,
  ];
}

export function slotsOf({ terms, faultsEndMs }: DrawnRun): readonly Slot[] {
  const { startMs, markets, offsetMs, alignToMinuteSeconds } = terms;
  const symbols = markets.map(({ symbol }) => symbol);
  const [first, second] = symbols;
  const decidesAtMs = offsetMs + alignToMinuteSeconds * SECOND_MS >= MINUTE_MS ? 0 : offsetMs;
  if (first === undefined || second === undefined) return [];
  const quarterMs = Math.ceil((startMs + MINUTE_MS + BEFORE_QUARTER_MS) / SLOT_MS) * SLOT_MS;
  const slots: Slot[] = [];
  for (
    let fromMs = quarterMs - BEFORE_QUARTER_MS - startMs;
    fromMs + SLOT_MS <= faultsEndMs;
    fromMs += SLOT_MS
  )
    slots.push({ fromMs, toMs: fromMs + SLOT_MS, symbols, first, second, decidesAtMs });
  return slots;
}

/** A day that is closed stays so. */
function cellsFor(isLast: boolean, chance: Chance): readonly Cell[] {
  if (!isLast && chance.happens(SHORT_CHANCE)) return [drawnFrom(SHORT_CELLS, chance)];
  const cell = drawnFrom(
    SELDOM_CELLS.filter(({ state }) => (state === 'closed-day') === isLast),
    chance,
  );
  const others = kinOf(cell).filter(({ fault }) => fault !== cell.fault);
  const cells = [cell];
  while (cells.length < TOGETHER && cells.length <= others.length) {
    const other = drawnFrom(others, chance);
    if (!cells.includes(other)) cells.push(other);
  }
  return cells;
}

function drawnFrom(cells: readonly Cell[], chance: Chance): Cell {
  const [first, ...more] = cells;
  if (first === undefined) throw new RangeError('no cell is seldom met');
  return chance.pick([first, ...more]);
}

/** What brings the bot there, and the faults, each once. */
export function stagedIn(slot: Slot, cells: readonly Cell[], chance: Chance): readonly Happening[] {
  const [cell] = cells;
  if (cell === undefined) return [];
  const { symbols } = slot;
  const { parameters: changes, companions = [], symbol } = recipeFor(cell)(slot, chance);
  const span = { fromMs: settledMs(slot), toMs: slot.toMs, symbols };
  const faults = cells.map(({ fault, state }, k): Happening => {
    const aimed = once(seldomOf(fault, state) ?? aimedAt(fault, state, chance, span));
    // Where two scripts concern a request, the one that began first is taken.
    const atMs = settledMs(slot) - cells.length + k;
    return symbol !== undefined && 'symbol' in aimed ? { ...aimed, symbol, atMs } : { ...aimed, atMs };
  });
  return [parameters(slot, { ...ALL_DAY, ...changes }), ...faults, ...companions];
}

/** What no drawer draws. */
function seldomOf(fault: string, during: OrderState): Happening | undefined {
  if (fault === 'keys-replaced') return { kind: 'keys-replaced', atMs: 0, during };
  const command = (['pause', 'resume', 'flatten'] as const).find((kind) => fault === `command ${kind} twice`);
  return command && { kind: 'command', atMs: 0, during, command, againMs: MINUTE_MS };
}

function once(happening: Happening): Happening {
  switch (happening.kind) {
    case 'way':
    case 'slow':
    case 'refused':
      return { ...happening, times: 1 };
    case 'venue-fault':
      return { ...happening, script: { ...happening.script, times: 1 } };
    default:
      return happening;
  }
}
