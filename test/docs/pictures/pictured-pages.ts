/**
 * What the pictures of pages are made from, and a hash of that.
 *
 * A browser draws them: with other fonts, or of another release, each pixel is another one. So a picture is of today where
 * what it is made from is what it was made from: the page, its style and its data, in this release and from the same run.
 *
 * Invariant: what is not in a picture is not in its hash: an edit elsewhere leaves it as it is.
 */
import { createHash } from 'node:crypto';
import type { LocalPageOptions } from '../../../infra/local-page/local-page.ts';
import { RunFeed } from '../../../infra/local-page/run-feed.ts';
import { runPage } from '../../../infra/local-page/run-page.ts';
import { LOCAL_BOT } from '../../../infra/local/run-record.ts';
import { termsData } from '../../../infra/report/page-blocks.ts';
import { pageBundle } from '../../../infra/report/page-bundle.ts';
import type { ReportInput } from '../../../infra/report/report-input.ts';
import { reportPage } from '../../../infra/report/report-page.ts';
import { DEFAULT_PARAMETERS } from '../../../lambda/config.ts';
import { createWidget } from '../../../lambda/dashboard/widget.ts';
import { drawingCode } from './drawing-code.ts';
import type { PicturedRun } from './pictured-run.ts';

export const PICTURES = ['page', 'report', 'widget'] as const;
export type PictureName = (typeof PICTURES)[number];
export const THEMES = ['light', 'dark'] as const;
export type PictureTheme = (typeof THEMES)[number];

/** The page of the run in the morning, while it goes on. */
export function runPageOf({ market }: PicturedRun): Required<Omit<LocalPageOptions, 'firstPort'>> {
  const symbols = market.symbols.map(({ symbol }) => symbol);
  const { fromMs, toMs } = market;
  return {
    page: { name: 'Run', market: market.label, isSynthetic: true },
    about: {
      bot: LOCAL_BOT,
      mode: 'paper',
      symbols,
      fromMs,
      toMs,
      beganDollars: DEFAULT_PARAMETERS.startingBalanceUsd,
      parameters: DEFAULT_PARAMETERS,
      terms: termsData(DEFAULT_PARAMETERS),
    },
    market: market.symbols,
  };
}

/** The result of the whole day. */
export function reportOf({ facts }: PicturedRun): ReportInput {
  return { source: 'run.json', facts, candles: [] };
}

export const WIDGET_PX = 760;

/** The widget in the morning, whose dashboard shows the day so far. */
export async function widgetOf(run: PicturedRun, theme: PictureTheme): Promise<string> {
  const nowMs = run.morning.at(-1)?.tickMs ?? run.market.fromMs;
  const widget = createWidget({
    bots: [LOCAL_BOT],
    ledger: { look: run.look, rows: run.rows },
    now: () => nowMs,
  });
  const timeRange = { start: run.market.fromMs, end: nowMs };
  return widget({ bot: LOCAL_BOT, widgetContext: { theme, width: WIDGET_PX, timeRange } });
}

export type Hashes = Readonly<Record<PictureName, string>>;

/** A hash of what each picture is made from. */
export async function madeFrom(run: PicturedRun): Promise<Hashes> {
  const parts = {
    page: await pageParts(run),
    report: [await reportAbove(run)],
    widget: await Promise.all(THEMES.map((theme) => widgetOf(run, theme))),
  };
  const hash = (texts: readonly string[]) => createHash('sha256').update(JSON.stringify(texts)).digest('hex');
  return { page: hash(parts.page), report: hash(parts.report), widget: hash(parts.widget) };
}

/** The script draws this page, from what it reads. */
async function pageParts(run: PicturedRun): Promise<readonly string[]> {
  const { page, about, market } = runPageOf(run);
  const feed = new RunFeed(about, market);
  for (const report of run.morning) feed.tick(report);
  const { style } = await pageBundle('run');
  const { html } = runPage({ ...page, symbols: about.symbols }, { style, script: '' });
  const part = feed.since(FROM_THE_BEGINNING);
  if (part === undefined) throw new Error('the feed has no beginning');
  const { candles, trades, details, status, words, nowMs } = part;
  return [html, JSON.stringify({ candles, trades, details, status, words, nowMs }), ...(await drawingCode())];
}

const FROM_THE_BEGINNING = { candles: [], trades: 0, standings: 0, denials: 0, moments: 0 };

/** The picture ends above what a script draws. */
async function reportAbove(run: PicturedRun): Promise<string> {
  const { style } = await pageBundle('report');
  const html = reportPage(reportOf(run), { style, script: '' });
  const end = html.indexOf(`id='${BELOW_REPORT}'`);
  if (end < 0) throw new Error(`the report has no ${BELOW_REPORT}, above which its picture ends`);
  return html.slice(0, end);
}

/** The title of the first section of the report that its picture does not show. */
export const BELOW_REPORT = 'title-equity';
