/**
 * Are the figures of the README's warning those of the defaults?
 *
 * The ones on recorded candles are kept by the golden tests, where the recording is present.
 */
import { readFile } from 'node:fs/promises';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { economicsScreen } from '../../infra/cli/screens/economics-screen.ts';
import { parseParameters } from '../../lambda/config.ts';

describe('the warning in the README', () => {
  it.each([
    ['the size of a position', /A position: (\S+)\.00 USD/],
    ['the notional', /× 20 = (\S+)\.00 USD/],
    ['the most a trade can win', /Most a trade can win +(\S+ USD)/],
    ['the most it can lose', /Most it can lose +(\S+ USD)/],
    ['the break-even win rate at the hard stop', /To break even, (\S+ %)/],
    ['the break-even win rate at the initial stop', /(\S+ %) when the others end at the initial stop/],
    ['the limit of the day', /Day stop +-(\S+)\.00 USD/],
  ])('the warning in the README has %s', async (_, pattern) => {
    const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
    const screen = economicsScreen(parseParameters({})).join('\n');
    const [, figure] = pattern.exec(stripVTControlCharacters(screen)) ?? [];
    expect(figure).toBeDefined();
    expect(readme).toContain(figure);
  });
});
