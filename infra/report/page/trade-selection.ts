/**
 * Which trades are looked at, and which one of them.
 */
import type { DrawnTrade } from '../../../lambda/charts/drawing/drawn-trade.ts';

/** Of the filters of one reason, which may have any name; the others are `all`, `won`, `lost` and `differing`. */
export const REASON_FILTER = 'reason ';

type Listener = () => void;

export class TradeSelection {
  readonly #listeners: Listener[] = [];
  readonly #choiceListeners: Listener[] = [];
  #trades: readonly DrawnTrade[];
  /** Places in the list of all trades. */
  #shown: readonly number[];
  #selected = 0;
  #filter = 'all';
  readonly #isDiffering: (index: number) => boolean;

  /** @param isDiffering whether a trade made something else than in the backtest; none, where nobody has compared. */
  constructor(trades: readonly DrawnTrade[], isDiffering: (index: number) => boolean = () => false) {
    this.#trades = trades;
    this.#isDiffering = isDiffering;
    this.#shown = [...trades.keys()];
  }

  get filter(): string {
    return this.#filter;
  }

  get shown(): readonly number[] {
    return this.#shown;
  }

  /** Its place in the list of all trades. */
  get selected(): number {
    return this.#selected;
  }

  /** Among those that are shown; −1 where it is none of them. */
  get rank(): number {
    return this.#shown.indexOf(this.#selected);
  }

  /** Of anything. */
  onChange(listener: Listener): void {
    this.#listeners.push(listener);
  }

  /** Somebody has chosen, and no trade has come or gone by itself. */
  onChoice(listener: Listener): void {
    this.#choiceListeners.push(listener);
  }

  /** More trades of the same run, or fewer: those that stay keep their places. @param isLatest is selected then. */
  update(trades: readonly DrawnTrade[], isLatest: boolean): void {
    this.#trades = trades;
    this.#shown = this.#passing();
    const latest = this.#shown.at(-1) ?? 0;
    if (isLatest || trades[this.#selected] === undefined) this.#selected = latest;
    for (const listener of this.#listeners) listener();
  }

  select(index: number): void {
    if (index === this.#selected || this.#trades[index] === undefined) return;
    this.#selected = index;
    this.#tell();
  }

  /** @param by how many of those that are shown; it stays at the ends. */
  step(by: number): void {
    const rank = Math.min(this.#shown.length - 1, Math.max(0, this.rank + by));
    const index = this.#shown[rank];
    if (index !== undefined) this.select(index);
  }

  choose(filter: string): void {
    this.#filter = filter;
    this.#shown = this.#passing();
    const [first] = this.#shown;
    if (this.rank < 0 && first !== undefined) this.#selected = first;
    this.#tell();
  }

  #passing(): readonly number[] {
    const isShown = this.#filter === 'differing' ? this.#isDiffering : undefined;
    return [...this.#trades.keys()].filter(isShown ?? ((index) => passes(this.#trades[index], this.#filter)));
  }

  #tell(): void {
    for (const listener of [...this.#listeners, ...this.#choiceListeners]) listener();
  }
}

function passes(trade: DrawnTrade | undefined, filter: string): boolean {
  if (trade === undefined) return false;
  if (filter === 'all') return true;
  if (filter === 'won') return trade.netUsd > 0;
  if (filter === 'lost') return trade.netUsd <= 0;
  return filter === REASON_FILTER + trade.reason;
}
