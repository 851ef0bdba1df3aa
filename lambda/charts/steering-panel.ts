/**
 * The buttons that steer a bot in the console's dashboard, and what is answered to a click.
 *
 * The console acts on the element before a `cwdb-action`: it asks its reader, calls the endpoint, and shows what that
 * answers. No script of ours runs.
 */
import { element, type Child, type Markup } from './drawing/markup.ts';
import { scoped, textOf, type Role, type Theme } from './drawing/palette.ts';

export interface SteeringButton {
  readonly label: string;
  /** Asked before the click counts. */
  readonly question: string;
  /** What the function gets that is called. */
  readonly click: object;
}

/** @param endpoint name in AWS of the function that a click calls */
export function steeringButtons(buttons: readonly SteeringButton[], endpoint: string): Markup {
  return element(
    'div',
    { class: 'ks-buttons' },
    ...buttons.map(({ label, question, click }) =>
      element(
        'span',
        {},
        element('a', { class: 'btn' }, label),
        element(
          'cwdb-action',
          { action: 'call', endpoint, display: 'popup', confirmation: question },
          JSON.stringify(click),
        ),
      ),
    ),
    element('span', { class: textOf('muted') }, 'Each asks first.'),
  );
}

export interface SteeringAnswer {
  /** `needless`: it would have changed nothing. */
  readonly kind: 'left' | 'left-before' | 'needless' | 'refused' | 'unknown';
  readonly what: string;
  /** Sentences with a line of their own. */
  readonly more: readonly Child[];
}

const BADGES: Readonly<Record<SteeringAnswer['kind'], readonly [words: string, role: Role]>> = {
  left: ['✓ LEFT', 'third'],
  'left-before': ['= LEFT BEFORE', 'third'],
  needless: ['= NOTHING TO DO', 'third'],
  refused: ['✗ REFUSED', 'loss'],
  unknown: ['? NOT KNOWN', 'warn'],
};

export function steeringAnswer(theme: Theme, { kind, what, more }: SteeringAnswer): Markup {
  const [words, role] = BADGES[kind];
  return scoped(
    theme,
    element(
      'div',
      { class: 'ks-card' },
      element('header', {}, element('span', { class: `ks-badge ks-b-${role}` }, words)),
      element('div', { class: 'ks-strong' }, what),
      ...more.map((line) => element('div', {}, line)),
    ),
  );
}
