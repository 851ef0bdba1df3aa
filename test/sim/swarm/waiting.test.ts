/**
 * Does what waits for a state happen in it, once, and only if it can?
 */
import { expect, it } from 'vitest';
import type { OrderState } from '../order-states.ts';
import { WorldTime } from '../world/world-time.ts';
import type { Happening } from './happening.ts';
import { Waiting } from './waiting.ts';

const JUMP: Happening = { kind: 'jump', atMs: 0, symbol: 'BTCUSDT', pct: 2, during: 'exiting' };
/** Longer than anything waits that is about to happen. */
const LONG_MS = 100;

function waiting(canBe: () => boolean = () => true) {
  const time = new WorldTime(0);
  const now: { state: OrderState } = { state: 'idle' };
  const happened: OrderState[] = [];
  const rows = new Waiting({ seed: 1, time, stateNow: () => now.state });
  rows.add(JUMP, () => {
    if (canBe()) happened.push(now.state);
    return canBe();
  });
  const passIn = async (state: OrderState) => {
    now.state = state;
    rows.look();
    await time.passUntil(time.nowMs() + LONG_MS);
  };
  return { rows, time, now, happened, passIn };
}

it('what waits for a state happens in it, once', async () => {
  const { happened, passIn } = waiting();
  for (const state of ['idle', 'protected', 'exiting', 'exiting', 'idle'] as const) await passIn(state);
  expect(happened).toEqual(['exiting']);
});

it('what waits for a state does not happen where that has passed meanwhile, and waits on', async () => {
  const time = new WorldTime(0);
  let state: OrderState = 'exiting';
  const happened: number[] = [];
  const rows = new Waiting({ seed: 1, time, stateNow: () => state });
  for (let k = 0; k < 20; k += 1) rows.add({ ...JUMP, atMs: k }, () => happened.push(k) > 0);
  rows.look();
  time.at(0, () => (state = 'idle'));
  await time.passUntil(LONG_MS);
  expect(happened.length).toBeLessThan(20);
  state = 'exiting';
  rows.look();
  await time.passUntil(2 * LONG_MS);
  expect(happened).toHaveLength(20);
});

it('what cannot be at its moment waits for another one', async () => {
  let isThere = false;
  const { happened, passIn } = waiting(() => isThere);
  await passIn('exiting');
  expect(happened).toEqual([]);
  isThere = true;
  await passIn('exiting');
  expect(happened).toEqual(['exiting']);
});

it('what still waits when all faults are over does not happen any more', async () => {
  const { rows, now, happened, passIn, time } = waiting();
  now.state = 'exiting';
  rows.look();
  rows.clear();
  await time.passUntil(LONG_MS);
  await passIn('exiting');
  expect(happened).toEqual([]);
});
