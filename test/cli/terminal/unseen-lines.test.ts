/**
 * Are lines that nobody may see read whole and never shown, however early and in whatever pieces they come?
 */
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TypedLines } from '../../../infra/cli/terminal/unseen-lines.ts';
import { hasTerminals, startInTerminal } from '../../harness/pseudo-terminal.ts';
import { folderOf } from '../../harness/scalper-process.ts';

const ASK = fileURLToPath(new URL('ask-unseen.ts', import.meta.url));
const CTRL_C = '\u0003';
const CTRL_D = '\u0004';

function typed(...pieces: readonly (string | Buffer)[]): TypedLines {
  const lines = new TypedLines(({ length }) => length === 2);
  for (const piece of pieces) lines.take(Buffer.from(piece));
  return lines;
}

describe('typed lines', () => {
  it('typed lines are the same in whatever pieces their bytes come', () => {
    const line = fc.string({ unit: fc.constantFrom('k', '7', 'é', '😀', ' ') });
    const ends = fc.constantFrom('\r', '\n', '\r\n');
    const cuts = fc.array(fc.nat(80), { maxLength: 8 });
    fc.assert(
      fc.property(line, line, ends, cuts, (first, second, end, at) => {
        const bytes = Buffer.from(first + end + second + end);
        const places = [0, ...at.toSorted((a, b) => a - b), bytes.length];
        const pieces = places.slice(1).map((to, k) => bytes.subarray(places[k], to));
        expect(typed(...pieces)).toMatchObject({
          lines: [first, second],
          isEnded: true,
          isInterrupted: false,
        });
      }),
    );
  });

  it('typed lines are corrected with backspace and Ctrl-U', () => {
    expect(typed('abX\u007Fc\r', 'wrong\u0015righh\bt\r').lines).toEqual(['abc', 'right']);
  });

  it('typed lines have nothing of what a terminal sends around a paste, or for other keys', () => {
    const paste = '\u001B[200~ab[O\rcd\r\u001B[201~';
    expect(typed(paste).lines).toEqual(['ab[O', 'cd']);
    expect(typed('\u001B', '[200~ab\u001B[201~\r\u001B[', '1;5Dc\u001BOHd\t\u001A\u0000\r').lines).toEqual([
      'ab',
      'cd',
    ]);
    expect(typed('a\u001Bb\u001B[\rc😀\u007F\u001B\r').lines).toEqual(['ab', 'c']);
    expect(typed(`ab${CTRL_D}\r\u001B[${CTRL_C}`)).toMatchObject({ lines: ['ab'], isInterrupted: true });
  });

  it('typed lines end with Ctrl-C anywhere, and with Ctrl-D where a line begins', () => {
    expect(typed(`ab${CTRL_C}c\rd\r`)).toMatchObject({ lines: [], isInterrupted: true });
    expect(typed(`ab\r${CTRL_D}d\r`)).toMatchObject({ lines: ['ab'], isInterrupted: true });
    expect(typed('ab\rc')).toMatchObject({ lines: ['ab'], isEnded: false });
  });

  it('typed lines have nothing of what comes after the last one', () => {
    expect(typed('ab\rcd\ref\r').lines).toEqual(['ab', 'cd']);
  });
});

/** What the terminal has shown when the lines were typed, the second so long after the first. */
async function shownOf(pieces: readonly string[], gapMs = 0): Promise<string> {
  const folder = await folderOf();
  const running = startInTerminal({ columns: 80, folder, args: [], file: ASK, echoes: true });
  await running.until('first: ');
  for (const [k, piece] of pieces.entries()) {
    // Nothing is waited for: how soon the second line comes is the case.
    if (k > 0 && gapMs > 0) await setTimeout(gapMs);
    running.type(piece);
  }
  return (await running.ended).stdout;
}

const QUESTIONS = 'first: \r\nsecond: \r\n';

describe.skipIf(!hasTerminals)('unseen lines (skipped where the script of util-linux is absent)', () => {
  it.each([0, 1, 2, 3, 5, 8, 13, 21, 34, 55])(
    'unseen lines are read and not shown where the second comes %i ms after the first',
    async (gapMs) => {
      expect(await shownOf(['key\r', 'hide\r'], gapMs)).toBe(`${QUESTIONS}["lfz","ijef"]\r\n`);
    },
  );

  it.each(['\r', '\n', '\r\n'])(
    'unseen lines are read and not shown as one paste, ended by %j',
    async (end) => {
      expect(await shownOf([`key${end}hide${end}`])).toBe(`${QUESTIONS}["lfz","ijef"]\r\n`);
    },
  );

  it('unseen lines are read as one paste that the terminal has put in brackets', async () => {
    expect(await shownOf(['\u001B[200~key\rhide\u001B[201~\r'])).toBe(`${QUESTIONS}["lfz","ijef"]\r\n`);
  });

  it('unseen lines are not shown on Ctrl-C either', async () => {
    expect(await shownOf(['key\r', `hi${CTRL_C}`])).toBe(
      'first: \r\nsecond: \r\nInputError: interrupted: nothing was written\r\n',
    );
  });
});
