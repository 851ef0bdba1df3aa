/**
 * The way through the pages of a table.
 */
import { count } from '../../../lambda/core/text/figure-words.ts';
import { element, joined, type Markup } from '../../../lambda/charts/drawing/markup.ts';

/** Nothing for a single page. */
export function pageTools({ page, pages }: { readonly page: number; readonly pages: number }): Markup {
  const button = (step: number, words: string) =>
    element('button', { type: 'button', 'data-page': step }, words);
  const tools = element(
    'div',
    { class: pages === 1 ? 'r-tools r-single' : 'r-tools' },
    button(-pages, '⇤ first'),
    button(-1, '← page'),
    element('span', { 'aria-live': 'polite' }, `${count(page + 1)} of ${count(pages)}`),
    button(1, 'page →'),
    button(pages, 'last ⇥'),
  );
  if (pages === 1) return tools;
  const printed = `Part ${count(page + 1)} of ${count(pages)}: the file of this page has the others.`;
  return joined([tools, element('p', { class: 'r-printed ks-t-muted' }, printed)]);
}

/** By how many pages a click goes on; `undefined` for a click elsewhere. */
export function stepOf(target: Element): number | undefined {
  const step = target.closest('button')?.dataset['page'];
  return step === undefined ? undefined : Number(step);
}

const ROWS = 25;

/** A long table that stands in the page, divided. */
export function showPages(host: HTMLElement): void {
  const rows = [...host.querySelectorAll('tbody tr')];
  const pages = Math.ceil(rows.length / ROWS);
  if (pages <= 1) return;
  const tools = document.createElement('div');
  host.prepend(tools);
  let page = 0;
  const draw = () => {
    for (const [k, row] of rows.entries()) row.toggleAttribute('hidden', Math.floor(k / ROWS) !== page);
    tools.innerHTML = pageTools({ page, pages }).toString();
  };
  tools.addEventListener('click', ({ target }) => {
    const step = target instanceof Element ? stepOf(target) : undefined;
    if (step === undefined) return;
    page = Math.min(pages - 1, Math.max(0, page + step));
    draw();
  });
  draw();
}
