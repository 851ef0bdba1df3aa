/**
 * Is nothing of what a run says lost, whether a bar moves at the foot of a terminal or there is none?
 */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { keepUnseen } from '../../../infra/known-secrets.ts';
import { openDownloadProgress } from '../../../infra/cli/terminal/download-progress.ts';
import { openProgress } from '../../../infra/cli/terminal/progress.ts';
import type { ChosenMarket } from '../../../infra/market/market-source.ts';
import { parseParameters } from '../../../lambda/config.ts';
import { MINUTE_MS } from '../../../lambda/core/units.ts';
import { NOON, botState } from '../../harness/builders.ts';
import { Terminal } from '../../harness/terminal-emulator.ts';

const MARKET: ChosenMarket = {
  kind: 'recorded',
  label: 'recorded candles',
  seed: undefined,
  symbols: [],
  fromMs: NOON,
  toMs: NOON + 60 * MINUTE_MS,
};
const COLUMNS = 80;

let written = '';
const wasTerminal = process.stdout.isTTY;

/** Writes to a terminal of so many columns, or to a file. */
function writeTo(terminal: { readonly columns: number } | undefined): void {
  process.stdout.isTTY = terminal !== undefined;
  if (terminal !== undefined) process.stdout.columns = terminal.columns;
}

beforeEach(() => {
  written = '';
  const keep = (text: unknown): boolean => {
    written += String(text);
    return true;
  };
  vi.spyOn(process.stdout, 'write').mockImplementation(keep);
  vi.spyOn(console, 'log').mockImplementation((text: unknown) => void keep(`${String(text)}\n`));
});

afterEach(() => {
  process.stdout.isTTY = wasTerminal;
});

function screen(columns = COLUMNS): Terminal {
  return new Terminal(columns).write(written.replaceAll(/\r?\n/g, '\r\n'));
}

describe('in a terminal', () => {
  it('lines above the bar hold none of the keys that this process knows', () => {
    writeTo({ columns: COLUMNS });
    keepUnseen(['above-CANARY-bar']);
    const progress = openProgress(MARKET, parseParameters({}));
    progress.line('signed with above-CANARY-bar');
    progress.close();
    expect(written).toContain('signed with (key)');
    expect(written).not.toContain('CANARY');
  });

  it('lines that came after the last move of the bar are there when it is gone', () => {
    writeTo({ columns: COLUMNS });
    const progress = openProgress(MARKET, parseParameters({}));
    progress.update(NOON, botState());
    progress.line('a trade');
    progress.line('the day was stopped');
    progress.close();
    expect(
      screen()
        .lines()
        .filter((line) => line !== ''),
    ).toEqual(['a trade', 'the day was stopped']);
    expect(screen().cursorIsVisible).toBe(true);
    expect(screen().isWrapping).toBe(true);
  });

  it('a line that is wider than the terminal is whole', () => {
    writeTo({ columns: COLUMNS });
    const wide = Array.from({ length: 30 }, (_, k) => `word${k}`).join(' ');
    const progress = openProgress(MARKET, parseParameters({}));
    progress.line(wide);
    progress.close();
    expect(screen().lines().join(' ').split(/\s+/).join(' ').trim()).toBe(wide);
  });

  it.each([80, 140])('a bar tells percent, time left and speed, and fits into %i columns', (columns) => {
    writeTo({ columns });
    let nowMs = 0;
    const progress = openProgress(MARKET, parseParameters({}), () => nowMs);
    progress.update(NOON, botState());
    progress.close();
    expect(written).toMatch(/░ 0% \? left 0 min\/s /);
    const again = openProgress(MARKET, parseParameters({}), () => nowMs);
    again.update(NOON, botState());
    nowMs = 10_000;
    again.update(NOON + 15 * MINUTE_MS, botState());
    again.close();
    // oxlint-disable-next-line no-control-regex -- what steers the terminal is not seen
    const drawn = written.split(/\u001B\[[\d?]*[A-Za-z]/).filter((text) => text.includes('25%'));
    expect(drawn.length).toBeGreaterThan(0);
    for (const bar of drawn) {
      expect(bar).toMatch(/^█+░+ 25% 30 s left 2 min\/s .*balance 2,000\.00 /);
      expect(bar.trimEnd().length).toBeGreaterThan(Math.min(columns, 120) * 0.75);
      expect(bar.trimEnd().length).toBeLessThanOrEqual(columns);
    }
  });

  it('a terminal keeps nothing of a bar that had nothing to say', () => {
    writeTo({ columns: COLUMNS });
    openProgress(MARKET, parseParameters({})).close();
    expect(screen().lines().join('')).toBe('');
    expect(screen().cursorIsVisible).toBe(true);
  });
});

describe('where there is no terminal', () => {
  it('where there is no terminal there are the lines and nothing else', () => {
    writeTo(undefined);
    const progress = openProgress(MARKET, parseParameters({}));
    progress.update(NOON, botState());
    progress.line('a trade');
    progress.close();
    expect(written).toBe('a trade\n');
  });
});

describe('a download', () => {
  /** Two files of three, the second half there, after 90 seconds. */
  function downloadShown(): void {
    let nowMs = NOON;
    const progress = openDownloadProgress({ nowMs: () => nowMs });
    progress.begin('BTCUSDT-1m-2024-01.zip', 2);
    progress.bytes(1_500_000);
    nowMs += 60_000;
    progress.end('BTCUSDT-1m-2024-01.zip: loaded', true);
    progress.begin('BTCUSDT-1m-2024-02.zip', 1);
    progress.part(0.5);
    nowMs += 30_000;
    progress.bytes(500_000);
    progress.line('a warning');
    progress.close();
  }

  it('in a terminal a bar tells files, bytes and the time left', () => {
    writeTo({ columns: 120 });
    downloadShown();
    const bars = written.split('\u001B').map((text) => text.replace(/^\[\d*[A-Z]/, ''));
    expect(
      bars.some((bar) =>
        bar.includes(' 50 % · 1 of 3 files · 2.0 MB · 23 kB/s · 90 s left · BTCUSDT-1m-2024-02.zip'),
      ),
    ).toBe(true);
    expect(screen(120).lines().join('').trim()).toBe('a warning');
    expect(screen(120).cursorIsVisible).toBe(true);
  });

  it('as long as nothing was loaded, nobody knows how long the rest takes', () => {
    writeTo({ columns: 120 });
    const progress = openDownloadProgress({ nowMs: () => NOON });
    progress.begin('BTCUSDT-1m-2024-01.zip', 2);
    progress.end('BTCUSDT-1m-2024-01.zip: there already', false);
    progress.begin('BTCUSDT-1m-2024-02.zip', 1);
    progress.close();
    expect(written).toContain('1 of 3 files · 0 kB · 0 kB/s · time left unknown');
  });

  it('in a terminal the name of a file steers nothing', () => {
    writeTo({ columns: 120 });
    const progress = openDownloadProgress({ nowMs: () => NOON });
    progress.begin('a\u009B2J\u202E.zip', 0);
    progress.close();
    expect(written).toContain('a·2J·.zip');
    expect(written).not.toMatch(/[\u009B\u202E]/);
  });

  it('where there is no terminal each file is a line', () => {
    writeTo(undefined);
    downloadShown();
    expect(written).toBe('BTCUSDT-1m-2024-01.zip: loaded\na warning\n');
  });
});

it('without a terminal a long run says every ten seconds how far it is, beside its output', () => {
  writeTo(undefined);
  const aside: string[] = [];
  vi.spyOn(console, 'error').mockImplementation((text: unknown) => void aside.push(String(text)));
  let nowMs = 0;
  const progress = openProgress(MARKET, parseParameters({}), () => nowMs);
  for (const [seconds, minutes] of [
    [9, 3],
    [10, 6],
    [19, 12],
    [21, 30],
  ] as const) {
    nowMs = seconds * 1_000;
    progress.update(NOON + minutes * MINUTE_MS, botState());
  }
  expect(aside).toEqual([
    '10 % done, at 2026-01-05 12:06 UTC, balance 2,000.00 USD',
    '50 % done, at 2026-01-05 12:30 UTC, balance 2,000.00 USD',
  ]);
  expect(written).toBe('');
});
