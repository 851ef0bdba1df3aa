/**
 * What is around every page of ours: its head with its policy, its header and its footer.
 *
 * Invariant: a page runs no script but the one whose hash its policy has, and asks nobody for anything but, where it is
 * served, the one who serves it.
 */
import { createHash } from 'node:crypto';
import { Markup, element, scriptText, type Child } from '../../lambda/charts/drawing/markup.ts';
import { SCOPE, styleSheet, textOf } from '../../lambda/charts/drawing/palette.ts';
import { MODES } from '../../lambda/charts/standing-card.ts';
import type { PageBundle } from './page-bundle.ts';

export interface FramedPage {
  readonly title: string;
  readonly bundle: PageBundle;
  /** Whom its script may ask. */
  readonly asksFor: 'nothing' | 'its own address';
  readonly body: readonly Child[];
}

export function framedPage({ title, bundle: { script, style }, asksFor, body }: FramedPage): {
  readonly html: string;
  readonly policy: string;
} {
  const policy = policyOf(script, asksFor);
  const html = Markup.page(
    element(
      'html',
      { lang: 'en', class: SCOPE, 'data-by': 'kallisti-micro-scalper' },
      element(
        'head',
        {},
        element('meta', { charset: 'utf-8' }),
        element('meta', { 'http-equiv': 'Content-Security-Policy', content: policy }),
        element('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
        element('meta', { name: 'color-scheme', content: 'light dark' }),
        element('meta', { name: 'referrer', content: 'no-referrer' }),
        // A browser asks a server for one by itself.
        ...(asksFor === 'nothing' ? [] : [element('link', { rel: 'icon', href: 'data:,' })]),
        element('title', {}, title),
        styleSheet('auto'),
        Markup.style(style),
      ),
      element('body', {}, ...body, Markup.script(script, { type: 'module' })),
    ),
  );
  return { html, policy };
}

/** Nothing runs but our script. The library for candles writes a style of its own. */
function policyOf(script: string, asksFor: FramedPage['asksFor']): string {
  const hash = createHash('sha256').update(scriptText(script)).digest('base64');
  return [
    "default-src 'none'",
    `script-src 'sha256-${hash}'`,
    "style-src 'unsafe-inline'",
    'img-src data:',
    ...(asksFor === 'nothing' ? [] : ["connect-src 'self'"]),
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

/** What its money is worth, and where its prices are from. */
export function modeBadge(mode: keyof typeof MODES, market: string): Markup {
  const [name, words, role] = MODES[mode];
  return wordBadge(name, `${words} · ${market}`, role);
}

export function wordBadge(name: string, words: string, role: 'loss' | 'warn' | 'third'): Markup {
  return element(
    'p',
    {},
    element('span', { class: `ks-badge ks-b-${role}` }, name),
    element('span', { class: textOf('muted') }, ` ${words}`),
  );
}

export interface PageHeader {
  readonly badge: Markup;
  readonly name: string;
  readonly symbols: readonly string[];
  readonly words: string;
}

export function pageHeader({ badge, name, symbols, words }: PageHeader): Markup {
  return element(
    'header',
    { class: 'r-header' },
    badge,
    element('h1', {}, name, ' ', element('span', {}, symbols.join(' '))),
    element('p', { class: textOf('muted') }, words),
  );
}

export function pageFooter(words: string, more: readonly Markup[]): Markup {
  return element('footer', { class: `r-footer ${textOf('muted')}` }, element('p', {}, words), ...more);
}

/** The libraries ask for these words. */
export function libraryNotice(): Markup {
  return element(
    'p',
    {},
    'Candles are drawn by TradingView Lightweight Charts™, copyright (c) 2025 TradingView, Inc., ',
    element('a', { href: 'https://www.tradingview.com/', rel: 'noreferrer' }, 'https://www.tradingview.com/'),
    ', under the Apache License 2.0; balances by uPlot, copyright (c) Leon Sorokin, under the MIT License.',
  );
}
