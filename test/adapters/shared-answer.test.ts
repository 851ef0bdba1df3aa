/**
 * Is a question asked once for all who wait for its answer, and is nobody held by one that never comes?
 */
import { expect, it, vi } from 'vitest';
import { SharedAnswer } from '../../lambda/adapters/shared-answer.ts';
import { MINUTE_MS } from '../../lambda/core/units.ts';

const clock = { ms: 0, nowMs: () => clock.ms };
const never = () => new Promise<string>(() => {});
const sharedFor = (timeMs: number) => new SharedAnswer<string>({ name: 'the list', timeMs, clock });

it('an answer is asked for once, whether it is there or waited for, until it is forgotten', async () => {
  const shared = sharedFor(MINUTE_MS);
  const ask = vi.fn(() => Promise.resolve('list'));
  const early = [shared.get(ask), shared.get(ask)];
  expect(await Promise.all(early)).toEqual(['list', 'list']);
  clock.ms += 10 * MINUTE_MS;
  await shared.get(ask);
  expect(ask).toHaveBeenCalledTimes(1);
  shared.forget();
  await shared.get(ask);
  expect(ask).toHaveBeenCalledTimes(2);
});

it('a question that has failed is asked again', async () => {
  const shared = sharedFor(MINUTE_MS);
  await expect(shared.get(() => Promise.reject(new Error('away')))).rejects.toThrow('away');
  expect(await shared.get(() => Promise.resolve('list'))).toBe('list');
});

it('a question that takes too long is given up, and asked again', async () => {
  const shared = sharedFor(20);
  await expect(shared.get(never)).rejects.toMatchObject({ kind: 'no-answer' });
  expect(await shared.get(() => Promise.resolve('list'))).toBe('list');
});

it('a question that was left open when its machine was frozen holds nobody who comes after its time', async () => {
  const shared = sharedFor(MINUTE_MS);
  shared.get(never).catch(() => {});
  clock.ms += MINUTE_MS;
  expect(await shared.get(() => Promise.resolve('list'))).toBe('list');
  expect(await shared.get(never)).toBe('list');
});

it('an answer that comes after its time does not replace a newer one', async () => {
  const shared = sharedFor(MINUTE_MS);
  const { promise, resolve: comeLate } = Promise.withResolvers<string>();
  const late = shared.get(() => promise);
  clock.ms += MINUTE_MS;
  await shared.get(() => Promise.resolve('new'));
  comeLate('old');
  expect(await late).toBe('old');
  expect(await shared.get(never)).toBe('new');
});
