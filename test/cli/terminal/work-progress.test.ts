/** Is the time left that of the pace since the first look, and said to be unknown before there is one? */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openWorkProgress } from '../../../infra/cli/terminal/work-progress.ts';
import { MINUTE_MS, SECOND_MS } from '../../../lambda/core/units.ts';

const terminal = Object.getOwnPropertyDescriptor(process.stdout, 'isTTY');

afterEach(() => {
  if (terminal !== undefined) Object.defineProperty(process.stdout, 'isTTY', terminal);
});

/** What is said of these looks, each so many seconds after the first, where no terminal is. */
function saidOf(looks: readonly (readonly [seconds: number, done: number])[]): readonly string[] {
  Object.defineProperty(process.stdout, 'isTTY', { value: false, configurable: true });
  const said: string[] = [];
  vi.spyOn(console, 'error').mockImplementation((text: string) => void said.push(text));
  let nowMs = MINUTE_MS;
  const progress = openWorkProgress('batches', { nowMs: () => nowMs });
  for (const [seconds, done] of looks) {
    nowMs = MINUTE_MS + seconds * SECOND_MS;
    progress.update(done, 1_000);
  }
  progress.close();
  return said;
}

describe('Progress', () => {
  it('tells the time left by what was done since the first look, every ten seconds', () => {
    const looks = [0, 4, 8, 12, 16, 24].map((seconds) => [seconds, seconds * 10] as const);
    expect(saidOf(looks)).toEqual(['120 of 1,000 batches · 88 s left', '240 of 1,000 batches · 76 s left']);
  });

  it('of work that somebody else has half done does not count that half as its own', () => {
    expect(
      saidOf([
        [0, 900],
        [10, 910],
      ]),
    ).toEqual(['910 of 1,000 batches · 90 s left']);
  });

  it('of work that has not begun says that the time left is unknown', () => {
    expect(
      saidOf([
        [0, 0],
        [11, 0],
      ]),
    ).toEqual(['0 of 1,000 batches · time left unknown']);
  });
});
