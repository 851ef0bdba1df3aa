/**
 * The colours of every picture and page, and the one style sheet that knows them.
 *
 * Okabe and Ito's colours, which people with the common colour-blindnesses tell apart. Text has a contrast of at least
 * 4.5, shapes of at least 3 (WCAG). A colour is never the only sign: bodies are filled or hollow, numbers have a sign,
 * reasons a letter.
 */
import { Markup, element, type Child } from './markup.ts';

/** `auto` follows the reader's device. */
export type Theme = 'light' | 'dark' | 'auto';

type Colours = Readonly<Record<(typeof COLOURS)[number], string>>;
const COLOURS = [
  'ground',
  'panel',
  'grid',
  'text',
  'muted',
  'gain',
  'loss',
  'losstext',
  'warn',
  'warntext',
  'third',
] as const;

const LIGHT: Colours = {
  ground: '#ffffff',
  panel: '#f6f7f9',
  grid: '#e3e6ea',
  text: '#16202c',
  muted: '#626a77',
  gain: '#0072B2',
  loss: '#D55E00',
  losstext: '#B34700',
  warn: '#CC79A7',
  warntext: '#8f3f6c',
  third: '#007A59',
};

const DARK: Colours = {
  ground: '#0f1b2a',
  panel: '#16253a',
  grid: '#263850',
  text: '#e8edf3',
  muted: '#9CA3AF',
  gain: '#56B4E9',
  loss: '#E69F00',
  losstext: '#E69F00',
  warn: '#CC79A7',
  warntext: '#dd9bc0',
  third: '#009E73',
};

/** Wraps everything of ours: no other rule of the page is touched, and none of ours leaves it. */
export const SCOPE = 'ks';

/** What a shape or a text stands for. */
export type Role = 'gain' | 'loss' | 'warn' | 'third' | 'muted' | 'plain';

/** Above zero, below, or neither. */
export function roleOf(amount: number): Role {
  if (amount === 0) return 'muted';
  return amount > 0 ? 'gain' : 'loss';
}

export function fillOf(role: Role): string {
  return `ks-f-${role}`;
}

export function strokeOf(role: Role): string {
  return `ks-s-${role}`;
}

/** Of text in HTML and SVG alike. */
export function textOf(role: Role): string {
  return `ks-t-${role}`;
}

function variables(colours: Colours): string {
  return COLOURS.map((name) => `--ks-${name}:${colours[name]}`).join(';');
}

function pictureRules(): readonly string[] {
  const roles = [
    ['gain', 'gain', 'gain'],
    ['loss', 'loss', 'losstext'],
    ['warn', 'warn', 'warntext'],
    ['third', 'third', 'third'],
    ['muted', 'muted', 'muted'],
    ['plain', 'text', 'text'],
  ] as const;
  const each = roles.map(
    ([role, shape, text]) =>
      `.ks-f-${role}{fill:var(--ks-${shape});stroke:none}` +
      `.ks-s-${role}{stroke:var(--ks-${shape});fill:none}` +
      `.ks-t-${role}{color:var(--ks-${text});fill:var(--ks-${text});stroke:none}`,
  );
  return [
    ...each,
    `.${SCOPE}{font:12px/1.45 system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu Sans',sans-serif;color:var(--ks-text);background:var(--ks-ground);font-variant-numeric:tabular-nums;overflow-wrap:break-word}`,
    `.${SCOPE} svg{display:block;max-width:100%;height:auto}`,
    '.ks-ground{fill:var(--ks-ground)}',
    '.ks-grid{stroke:var(--ks-grid);fill:none}',
    '.ks-zero{stroke:var(--ks-muted);fill:none}',
    '.ks-up{fill:var(--ks-gain);stroke:var(--ks-gain)}',
    '.ks-track{fill:var(--ks-grid)}',
    '.ks-hollow{fill:var(--ks-ground);stroke:var(--ks-loss)}',
    '.ks-band{opacity:.22}',
    '.ks-strong{font-weight:650}',
    '.ks-line{stroke-width:1.5;stroke-linejoin:round}',
    '.ks-dash{stroke-dasharray:4 3}',
    '.ks-halo{paint-order:stroke;stroke:var(--ks-ground);stroke-width:3px}',
  ];
}

/** Of what is HTML around the pictures. */
function pageRules(): readonly string[] {
  // White or night on a colour that text may have: both have its contrast.
  const badges = [
    ['loss', 'losstext'],
    ['warn', 'warntext'],
    ['third', 'third'],
  ].map(([role, colour]) => `.ks-b-${role}{background:var(--ks-${colour})}`);
  return [
    '.ks-card{background:var(--ks-panel);border-radius:8px;padding:12px 14px}',
    '.ks-card header{margin-bottom:8px}',
    '.ks-card svg{margin-top:6px}',
    '.ks-badge{color:var(--ks-ground);font-weight:700;letter-spacing:.04em;border-radius:4px;padding:1px 8px}',
    ...badges,
    '.ks-figures{display:flex;flex-wrap:wrap;gap:6px 28px;margin:6px 0}',
    '.ks-figures div{display:flex;flex-direction:column}',
    '.ks-figures strong{font-size:18px;line-height:1.3}',
    '.ks-note{border-left:3px solid var(--ks-loss);padding:2px 8px;margin:8px 0}',
    `.${SCOPE} table{font:inherit;color:inherit}`,
    `.${SCOPE} code{font:12px/1.45 ui-monospace,'DejaVu Sans Mono',monospace;color:inherit;background:none;user-select:all}`,
    '.ks-facts{border-collapse:collapse;margin:6px 0}',
    '.ks-facts th{text-align:left;font-weight:400;color:var(--ks-muted);padding:1px 14px 1px 0;vertical-align:top}',
    '.ks-facts td{padding:1px 0;overflow-wrap:anywhere}',
    '.ks-heading{font-size:13px;margin:14px 0 6px}',
    '.ks-trades{border-collapse:collapse;width:100%}',
    '.ks-trades th{text-align:left;font-weight:400;color:var(--ks-muted)}',
    '.ks-trades td,.ks-trades th{padding:2px 10px 2px 0;border-bottom:1px solid var(--ks-grid)}',
    '.ks-trades .ks-number{text-align:right;white-space:nowrap}',
    '.ks-buttons{display:flex;flex-wrap:wrap;gap:8px;align-items:center;margin:12px 0 4px}',
  ];
}

function schemeOf(theme: Theme): string {
  if (theme !== 'auto') return `.${SCOPE}{${variables(theme === 'dark' ? DARK : LIGHT)}}`;
  return (
    `.${SCOPE}{${variables(LIGHT)}}` +
    `@media (prefers-color-scheme:dark){.${SCOPE}{${variables(DARK)}}}` +
    `@media print{.${SCOPE}{${variables(LIGHT)}}}`
  );
}

/** Once in a page, before what it is for. */
export function styleSheet(theme: Theme): Markup {
  return Markup.style([schemeOf(theme), ...pictureRules(), ...pageRules()].join(''));
}

/** A fragment for a page of others, which none of our rules leaves. */
export function scoped(theme: Theme, ...children: readonly Child[]): Markup {
  return element('div', { class: SCOPE }, styleSheet(theme), ...children);
}

/** Of a picture that is a file of its own. */
export function pictureStyle(theme: Theme): Markup {
  return Markup.style([schemeOf(theme), ...pictureRules()].join(''));
}
