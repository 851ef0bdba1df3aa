/**
 * A sweep or a walk-forward on the page: its verdict first, the evidence, then the sets and windows.
 */
import {
  heatMapPicture,
  type HeatCell,
  type HeatMap,
} from '../../../lambda/charts/pictures/heat-map-picture.ts';
import { count, percent } from '../../../lambda/core/text/figure-words.ts';
import { dayWords } from '../../../lambda/charts/drawing/drawn-figures.ts';
import { element, type Markup } from '../../../lambda/charts/drawing/markup.ts';
import { textOf } from '../../../lambda/charts/drawing/palette.ts';
import { windowsPicture } from '../../../lambda/charts/pictures/windows-picture.ts';
import { DEFAULT_PARAMETERS, isParameterName } from '../../../lambda/config.ts';
import { neighboursOf } from '../../../lambda/backtest/search/neighbourhood.ts';
import { RUNGS } from '../../../lambda/backtest/verdict/verdict.ts';
import { daysWords } from '../report-fields.ts';
import type { SearchFacts, SearchSet, Settings } from '../report-input.ts';
import { FULL_PX, columns, facts, figure, gainCell, notes, section, table } from './page-parts.ts';

export function searchSections(search: SearchFacts): readonly Markup[] {
  return [verdictSection(search), ...heatMapSections(search), ...windowsSection(search), setsSection(search)];
}

function verdictSection(search: SearchFacts): Markup {
  const { verdict, evidence, market, symbols, fromMs, toMs, sets, isSynthetic } = search;
  const next = verdict.next === undefined ? [] : [`The next rung needs ${verdict.next}.`];
  return section(
    'verdict',
    'Verdict',
    element(
      'p',
      { class: 'r-verdict' },
      `${capitalised(verdict.words)}: rung ${verdict.number} of ${RUNGS.length - 1}.`,
    ),
    ...next.map((words) => element('p', { class: 'r-next' }, words)),
    ...(isSynthetic
      ? [notes(['The market is made up: what was won or lost on it says nothing of any real one.'])]
      : []),
    columns(
      element(
        'div',
        {},
        element('h3', {}, 'Ground'),
        facts([
          ['market', market],
          ['symbols', symbols.join(' ')],
          ['time', daysWords(fromMs, toMs)],
          ['sets', count(sets.length)],
          ['searched', search.searched.join(', ')],
          ['chosen', settingsWords(search.chosen, search.searched)],
        ]),
      ),
      element('div', {}, element('h3', {}, 'Evidence'), facts(evidence)),
    ),
  );
}

function capitalised(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What a set does not say has its default. */
function valueOf(settings: Settings, name: string): string | number {
  return settings[name] ?? (isParameterName(name) ? DEFAULT_PARAMETERS[name] : 'unknown');
}

function settingsWords(settings: Settings, names: readonly string[]): string {
  return names.map((name) => `${name} ${valueOf(settings, name)}`).join(', ');
}

/** More pairs than these say nothing more. */
const MAPS_MAX = 3;

/** One for each pair of numbers that were searched, through the chosen set: the others have its values. */
function heatMapSections(search: SearchFacts): readonly Markup[] {
  const numeric = search.searched.filter((name) =>
    search.sets.every(({ parameters }) => typeof valueOf(parameters, name) === 'number'),
  );
  const pairs = numeric.flatMap((columnName, k) =>
    numeric.slice(k + 1).map((rowName) => ({ columnName, rowName })),
  );
  const maps = pairs.slice(0, MAPS_MAX).flatMap((pair) => {
    const map = heatMapOf(search, pair);
    return map === undefined ? [] : [{ ...pair, map }];
  });
  if (maps.length === 0) return [];
  const others = search.searched.filter((name) => !numeric.includes(name) || numeric.length > 2);
  const note = [
    ...(others.length === 0
      ? []
      : ['Through the chosen set: parameters that are not on the map have its values.']),
    'Blue is above zero, orange below; the frame is the chosen set, dashed ones are the neighbours by which it was chosen.',
  ].join(' ');
  return [
    section(
      'map',
      'Net over the parameters',
      ...maps.map(({ columnName, rowName, map }) =>
        figure({
          title: `Net in USD, by ${columnName} and ${rowName}`,
          draw: (widthPx) => heatMapPicture(map, widthPx),
          widthPx: FULL_PX,
          note,
        }),
      ),
    ),
  ];
}

interface Pair {
  readonly columnName: string;
  readonly rowName: string;
}

/** `undefined` where it would have one row or column, or holes: sets by chance fill no grid. */
function heatMapOf(
  { searched, sets, chosen }: SearchFacts,
  { columnName, rowName }: Pair,
): HeatMap | undefined {
  const fixed = searched.filter((name) => name !== columnName && name !== rowName);
  const shown = sets.filter(({ parameters }) =>
    fixed.every((name) => valueOf(parameters, name) === valueOf(chosen, name)),
  );
  const isChosen = ({ parameters }: SearchSet) =>
    searched.every((name) => valueOf(parameters, name) === valueOf(chosen, name));
  const near = neighboursIn(sets, sets.find(isChosen));
  const markOf = (set: SearchSet): HeatCell['mark'] => {
    if (isChosen(set)) return 'chosen';
    return near.has(set) ? 'neighbour' : undefined;
  };
  const cells = shown.map((set) => ({
    column: Number(valueOf(set.parameters, columnName)),
    row: Number(valueOf(set.parameters, rowName)),
    dollars: set.netDollars,
    mark: markOf(set),
  }));
  const values = (of: (cell: (typeof cells)[number]) => number) =>
    [...new Set(cells.map(of))].toSorted((left, right) => left - right);
  const [across, up] = [values(({ column }) => column), values(({ row }) => row)];
  const isGrid = across.length > 1 && up.length > 1 && cells.length * 2 >= across.length * up.length;
  if (!isGrid) return undefined;
  const known = new Set(cells.map(({ column, row }) => `${column}/${row}`));
  const holes = across.flatMap((column) =>
    up.flatMap((row) => (known.has(`${column}/${row}`) ? [] : [{ column, row, dollars: undefined }])),
  );
  return { columnName, rowName, columns: across, rows: up, cells: [...cells, ...holes] };
}

/** By whose middle the chosen set was ranked; none where nobody has told where sets lie. */
function neighboursIn(sets: readonly SearchSet[], chosen: SearchSet | undefined): ReadonlySet<SearchSet> {
  const placed = sets.flatMap((set) => (set.position === undefined ? [] : [{ set, position: set.position }]));
  if (chosen?.position === undefined) return new Set();
  return new Set(neighboursOf(placed, chosen.position).flatMap((k) => placed[k]?.set ?? []));
}

function windowsSection({ windows, searched }: SearchFacts): readonly Markup[] {
  if (windows.length === 0) return [];
  return [
    section(
      'windows',
      'Walk-forward',
      figure({
        title: 'Chosen on some days, tried on the next ones',
        draw: (widthPx) =>
          windowsPicture(
            windows.map((window) => ({
              train: window.choose,
              test: window.attempt,
              trainDollars: window.chosenDollars,
              testDollars: window.attemptedDollars,
            })),
            widthPx,
          ),
        widthPx: FULL_PX,
        numbers: table({
          label: 'Windows of the walk-forward',
          head: ['tried', 'chosen on', 'set', 'a day, then', 'a day, after', 'trades', 'net USD'],
          rows: windows.map((window) => [
            daysWords(window.attempt.fromMs, window.attempt.toMs),
            `${dayWords(window.choose.fromMs)} to ${dayWords(window.choose.toMs - 1)}`,
            settingsWords(window.parameters, searched),
            gainCell(window.chosenDollars),
            gainCell(window.attemptedDollars),
            count(window.trades),
            gainCell(window.netDollars),
          ]),
          numbers: [3, 4, 5, 6],
          nothing: '',
        }),
      }),
    ),
  ];
}

function setsSection({ sets, searched }: SearchFacts): Markup {
  const ranked = sets.toSorted((left, right) => right.neighbourhoodDollars - left.neighbourhoodDollars);
  return section(
    'sets',
    `Sets (${count(sets.length)})`,
    element(
      'p',
      { class: textOf('muted') },
      'Ranked by the middle of a set and its neighbours a day, never by its own result.',
    ),
    element(
      'div',
      { 'data-view': 'pages' },
      table({
        label: 'Sets',
        head: [...searched, 'neighbours, a day', 'net USD', 'gross', 'fees', 'trades', 'won', 'days'],
        rows: ranked.map((set) => setRow(set, searched)),
        numbers: Array.from({ length: searched.length + 7 }, (_, k) => k),
        nothing: 'No set could be run.',
      }),
    ),
  );
}

function setRow(set: SearchSet, searched: readonly string[]) {
  return [
    ...searched.map((name) => String(valueOf(set.parameters, name))),
    gainCell(set.neighbourhoodDollars),
    gainCell(set.netDollars),
    gainCell(set.grossDollars),
    gainCell(-set.feesDollars),
    count(set.trades),
    percent(set.trades === 0 ? undefined : set.wins / set.trades),
    count(set.activeDays),
  ];
}
