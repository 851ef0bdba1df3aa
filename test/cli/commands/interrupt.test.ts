/**
 * Is one Ctrl-C taken for one, however late its copies come, and is there an end all the same?
 */
import { describe, expect, it } from 'vitest';
import { interruptible } from '../../../infra/cli/commands/trade/interrupt.ts';

const NAMES = ['SIGINT', 'SIGTERM'] as const;

/** How many listen to each: whom nobody listens to is ended by it. */
const listening = () => NAMES.map((name) => process.listenerCount(name));

describe('an interruption', () => {
  it.each([
    ['SIGINT', 'SIGINT'],
    ['SIGTERM', 'SIGTERM'],
    ['SIGINT', 'SIGTERM'],
  ] as const)('an interruption by %s whose copy comes as %s counts once', (first, copy) => {
    const before = listening();
    const signal = interruptible();
    const heard = listening();
    expect(signal.aborted).toBe(false);
    process.emit(first, first);
    expect(signal.aborted).toBe(true);
    expect(listening()).toEqual(heard);
    process.emit(copy, copy);
    // The third one is nobody's any more, and ends the process.
    expect(listening()).toEqual(before);
  });
});
