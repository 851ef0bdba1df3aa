/**
 * Is a failure told when it is found, whether a bar moves at the foot of a terminal or there is none?
 */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Terminal } from '../../harness/terminal-emulator.ts';
import { openProgress } from './sim-progress.ts';

const COLUMNS = 80;
const wasTerminal = process.stderr.isTTY;
let written = '';

beforeEach(() => {
  written = '';
  const keep = (text: unknown): boolean => {
    written += String(text);
    return true;
  };
  vi.spyOn(process.stderr, 'write').mockImplementation(keep);
  vi.spyOn(console, 'error').mockImplementation((text: unknown) => void keep(`${String(text)}\n`));
  process.stderr.columns = COLUMNS;
});
afterEach(() => {
  process.stderr.isTTY = wasTerminal;
});

function screen(): readonly string[] {
  const terminal = new Terminal(COLUMNS).write(written.replaceAll(/\r?\n/g, '\r\n'));
  return terminal.lines().filter((line) => line !== '');
}

describe('how far it is', () => {
  it('shows a line above the bar, and leaves it there when the bar is gone', () => {
    process.stderr.isTTY = true;
    const progress = openProgress(100, 'steps');
    progress.add(40);
    progress.line('Seed 17 fails');
    progress.close();
    expect(written).toContain('40 of 100 steps');
    expect(screen()).toEqual(['Seed 17 fails']);
  });

  it('writes only the line where there is no terminal', () => {
    process.stderr.isTTY = false;
    const progress = openProgress(100, 'steps');
    progress.add(40);
    progress.line('Seed 17 fails');
    progress.close();
    expect(written).toBe('Seed 17 fails\n');
  });
});
