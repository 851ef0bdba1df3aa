/**
 * `infra/local-page/browser/`: the script of the page of a run. It asks nobody but the run.
 */
import { balancePoints, boundPoints } from '../../report/balance-points.ts';
import { showCandles } from '../../report/page/candle-view.ts';
import { balanceColumns } from '../../report/balance-columns.ts';
import { drawBalance } from '../../report/page/equity-view.ts';
import { showPages } from '../../report/page/page-tools.ts';
import { showStrip } from '../../report/page/strip-view.ts';
import { TradeSelection } from '../../report/page/trade-selection.ts';
import { showTrades } from '../../report/page/trade-pages.ts';
import { gainWords } from '../../../lambda/charts/drawing/drawn-figures.ts';
import { toDollars } from '../../../lambda/core/units.ts';
import { feedResultSchema, type FeedPart, type FeedResult } from '../feed-part.ts';
import { readFeed } from './feed-reader.ts';
import { hearKeys } from './page-keys.ts';
import { RunState } from './run-state.ts';
import { drawDenied, drawMoments, drawOpen, drawStanding } from './standing-view.ts';
import { showTimeBar } from './time-bar.ts';

function viewNamed(name: string): HTMLElement {
  const found = document.querySelector<HTMLElement>(`[data-view="${name}"]`);
  if (found === null) throw new RangeError(`the page has no view of ${name}`);
  return found;
}

/** Everything that shows the run, once it is known what it is. */
function show(state: RunState) {
  const selection = new TradeSelection([]);
  const bar = showTimeBar(viewNamed('time'), state, () => update());
  const candles = showCandles(viewNamed('candles'), state, selection, (symbol) =>
    state.open.filter((position) => position.symbol === symbol),
  );
  showStrip(viewNamed('strip'), state, selection, true);
  showTrades(viewNamed('trades'), state, selection);
  const balance = drawBalance(viewNamed('balance'));
  /** The latest trade is shown until somebody chooses one, and again from the end of the run on. */
  let isChosen = false;
  selection.onChoice(() => {
    isChosen = true;
  });
  const update = () => {
    const { data, trades, isAtEnd } = state;
    bar.update();
    selection.update(trades, !isChosen);
    drawStanding(viewNamed('standing'), state);
    drawOpen(viewNamed('open'), state);
    drawMoments(viewNamed('moments'), state);
    drawDenied(viewNamed('denied'), state);
    const points = balancePoints(data.beganDollars, trades, data.moves);
    const bound = (result?.bound ?? []).filter(({ timeMs }) => timeMs <= data.toMs);
    const other = bound.length === 0 ? undefined : boundPoints(data.beganDollars, points, bound);
    const columns = balanceColumns(points, data.beganDollars, data, other);
    const netDollars = trades.reduce((sum, { netUsd }) => sum + toDollars(netUsd), 0);
    balance.draw(columns, `Balance after each trade: ${gainWords(netDollars)} so far.`);
    candles?.update(isAtEnd);
  };
  hearKeys(selection, bar, () => state.trades[selection.selected]?.exitTimeMs);
  new ResizeObserver(() => {
    drawStanding(viewNamed('standing'), state);
    drawOpen(viewNamed('open'), state);
  }).observe(viewNamed('standing'));
  return { update, bar };
}

/** What can be said of it when it is over. */
async function showResult(): Promise<void> {
  const response = await fetch('result', { cache: 'no-store' });
  result = feedResultSchema.parse(await response.json());
  viewNamed('verdict').innerHTML = result.verdict;
  viewNamed('sections').innerHTML = result.sections;
  viewNamed('bound').innerHTML = result.boundHead;
  for (const host of document.querySelectorAll<HTMLElement>('[data-view="pages"]')) showPages(host);
}

let state: RunState | undefined;
let result: FeedResult | undefined;
let shown: ReturnType<typeof show> | undefined;
let isResultShown = false;
let drawnVersion = -1;

async function take(part: FeedPart): Promise<void> {
  if (part.about !== undefined) state = new RunState(part.about);
  state?.take(part);
  if (state === undefined || part.isMore) return;
  shown ??= show(state);
  if (part.version !== drawnVersion) shown.update();
  drawnVersion = part.version;
  document.documentElement.dataset['shown'] = 'whole';
  if (part.status !== 'ended' || isResultShown) return;
  isResultShown = true;
  await showResult();
  // Its balance has a band now.
  shown.update();
}

await readFeed({
  onPart: (part) => void take(part),
  onConnection: (words) => {
    if (shown !== undefined) shown.bar.complain(words);
    else viewNamed('time').textContent = words ?? '';
  },
});
