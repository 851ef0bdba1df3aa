/**
 * `infra/local-page/`: a run on this machine as a page of this machine, while it goes on and when it is over.
 *
 * The page itself: the same views as in a report, and a bar that leads through the time of the run. Its script fills it.
 */
import { element, joined, type Markup } from '../../lambda/charts/drawing/markup.ts';
import { framedPage, libraryNotice, modeBadge, pageFooter, pageHeader } from '../report/page-frame.ts';
import type { PageBundle } from '../report/page-bundle.ts';
import type { RunFacts } from '../report/report-input.ts';
import { boundHead } from '../report/sections/money-sections.ts';
import { section } from '../report/sections/page-parts.ts';
import { judgedSections } from '../report/sections/run-sections.ts';
import type { FeedResult } from './feed-part.ts';

export interface RunPage {
  /** `Run` or `Backtest`. */
  readonly name: string;
  readonly symbols: readonly string[];
  /** Where its prices are from. */
  readonly market: string;
  readonly isSynthetic: boolean;
}

export function runPage(
  { name, symbols, market, isSynthetic }: RunPage,
  bundle: PageBundle,
): { readonly html: string; readonly policy: string } {
  return framedPage({
    title: `${name}, ${symbols.join(' ')}`,
    bundle,
    asksFor: 'its own address',
    body: [
      pageHeader({
        badge: modeBadge('paper', market),
        name,
        symbols,
        words: 'on this machine · all times are UTC, all amounts US dollars after costs',
      }),
      element('div', {
        class: 'l-bar',
        role: 'region',
        'aria-label': 'The run, and its time',
        'data-view': 'time',
        'data-made-up': isSynthetic ? '' : undefined,
      }),
      element(
        'main',
        {},
        element(
          'noscript',
          {},
          element(
            'p',
            { class: 'ks-note' },
            'A run is shown by the script of this page, which is switched off.',
          ),
        ),
        view('verdict'),
        section(
          'standing',
          'Where it stands',
          element(
            'div',
            { class: 'l-standing' },
            view('standing'),
            element('div', {}, heading('What is open'), view('open')),
          ),
          element(
            'div',
            { class: 'l-happened' },
            element('div', {}, heading('What happened'), view('moments')),
            element('div', {}, heading('Entries that were denied, by the gate'), view('denied')),
          ),
        ),
        section('candles', 'What it did', figure('candles'), figure('strip'), figure('trades')),
        section('balance', 'Balance', view('bound'), figure('balance')),
        view('sections'),
      ),
      pageFooter('Made by kallisti-micro-scalper. This page asks nobody but the run on this machine.', [
        libraryNotice(),
      ]),
    ],
  });
}

function view(name: string): Markup {
  return element('div', { 'data-view': name });
}

function figure(name: string): Markup {
  return element('div', { class: 'r-figure', 'data-view': name });
}

function heading(words: string): Markup {
  return element('h3', {}, words);
}

/** What can be said of a run when it is over. */
export function resultParts(facts: RunFacts): FeedResult {
  const { verdict, assumptions, costs, times, causes, parameters } = judgedSections(facts);
  return {
    verdict: verdict.toString(),
    sections: joined([assumptions, costs, times, causes, ...parameters]).toString(),
    boundHead: boundHead(facts).toString(),
    bound: [...(facts.targetFirst?.steps ?? [])],
  };
}
