/**
 * Does the picture show what the terminal shows, and is the one in the repository of today?
 */
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { PICTURE, lastScreenOfStart } from '../../infra/docs/make-docs.ts';
import { screenRows, terminalPicture } from '../../infra/docs/terminal-picture.ts';

const ESCAPE = '\u001B[';
const SCREEN = { title: 'a command', description: 'What it printed', columns: 20, rows: 3 };

/** The texts of a picture by their rows, with ordinary spaces. */
function shown(picture: string): string[] {
  return [...picture.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map(([, text = '']) =>
    text.replaceAll('\u00A0', ' '),
  );
}

describe('a picture of a terminal', () => {
  it('a picture of a terminal has the last rows, below the command', () => {
    expect(shown(terminalPicture('1\n2\n3\n4\n5\n', SCREEN))).toEqual(['a command', '3', '4', '5']);
  });

  it('a picture of a terminal goes on in the next row where a line is too long', () => {
    const rows = screenRows('a line of 26 characters ends', 20).map((row) => row.map(({ text }) => text));
    expect(rows).toEqual([['a line of 26 charact'], ['ers ends']]);
  });

  it('a picture of a terminal shows colours, bold and dim as the terminal does, across rows too', () => {
    const line = `${ESCAPE}1mloud${ESCAPE}22m ${ESCAPE}2mquiet${ESCAPE}22m ${ESCAPE}31mlost a lot${ESCAPE}39m.`;
    const picture = terminalPicture(line, { ...SCREEN, columns: 16 });
    expect(picture).toMatch(/font-weight="bold">loud</);
    expect(picture).toMatch(/fill="#8b949e">quiet</);
    expect(picture).toMatch(/fill="#ff7b72">lost</);
    expect(picture).toMatch(/fill="#ff7b72">a\u00A0lot</);
    expect(picture).toMatch(/textLength="7.8">\.</);
  });

  it('a picture of a terminal keeps columns where they are, whatever the font', () => {
    const [first, second] = terminalPicture('  a   b\n  c', { ...SCREEN, rows: 2 })
      .split('\n')
      .filter((line) => /(?:a.*b|>c)</.test(line));
    expect(first).toContain('x="31.6"');
    expect(first).toContain('textLength="39.0"');
    expect(second).toContain('x="31.6"');
  });

  it('a picture of a terminal takes nothing of the text for markup', () => {
    const picture = terminalPicture('<b> & a', { ...SCREEN, description: 'a < b' });
    expect(shown(picture).at(-1)).toBe('&lt;b&gt; &amp; a');
    expect(picture).toContain('<title>a &lt; b</title>');
  });

  it('a picture of a terminal is refused for a code that it cannot show', () => {
    expect(() => terminalPicture(`${ESCAPE}5mblinks`, SCREEN)).toThrow('the terminal code 5 has no picture');
  });
});

describe('the picture in the README', () => {
  it('the picture in the README is the last screen of `npm start` (renewed by `npm run docs`)', async () => {
    const picture = await readFile(new URL(`../../${PICTURE}`, import.meta.url), 'utf8');
    expect(await lastScreenOfStart()).toBe(picture);
    expect(shown(picture).at(0)).toBe('npm start');
    expect(shown(picture).at(-1)).toMatch(/^Before fees the trades .* needed [\d.]+ %\.$/);
  });
});
