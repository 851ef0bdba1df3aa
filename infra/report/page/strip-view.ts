/**
 * One trade: its candles, its lines, what it was decided on, its fills; and the way to the next.
 */
import { count } from '../../../lambda/core/text/figure-words.ts';
import { element, joined, type Markup } from '../../../lambda/charts/drawing/markup.ts';
import { tradeStrip, type TradeStory } from '../../../lambda/charts/trade-strip.ts';
import type { ClosedTrade } from '../../../lambda/core/ledger/closed-trade.ts';
import { candlesOfRows, direction } from '../../../lambda/core/market.ts';
import { EXIT_REASONS } from '../../../lambda/core/reasons.ts';
import { MINUTE_MS } from '../../../lambda/core/units.ts';
import type { PageFacts } from '../page-facts.ts';
import type { TradeFilter, TradeSelection } from './trade-selection.ts';

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
  host.innerHTML = frame(isGrowing ? undefined : facts.trades).toString();
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
    const chosen = FILTERS.find((name) => name === filter.value);
    if (chosen !== undefined) selection.choose(chosen);
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

const FILTERS: readonly TradeFilter[] = ['all', 'won', 'lost', ...EXIT_REASONS];

/** @param trades whose reasons may be chosen; all reasons, where they are not known yet. */
function frame(trades: readonly ClosedTrade[] | undefined): Markup {
  const used = new Set<string>(trades?.map(({ reason }) => reason) ?? EXIT_REASONS);
  const choices = FILTERS.filter((name) => used.has(name) || ['all', 'won', 'lost'].includes(name));
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
        element(
          'select',
          {},
          ...choices.map((name) =>
            element('option', { value: name }, name === 'all' ? 'all trades' : `trades: ${name}`),
          ),
        ),
      ),
      element('span', { class: 'ks-t-muted r-keys-hint' }, 'arrow keys: before and next; Home, End'),
    ),
    element('div', { 'data-part': 'drawn', class: 'r-strip' }),
  ]);
}

const NO_CANDLES = candlesOfRows([]);

function storyOf({ data, candles }: PageFacts, trade: ClosedTrade, index: number): TradeStory {
  const details = data.details[index];
  const opened = openedOf(details?.opened, trade, data.terms);
  const recoverySinceMs = details?.recoverySinceMs;
  return {
    trade,
    candles: candles.get(trade.symbol) ?? NO_CANDLES,
    fills: details?.fills ?? [],
    ...(opened !== undefined && { opened }),
    ...(recoverySinceMs !== undefined && { recoverySinceMs }),
  };
}

/** As its row says, or by the terms that all trades had. */
function openedOf(
  told: PageFacts['data']['details'][number]['opened'],
  { side, entryPrice }: ClosedTrade,
  terms: PageFacts['data']['terms'],
): TradeStory['opened'] {
  if (told !== undefined) return { ...told, lagSeconds: told.lagSeconds };
  if (terms === undefined) return undefined;
  const at = (share: number) => entryPrice * (1 + direction(side) * share);
  return {
    terms: { initialStopPct: terms.initialStopPct },
    stopPrice: at(-terms.stopShare),
    takeProfitPrice: at(terms.targetShare),
    signal: undefined,
    lagSeconds: undefined,
  };
}
