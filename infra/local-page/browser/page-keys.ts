/**
 * The keys of the page, and the window that names them.
 *
 * They can be switched off: who speaks to the machine, or types with one switch, presses letters without meaning to.
 */
import { element, joined } from '../../../lambda/charts/drawing/markup.ts';
import { stepOfKey } from '../../report/page/strip-view.ts';
import type { TradeSelection } from '../../report/page/trade-selection.ts';
import type { TimeBar } from './time-bar.ts';

const KEYS = [
  ['←  k', 'the trade before'],
  ['→  j', 'the next trade'],
  ['Home, End', 'the first trade, and the last'],
  ['space', 'play, and pause'],
  ['g', 'go to the exit of the trade that is shown'],
  ['?', 'this window; Escape closes it'],
] as const;

const LETTERS: Readonly<Record<string, number>> = { j: 1, k: -1 };

/** @param exitOf the time at which the trade that is shown was left. */
export function hearKeys(selection: TradeSelection, bar: TimeBar, exitOf: () => number | undefined): void {
  const dialog = document.createElement('dialog');
  dialog.setAttribute('aria-labelledby', 'title-keys');
  dialog.innerHTML = joined([
    element('h2', { id: 'title-keys' }, 'Keys'),
    element(
      'table',
      { class: 'ks-facts' },
      element(
        'tbody',
        {},
        ...KEYS.map(([key, words]) =>
          element('tr', {}, element('th', { scope: 'row' }, key), element('td', {}, words)),
        ),
      ),
    ),
    element(
      'label',
      {},
      element('input', { type: 'checkbox', checked: '' }),
      ' letters, arrows and space are keys of this page',
    ),
    element('form', { method: 'dialog' }, element('button', { autofocus: '' }, 'close')),
  ]).toString();
  document.body.append(dialog);
  const areOn = dialog.querySelector('input');
  const open = () => dialog.showModal();
  document.querySelector('[data-part="help"]')?.addEventListener('click', open);
  document.addEventListener('keydown', (event) => {
    if (dialog.open || event.defaultPrevented || isTyping(event)) return;
    if (event.key === '?') {
      open();
      return;
    }
    if (areOn?.checked === false) return;
    const step = stepOfKey(event) ?? LETTERS[event.key];
    if (step !== undefined) selection.step(step);
    else if (event.key === ' ' && !isPressed(event)) bar.toggle();
    else if (event.key === 'g') goTo(exitOf(), bar);
    else return;
    event.preventDefault();
  });
}

function goTo(timeMs: number | undefined, bar: TimeBar): void {
  if (timeMs !== undefined) bar.goTo(timeMs);
}

function isTyping({ target, ctrlKey, altKey, metaKey }: KeyboardEvent): boolean {
  const isField = target instanceof HTMLInputElement || target instanceof HTMLSelectElement;
  return isField || ctrlKey || altKey || metaKey;
}

/** Space presses what has the focus. */
function isPressed({ target }: KeyboardEvent): boolean {
  return target instanceof Element && target.closest('button, summary, a') !== null;
}
