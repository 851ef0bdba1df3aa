/**
 * `infra/report/page/`: the script of the page. It runs in a browser, from a file, without a network.
 *
 * What it shows is there without it as well, but for candles and single trades.
 */
import { showCandles } from './candle-view.ts';
import { showEquity } from './equity-view.ts';
import { readPage } from './page-blocks-reader.ts';
import { showPages } from './page-tools.ts';
import { showStrip } from './strip-view.ts';
import { TradeSelection } from './trade-selection.ts';
import { showTrades } from './trade-pages.ts';

function viewNamed(name: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(`[data-view="${name}"]`);
}

async function show(): Promise<void> {
  const sets = viewNamed('pages');
  if (sets !== null) showPages(sets);
  const facts = await readPage();
  if (facts === undefined || facts.trades.length === 0) return;
  const { parity } = facts.data;
  const selection = new TradeSelection(facts.trades, (index) => (parity?.[index]?.dollars ?? 0) !== 0);
  const [equity, strip, table, candles] = ['equity', 'strip', 'trades', 'candles'].map(viewNamed);
  if (equity) showEquity(equity, facts);
  if (strip) showStrip(strip, facts, selection);
  if (table) showTrades(table, facts, selection);
  if (candles) showCandles(candles, facts, selection);
}

/** A page that cannot be shown says so: nobody looks into a browser's console. */
function complain(error: unknown): void {
  const words = document.createElement('p');
  words.className = 'ks-note';
  words.setAttribute('role', 'alert');
  words.textContent = `! Candles and trades cannot be shown: ${error instanceof Error ? error.name : 'unknown'}. The file may be damaged; make the report again.`;
  document.querySelector('#title-trades')?.after(words);
}

try {
  await show();
  document.documentElement.dataset['shown'] = 'whole';
} catch (error) {
  document.documentElement.dataset['shown'] = 'failed';
  complain(error);
}
