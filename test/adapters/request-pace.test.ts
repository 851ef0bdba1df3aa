/**
 * Does a request that is too much for its minute fail at once, and does nothing hold the next one?
 */
import { describe, expect, it } from 'vitest';
import { RequestPace } from '../../lambda/adapters/request-pace.ts';
import { HOUR_MS, SECOND_MS } from '../../lambda/core/units.ts';

const clock = { ms: 0, nowMs: () => clock.ms };

/** One that has asked for 6 of 10 at first, and for 4 after 20 seconds. */
function full(): RequestPace {
  clock.ms = 0;
  const pace = new RequestPace(clock, 10);
  pace.admit(6);
  clock.ms = 20 * SECOND_MS;
  pace.admit(4);
  return pace;
}

const limitedFor = (seconds: number) => ({ kind: 'rate-limited', retryAfterMs: seconds * SECOND_MS });

describe('a minute that is used up', () => {
  it('a request that is too much fails at once, and says when there is room for it', () => {
    const pace = full();
    expect(() => pace.admit(1)).toThrow(expect.objectContaining(limitedFor(40)));
    expect(() => pace.admit(6)).toThrow(expect.objectContaining(limitedFor(40)));
    expect(() => pace.admit(7)).toThrow(expect.objectContaining(limitedFor(60)));
    expect(() => pace.admit(1)).toThrow(
      'a weight of 10 was asked for within a minute, and no more is: wait 40 s',
    );
  });

  it('there is room again as soon as the oldest requests are a minute old, and for as much as they were', () => {
    const pace = full();
    clock.ms = 60 * SECOND_MS - 1;
    expect(() => pace.admit(1)).toThrow(expect.objectContaining({ kind: 'rate-limited' }));
    clock.ms = 60 * SECOND_MS;
    pace.admit(6);
    expect(() => pace.admit(1)).toThrow(expect.objectContaining(limitedFor(20)));
  });

  it('a request that has failed uses nothing up', () => {
    const pace = full();
    for (let k = 0; k < 100; k += 1) expect(() => pace.admit(5)).toThrow();
    clock.ms = 60 * SECOND_MS;
    pace.admit(6);
  });

  it('a clock that was set back by an hour holds no request', () => {
    const pace = full();
    clock.ms -= HOUR_MS;
    pace.admit(10);
  });
});

it('a request that weighs more than a minute goes out when nothing else has', () => {
  const pace = new RequestPace(clock, 10);
  pace.admit(25);
  expect(() => pace.admit(1)).toThrow(expect.objectContaining({ kind: 'rate-limited' }));
});
