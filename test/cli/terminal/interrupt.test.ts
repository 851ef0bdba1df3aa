/**
 * Is one Ctrl-C taken for one, however late its copies come, and is there an end all the same?
 */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { interruptible } from '../../../infra/cli/terminal/interrupt.ts';

const NAMES = ['SIGINT', 'SIGTERM'] as const;

describe('an interruption', () => {
  const before = NAMES.map((name) => [name, process.listeners(name)] as const);
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => {
    vi.useRealTimers();
    for (const [name, own] of before) {
      for (const listener of process.listeners(name))
        if (!own.includes(listener)) process.off(name, listener);
    }
  });

  it.each([
    ['SIGINT', 'SIGINT'],
    ['SIGTERM', 'SIGTERM'],
    ['SIGINT', 'SIGTERM'],
  ] as const)(
    'an interruption by %s whose copy comes as %s ends what does not end within two seconds',
    (first, copy) => {
      const end = vi.fn();
      const signal = interruptible(end);
      expect(signal.aborted).toBe(false);
      process.emit(first, first);
      expect(signal.aborted).toBe(true);
      // However late the copy comes.
      vi.advanceTimersByTime(3_600_000);
      process.emit(copy, copy);
      vi.advanceTimersByTime(1_000);
      expect(end).not.toHaveBeenCalled();
      vi.advanceTimersByTime(999);
      expect(end.mock.calls).toEqual([[copy]]);
    },
  );

  it('an interruption for the third time is the end at once', () => {
    const end = vi.fn();
    interruptible(end);
    for (const name of ['SIGINT', 'SIGINT', 'SIGTERM'] as const) process.emit(name, name);
    expect(end.mock.calls).toEqual([['SIGTERM']]);
  });
});
