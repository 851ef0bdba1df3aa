/**
 * What the views of a page show, wherever it comes from: blocks in the page, or a run that goes on.
 */
import type { DrawnTrade } from '../../lambda/charts/drawing/drawn-trade.ts';
import type { Candles } from '../../lambda/core/market.ts';
import type { PageData } from './page-data.ts';

export interface PageFacts {
  readonly data: PageData;
  readonly trades: readonly DrawnTrade[];
  /** By symbol. */
  readonly candles: ReadonlyMap<string, Candles>;
}
