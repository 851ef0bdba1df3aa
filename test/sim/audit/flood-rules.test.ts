/**
 * Is a flood of commands found that nobody removes?
 */
import { describe, expect, it } from 'vitest';
import { eyes } from './doctored.ts';
import { FloodRules } from './flood-rules.ts';

const MINUTE_MS = 60_000;

/** What is found in those minutes, in each of which so many are removed. */
function flooded(count: number, minutes: number, removed: number, bytes = 0) {
  const { looking, found, pass } = eyes();
  const rules = new FloodRules(looking);
  const look = (left: number) =>
    rules.look(
      Array.from({ length: left }, (_, k) => `1-flood-${k}`),
      () => left * bytes,
    );
  for (let minute = 0; minute <= minutes; minute += 1) {
    look(Math.max(0, count - minute * removed));
    pass(MINUTE_MS);
  }
  return { found, rules, look, pass };
}

describe('a flood', () => {
  it('is found where nobody removes it', () => {
    expect(flooded(300, 15, 0).found).toEqual([]);
    expect(flooded(300, 16, 0).found).toEqual(['flood-not-drained']);
  });

  it('has a minute for each thousand, and some more', () => {
    expect(flooded(18_300, 24, 1_000).found).toEqual([]);
    expect(flooded(18_300, 24, 100).found).toEqual([]);
    expect(flooded(18_300, 25, 100).found).toEqual(['flood-not-drained']);
  });

  it('has a minute more for each two megabytes', () => {
    const LARGE = 390_000;
    expect(flooded(150, 30, 6, LARGE).found).toEqual([]);
    expect(flooded(150, 37, 4, LARGE).found).toEqual(['flood-not-drained']);
  });

  it('is another one after it was removed, and after something happened', () => {
    const { found, look, pass, rules } = flooded(300, 15, 0);
    look(0);
    look(300);
    pass(15 * MINUTE_MS);
    look(300);
    rules.forget();
    pass(15 * MINUTE_MS);
    look(300);
    expect(found).toEqual([]);
  });

  it('has time of its own where it comes while another is removed', () => {
    const { found, look, pass } = flooded(300, 10, 10);
    look(10_000);
    pass(15 * MINUTE_MS);
    look(5_000);
    expect(found).toEqual([]);
    pass(1);
    look(5_000);
    expect(found).toEqual(['flood-not-drained']);
  });

  it('is none where few commands of a person wait', () => {
    const { looking, found, pass } = eyes();
    const rules = new FloodRules(looking);
    for (let minute = 0; minute < 30; minute += 1) {
      rules.look(['1', '2'], () => 0);
      pass(MINUTE_MS);
    }
    expect(found).toEqual([]);
  });
});
