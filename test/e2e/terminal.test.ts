/**
 * Is the screen right while a bar moves at its foot, at the widths that people have?
 */
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { balances, dollars, readReport, type Report } from './run-report-schema.ts';
import { hasTerminals, startInTerminal, type TerminalRun } from '../harness/pseudo-terminal.ts';
import { START, folderOf, type Ended } from '../harness/scalper-process.ts';
import { ESCAPE, Terminal } from '../harness/terminal-emulator.ts';

const WIDTHS = [80, 120];

/** Runs it to its end, typing something on the way. */
async function runInTerminal(run: TerminalRun, on?: { readonly until: string; readonly type: string }) {
  const running = startInTerminal(run);
  if (on !== undefined) {
    await running.until(on.until);
    running.type(on.type);
  }
  const { code, stdout } = await running.ended;
  const report = await readReport(join(run.folder, 'run.json'));
  return { code, terminal: new Terminal(run.columns).write(stdout), report };
}

function expectOrderly(terminal: Terminal): void {
  expect(terminal.cursorIsVisible).toBe(true);
  expect(terminal.isWrapping).toBe(true);
  expect(terminal.lines().filter((line) => /[█░]/.test(line))).toEqual([]);
}

/** Trades that have no line with all that they earned and left; the first ones will do. */
function tradesNotShown(terminal: Terminal, report: Report): readonly string[] {
  const left = balances(report);
  const lines = terminal.lines().map((line) => `${line.split(/\s+/).join(' ')} `);
  const missing = report.ledger.filter(({ symbol, reason, netUsd }, index) => {
    const balance = `balance ${dollars(left[index]!)} `;
    const parts = [` ${symbol} `, ` ${reason} `, ` net ${dollars(netUsd)} `, balance];
    return !lines.some((line) => parts.every((part) => line.includes(part)));
  });
  return missing.slice(0, 3).map(({ exitTime, symbol }) => `${new Date(exitTime).toISOString()} ${symbol}`);
}

describe('a terminal', () => {
  it('a terminal wraps, or cuts what is too long; clears lines; and goes back on them', () => {
    const text = 'abcdef\r\n\u001B[?7labcdef\r\n\u001B[?7h1234\u001B[1G\u001B[0Kxy\r\n\u001B[?25l!';
    const terminal = new Terminal(4).write(text);
    expect(terminal.lines()).toEqual(['abcdef', 'abcf', 'xy', '!']);
    expect(terminal.cursorIsVisible).toBe(false);
    expect([...terminal.shown]).toEqual(['abcd', 'ef', 'abcf', '1234', 'xy', '!']);
  });
});

describe.skipIf(!hasTerminals)(
  'a run in a terminal (skipped where the script of util-linux is absent)',
  () => {
    const args = [...START, '--seed', '7', '--report', 'run.json'];

    describe.each(WIDTHS)('of %i columns', (columns) => {
      let interrupted: Awaited<ReturnType<typeof runInTerminal>>;

      beforeAll(async () => {
        const run = { columns, folder: await folderOf(), args: [...args, '--speed', '12000'] };
        interrupted = await runInTerminal(run, { until: '06 05:', type: '\u0003' });
      });

      it('a run in a terminal shows every trade, as fast as it goes', async () => {
        const { code, terminal, report } = await runInTerminal({ columns, folder: await folderOf(), args });
        expect(code).toBe(0);
        expectOrderly(terminal);
        expect(terminal.lines()).toContain('Result');
        expect(tradesNotShown(terminal, report)).toEqual([]);
      });

      it('a run in a terminal is left in order by Ctrl-C: the bar gone, the cursor there, the result shown', () => {
        const { code, terminal } = interrupted;
        expect(code).toBe(0);
        expectOrderly(terminal);
        expect(terminal.lines()).toContain('Result so far (interrupted)');
      });

      it('a run in a terminal has every trade on a line of its own, above the bar', () => {
        const { terminal, report } = interrupted;
        expect(report.trades).toBeGreaterThan(5);
        expect(tradesNotShown(terminal, report)).toEqual([]);
      });

      it('a run in a terminal has a bar at its foot that moves on and fits', () => {
        const bars = [...interrupted.terminal.shown].filter((row) => /[█░]/.test(row));
        expect(bars.length).toBeGreaterThan(5);
        for (const bar of bars.slice(1)) {
          expect(bar).toMatch(
            /^[█░]{4,} \d+% (?:\?|\d+ \w+) left [\d,]+ min\/s .*01-06 \d\d:\d\d .*balance [\d,.]+ .*open \d .*trades \d+$/,
          );
        }
      });
    });

    it('a run in a terminal has colours, unless NO_COLOR asks for none', async () => {
      const run = { columns: 120, folder: await folderOf(), args: ['economics'] };
      const coloured = startInTerminal(run);
      const plain = startInTerminal({ ...run, env: { NO_COLOR: '1' } });
      expect((await coloured.ended).stdout).toContain(ESCAPE);
      expect((await plain.ended).stdout).not.toContain(ESCAPE);
      expect(seen(await plain.ended)).toEqual(seen(await coloured.ended));
    });

    it('a run in a terminal has no colours in its trade lines and result either, where NO_COLOR asks for none', async () => {
      const run = { columns: 120, folder: await folderOf(), args, env: { NO_COLOR: '1' } };
      const { stdout } = await startInTerminal(run).ended;
      expect(stdout).toContain('Result');
      expect(stdout).not.toMatch(new RegExp(`${ESCAPE}\\[[\\d;]*m`));
    });
  },
);

function seen({ stdout }: Ended): readonly string[] {
  return new Terminal(120).write(stdout).lines();
}
