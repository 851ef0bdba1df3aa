/**
 * Is a position found that nobody watches?
 */
import { describe, expect, it } from 'vitest';
import type { LoggedRequest } from '../../venue/request-faults.ts';
import { commitOf, eyes, ledgerOf, positionOf, requestOf, START_MS } from './doctored.ts';
import { WatchRules } from './watch-rules.ts';

const STEP_MS = 5_000;

const READS = '/fapi/v3/positionRisk';

/** @param aloneUntilMs from the beginning on the exchange wants to be left alone. */
function watched(everyMs: number, parameters: object = {}, path = READS, aloneUntilMs = 0) {
  const { looking, found, pass } = eyes();
  const requests: LoggedRequest[] = [];
  const rules = new WatchRules(looking, requests, () => looking.nowMs() < START_MS + aloneUntilMs);
  const { state } = commitOf({ ledger: ledgerOf({ positions: [positionOf()] }), parameters });
  for (let ms = 0; ms <= 70_000; ms += STEP_MS) {
    if (ms % everyMs === 0) requests.push(requestOf('', { method: 'GET', path, timeMs: START_MS + ms }));
    rules.look(state);
    pass(STEP_MS);
  }
  return found;
}

describe('a position', () => {
  it('is watched between two ticks', () => {
    expect(watched(10_000)).toEqual([]);
    expect(watched(60_000)).toEqual(['not-watched']);
    expect(watched(10_000, {}, '/fapi/v1/klines')).toEqual(['not-watched']);
  });

  it('is watched less while a post-only entry rests', () => {
    const maker = { entryStyle: 'maker', makerTimeoutSeconds: 30 };
    expect(watched(40_000)).toEqual(['not-watched']);
    expect(watched(40_000, maker)).toEqual([]);
    expect(watched(40_000, { ...maker, entryStyle: 'taker' })).toEqual(['not-watched']);
    expect(watched(10_000, maker, '/fapi/v1/klines')).toEqual(['not-watched']);
  });

  it('is not while the exchange wants to be left alone', () => {
    expect(watched(60_000, {}, READS, 11_000)).toEqual([]);
    expect(watched(60_000, {}, READS, 9_000)).toEqual(['not-watched']);
  });

  it('is not where its owner wants no watch, or a slow one', () => {
    expect(watched(60_000, { watchIntervalSeconds: 0 })).toEqual([]);
    expect(watched(60_000, { watchIntervalSeconds: 30 })).toEqual([]);
  });
});
