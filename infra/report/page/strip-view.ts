/**
 * One trade: its candles, its lines, what it was decided on, its fills; and the way to the next.
 */
import { count } from '../../../lambda/core/text/figure-words.ts';
import { element, joined, type Markup } from '../../../lambda/charts/drawing/markup.ts';
import { tradeStrip, type TradeParity, type TradeStory } from '../../../lambda/charts/trade-strip.ts';
import type { DrawnTrade } from '../../../lambda/charts/drawing/drawn-trade.ts';
import { candlesOfRows, direction } from '../../../lambda/core/market.ts';
import { EXIT_REASONS } from '../../../lambda/core/reasons.ts';
import { MINUTE_MS } from '../../../lambda/core/units.ts';
import { timeOf, type ParityData } from '../page-data.ts';
import type { PageFacts } from '../page-facts.ts';
import { REASON_FILTER, type TradeSelection } from './trade-selection.ts';

const STRIP_HEIGHT_PX = 280;
/** A strip goes on for so long after the exit, with what has closed by then. */
const AFTER_MS = 5 * MINUTE_MS;
/** Where it can only say that there are none. */
const NOTHING_HEIGHT_PX = 60;
const STEPS: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowRight: 1,
  Home: -Infinity,
  End: Infinity,
};

/** @param isGrowing more trades may come, and keys of the whole page lead through them. */
export function showStrip(
  host: HTMLElement,
  facts: PageFacts,
  selection: TradeSelection,
  isGrowing = false,
): void {
  host.innerHTML = frame(filtersOf(facts, isGrowing)).toString();
  const place = host.querySelector('[data-part="place"]');
  const drawn = host.querySelector('[data-part="drawn"]');
  const filter = host.querySelector('select');
  let shown = '';
  const draw = () => {
    const trade = facts.trades[selection.selected];
    if (drawn === null || place === null) return;
    if (trade === undefined) {
      place.textContent = '';
      drawn.textContent = 'No trade is closed yet.';
      shown = '';
      return;
    }
    const rank = `${count(selection.rank + 1)} of ${count(selection.shown.length)}`;
    const words = selection.rank < 0 ? 'none of these' : rank;
    // A reader is told what is new.
    if (place.textContent !== words) place.textContent = words;
    const widthPx = Math.max(320, drawn.clientWidth);
    const next = `${selection.selected} ${widthPx} ${Math.min(facts.data.toMs, trade.exitTimeMs + AFTER_MS)}`;
    if (next === shown) return;
    shown = next;
    drawn.innerHTML = tradeStrip(storyOf(facts, trade, selection.selected), {
      widthPx,
      heightPx: facts.candles.has(trade.symbol) ? STRIP_HEIGHT_PX : NOTHING_HEIGHT_PX,
    }).toString();
  };
  host.addEventListener('click', ({ target }) => {
    const step = target instanceof Element ? target.closest('button')?.dataset['step'] : undefined;
    if (step !== undefined) selection.step(Number(step));
  });
  filter?.addEventListener('change', () => {
    selection.choose(filter.value);
  });
  const section = host.closest('section');
  if (!isGrowing) {
    section?.addEventListener('keydown', (event) => {
      const step = stepOfKey(event);
      if (step === undefined) return;
      event.preventDefault();
      selection.step(step);
    });
  }
  selection.onChange(draw);
  new ResizeObserver(draw).observe(host);
}

/** By how many trades a key goes on; `undefined` for any other key, and where a field has it. */
export function stepOfKey({ key, target, ctrlKey, altKey, metaKey }: KeyboardEvent): number | undefined {
  const isElsewhere = target instanceof HTMLSelectElement || target instanceof HTMLInputElement;
  return isElsewhere || ctrlKey || altKey || metaKey ? undefined : STEPS[key];
}

type Choice = readonly [filter: string, words: string];

/** The reasons of its trades; all of ours, where more trades may come. */
function filtersOf({ trades, data: { parity } }: PageFacts, isGrowing: boolean): readonly Choice[] {
  const used = new Set(trades.map(({ reason }) => reason));
  const reasons = isGrowing ? EXIT_REASONS : [...used].toSorted();
  return [
    ['all', 'all trades'],
    ...(parity === undefined ? [] : [['differing', 'trades: other than in the backtest'] as const]),
    ['won', 'trades: won'],
    ['lost', 'trades: lost'],
    ...reasons.map((reason): Choice => [REASON_FILTER + reason, `trades: ${reason}`]),
  ];
}

function frame(choices: readonly Choice[]): Markup {
  return joined([
    element('h3', {}, 'One trade'),
    element(
      'div',
      { class: 'r-tools' },
      element('button', { type: 'button', 'data-step': -1 }, '← before'),
      element('span', { 'data-part': 'place', 'aria-live': 'polite' }),
      element('button', { type: 'button', 'data-step': 1 }, 'next →'),
      element(
        'label',
        {},
        'of ',
        element('select', {}, ...choices.map(([value, words]) => element('option', { value }, words))),
      ),
      element('span', { class: 'ks-t-muted r-keys-hint' }, 'arrow keys: before and next; Home, End'),
    ),
    element('div', { 'data-part': 'drawn', class: 'r-strip' }),
  ]);
}

const NO_CANDLES = candlesOfRows([]);

function storyOf({ data, candles }: PageFacts, trade: DrawnTrade, index: number): TradeStory {
  const details = data.details[index];
  const opened = openedOf(details?.opened, trade, data.terms);
  const { left, recoverySinceMs, unprotected, slippageDollars } = details ?? {};
  const parity = data.parity?.[index];
  return {
    trade,
    candles: candles.get(trade.symbol) ?? NO_CANDLES,
    fills: details?.fills ?? [],
    ...(opened !== undefined && { opened }),
    ...(left !== undefined && { left }),
    ...(recoverySinceMs !== undefined && { recoverySinceMs }),
    ...(unprotected !== undefined && { unprotected: timeOf(unprotected) }),
    ...(slippageDollars !== undefined && { slippageDollars }),
    ...(parity !== undefined && { parity: parityOf(parity) }),
  };
}

/** As its row says, or by the terms that all trades had. */
function openedOf(
  told: PageFacts['data']['details'][number]['opened'],
  { side, entryPrice }: DrawnTrade,
  terms: PageFacts['data']['terms'],
): TradeStory['opened'] {
  if (told !== undefined) return { ...told, decided: told.decided, lagSeconds: told.lagSeconds };
  if (terms === undefined) return undefined;
  const at = (share: number) => entryPrice * (1 + direction(side) * share);
  return {
    terms: { initialStopPct: terms.initialStopPct },
    stopPrice: at(-terms.stopShare),
    takeProfitPrice: at(terms.targetShare),
    decided: undefined,
    signal: undefined,
    lagSeconds: undefined,
  };
}

function parityOf({ backtest, ...of }: ParityData): TradeParity {
  return { ...of, ...(backtest !== undefined && { backtest }) };
}
