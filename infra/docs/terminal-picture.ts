/**
 * A picture of a terminal in which a command has just ended.
 *
 * Text with colours becomes an SVG with the last rows of the screen.
 *
 * Invariants:
 * - The same text gives the same bytes.
 * - Columns stay aligned in any font, because each row has the width of its characters.
 * - It looks the same on a light page and on a dark one.
 */

export interface Screen {
  /** The command, as it is shown above its output. */
  readonly title: string;
  /** Of the picture, for those who do not see it. */
  readonly description: string;
  readonly columns: number;
  readonly rows: number;
}

interface Style {
  readonly isBold: boolean;
  readonly isDim: boolean;
  readonly colour: string | undefined;
}

interface Span extends Style {
  readonly text: string;
}

const PLAIN: Style = { isBold: false, isDim: false, colour: undefined };
const RED = '#ff7b72';
const GREEN = '#56d364';

/** The terminal's codes that the command line uses. */
const CODES: Readonly<Record<string, (style: Style) => Style>> = {
  '0': () => PLAIN,
  '1': (style) => ({ ...style, isBold: true }),
  '2': (style) => ({ ...style, isDim: true }),
  '22': (style) => ({ ...style, isBold: false, isDim: false }),
  '31': (style) => ({ ...style, colour: RED }),
  '32': (style) => ({ ...style, colour: GREEN }),
  '39': (style) => ({ ...style, colour: undefined }),
};

const ESCAPE = '\u001B[';

const CHARACTER_WIDTH = 7.8;
const LINE_HEIGHT = 18;
const FONT_SIZE = 13;
const MARGIN = 16;
const BAR_HEIGHT = 34;

/** @throws when the text has a code that is not known. */
export function terminalPicture(output: string, screen: Screen): string {
  const rows = screenRows(output.trimEnd(), screen.columns).slice(-screen.rows);
  const width = Math.ceil(screen.columns * CHARACTER_WIDTH + 2 * MARGIN);
  const height = BAR_HEIGHT + rows.length * LINE_HEIGHT + MARGIN + 6;
  const dots = ['#ff5f57', '#febc2e', '#28c840'].map(
    (fill, at) => `<circle cx="${MARGIN + 5 + at * 18}" cy="17" r="5.5" fill="${fill}"/>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${markup(screen.description)}</title>`,
    `<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="9" fill="#0d1117" stroke="#484f58"/>`,
    ...dots,
    `<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace" font-size="${FONT_SIZE}" fill="#e6edf3">`,
    `<text x="${width / 2}" y="22" text-anchor="middle" fill="#8b949e">${onScreen(screen.title)}</text>`,
    ...rows.flatMap((row, at) => rowElements(row, BAR_HEIGHT + (at + 1) * LINE_HEIGHT)),
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

/** Rows of the screen: lines that are too long go on in the next row, as in a terminal. */
export function screenRows(output: string, columns: number): readonly (readonly Span[])[] {
  let style = PLAIN;
  return output.split('\n').flatMap((line) => {
    const rows: Span[][] = [[]];
    let column = 0;
    for (const [at, part] of line.split(ESCAPE).entries()) {
      const [, codes = '', text = ''] =
        at === 0 ? ['', '', part] : (/^([\d;]*)m(.*)$/.exec(part) ?? ['', part]);
      if (at > 0) style = styleAfter(style, codes);
      for (const character of text) {
        if (column === columns) {
          rows.push([]);
          column = 0;
        }
        append(rows.at(-1) ?? [], character, style);
        column += 1;
      }
    }
    return rows;
  });
}

function styleAfter(style: Style, codes: string): Style {
  return codes.split(';').reduce((before, code) => {
    const change = CODES[code];
    if (change === undefined) throw new Error(`the terminal code ${code} has no picture`);
    return change(before);
  }, style);
}

function append(row: Span[], character: string, style: Style): void {
  const last = row.at(-1);
  const isSame = last?.isBold === style.isBold && last.isDim === style.isDim && last.colour === style.colour;
  if (isSame) row[row.length - 1] = { ...last, text: last.text + character };
  else row.push({ ...style, text: character });
}

/** One element for each span, so that none moves the next. */
function rowElements(row: readonly Span[], y: number): readonly string[] {
  let column = 0;
  return row.flatMap((span) => {
    const { text } = span;
    const indent = text.length - text.trimStart().length;
    const shown = text.trim();
    const x = MARGIN + (column + indent) * CHARACTER_WIDTH;
    column += widthOf(text);
    if (shown === '') return [];
    const length = (widthOf(shown) * CHARACTER_WIDTH).toFixed(1);
    const attributes = [
      `x="${x.toFixed(1)}" y="${y}" textLength="${length}"`,
      ...(span.isBold ? ['font-weight="bold"'] : []),
      ...(fillOf(span) === undefined ? [] : [`fill="${fillOf(span)}"`]),
    ];
    return [`<text ${attributes.join(' ')}>${onScreen(shown)}</text>`];
  });
}

/** In columns: each character takes one. */
function widthOf(text: string): number {
  return Array.from(text).length;
}

function fillOf({ colour, isDim }: Style): string | undefined {
  return colour ?? (isDim ? '#8b949e' : undefined);
}

/** Spaces that do not collapse. */
function onScreen(text: string): string {
  return markup(text).replaceAll(' ', '\u00A0');
}

function markup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
