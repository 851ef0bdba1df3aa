/**
 * Is a position found that was without a stop for too long, and is it known what kept it so?
 */
import { describe, expect, it } from 'vitest';
import { quietVenue } from '../../venue/binance-venue.ts';
import { eyes, START_MS } from './doctored.ts';
import { ProtectionRules } from './protection-rules.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

function watched({
  faultsEndMs = START_MS + HOUR_MS,
  watchIntervalMs = 10 * SECOND_MS,
  isKnown = true,
} = {}) {
  const { looking, found, pass } = eyes();
  const venue = quietVenue(START_MS);
  const rules = new ProtectionRules({
    ...looking,
    botId: 'sim',
    venue: venue.state,
    faultsEndMs,
    isKnown: () => isKnown,
    watchIntervalMs: () => watchIntervalMs,
  });
  const order = (clientId: string, side: 'BUY' | 'SELL', quantity = 1) => {
    venue.happen({ kind: 'order', symbol: 'SOLUSDT', side, quantity, clientId });
  };
  const stop = () => {
    venue.happen({ kind: 'conditional', symbol: 'SOLUSDT', side: 'SELL', triggerPrice: 99 });
  };
  const wait = (ms: number, ...causes: readonly string[]) => {
    rules.note(causes);
    pass(ms);
    venue.timeMs += ms;
    venue.quote('SOLUSDT', { bid: 99.995, ask: 100.005 });
    rules.look();
  };
  wait(MINUTE_MS);
  return { rules, found, venue, order, stop, wait };
}

describe('a position without a stop', () => {
  it('breaks no rule for as long as its stop is on its way', () => {
    const { rules, found, order, stop, wait } = watched();
    order('sim-7-1-e', 'BUY');
    wait(3 * SECOND_MS);
    expect(rules.isNaked()).toBe(true);
    stop();
    wait(HOUR_MS);
    expect(rules.isNaked()).toBe(false);
    expect([found, rules.nakedMs()]).toEqual([[], { nothing: 3 * SECOND_MS }]);
  });

  it('breaks one for longer, where nothing has kept it so', () => {
    const { found, order, wait } = watched();
    order('sim-7-1-e', 'BUY');
    wait(4 * SECOND_MS);
    wait(4 * SECOND_MS);
    expect(found).toEqual(['unprotected-without-cause']);
  });

  it("is nobody's where only a table knows its entry that the bot has left", () => {
    const { found, order, wait } = watched({ isKnown: false });
    order('sim-7-1-e', 'BUY');
    wait(HOUR_MS / 2);
    wait(HOUR_MS);
    expect(found).toEqual([]);
  });

  it.each([
    ['the next watch step', 10 * SECOND_MS, 13 * SECOND_MS],
    ['a slower one', 30 * SECOND_MS, 33 * SECOND_MS],
    ['the next tick where the watch is off', 0, 63 * SECOND_MS],
  ])('that has lost it waits for %s', (_name, watchIntervalMs, boundMs) => {
    const { found, venue, order, stop, wait } = watched({ watchIntervalMs });
    order('sim-7-1-e', 'BUY');
    stop();
    wait(HOUR_MS / 2);
    const [algo] = venue.books.openAlgos;
    venue.happen({ kind: 'end-conditional', clientId: algo?.clientAlgoId ?? '', status: 'EXPIRED' });
    wait(boundMs);
    expect(found).toEqual([]);
    wait(SECOND_MS);
    expect(found).toEqual(['unprotected-without-cause']);
  });

  it('waits for the next tick where a function has died', () => {
    const { rules, found, order, wait } = watched();
    order('sim-7-1-e', 'BUY');
    wait(SECOND_MS, 'death after');
    wait(79 * SECOND_MS);
    expect(found).toEqual([]);
    wait(SECOND_MS);
    expect(found).toEqual(['unprotected-after-death']);
    expect(rules.nakedMs()).toEqual({ 'function died': 81 * SECOND_MS });
  });

  it('waits for one tick more where the function that should have looked has died too, and for no other', () => {
    const { found, order, wait } = watched();
    order('sim-7-1-e', 'BUY');
    wait(MINUTE_MS, 'death after');
    wait(MINUTE_MS, 'function died', 'death after');
    wait(20 * SECOND_MS, 'function died');
    expect(found).toEqual([]);
    wait(SECOND_MS);
    expect(found).toEqual(['unprotected-after-death']);
  });

  it('may be so for longer where a function is frozen', () => {
    const { found, order, wait } = watched();
    order('sim-7-1-e', 'BUY');
    wait(SECOND_MS, 'freeze before');
    wait(3 * MINUTE_MS);
    expect(found).toEqual([]);
    wait(MINUTE_MS);
    expect(found).toEqual(['unprotected-after-death']);
  });

  it('has its excuses until the faults are over', () => {
    const { rules, found, order, wait } = watched({ faultsEndMs: START_MS + 10 * MINUTE_MS });
    order('sim-7-1-e', 'BUY');
    for (let minute = 1; minute < 11; minute += 1) wait(MINUTE_MS, 'venue answer lost');
    wait(32 * SECOND_MS);
    expect(found).toEqual([]);
    wait(2 * SECOND_MS);
    expect(found).toEqual(['unprotected-when-calm']);
    expect(Object.keys(rules.nakedMs())).toEqual(['network in trouble']);
  });

  it("is nobody's fault while the venue takes none", () => {
    const { rules, found, venue, order, stop, wait } = watched();
    order('sim-7-1-e', 'BUY');
    venue.fail({ path: 'algoOrder', fault: { kind: 'reset' }, forMs: 5 * MINUTE_MS });
    for (let minute = 0; minute < 5; minute += 1) wait(MINUTE_MS);
    wait(12 * SECOND_MS);
    expect(found).toEqual([]);
    stop();
    wait(SECOND_MS);
    expect(rules.nakedMs()).toEqual({ 'stops refused': 5 * MINUTE_MS + 12 * SECOND_MS });
    expect(found).toEqual([]);
  });

  it("is not the bot's where somebody else has opened it", () => {
    const { rules, found, order, wait } = watched();
    order('web_9', 'BUY');
    wait(HOUR_MS);
    expect([found, rules.isNaked(), rules.nakedMs()]).toEqual([[], false, {}]);
  });

  it("is not the bot's any more when it has closed its part", () => {
    const { rules, found, order, wait } = watched();
    order('sim-7-1-e', 'BUY');
    order('web_9', 'BUY');
    wait(SECOND_MS);
    order('sim-7-2-x', 'SELL');
    wait(HOUR_MS);
    expect([found, rules.isNaked(), rules.nakedMs()]).toEqual([[], false, { nothing: SECOND_MS }]);
  });

  it.each([
    ['venue slow', 'network in trouble'],
    ['venue request lost', 'network in trouble'],
    ['venue request refusal before', 'account unreadable'],
    ['venue stop status after', 'stops refused'],
    ['venue exit status after', 'orders refused'],
    ['dynamodb throttling', 'throttled'],
    ['dynamodb answer lost', 'store in trouble'],
    ['event missing', 'no event'],
    ['stop-ends', 'stop taken away'],
    ['venue tradeVisibleAfterMs', 'venue hides'],
    ['clock', 'clock'],
    ['market status', 'market closed'],
    ['thin-book', 'nobody to trade with'],
    ['jump', 'something else'],
  ])('is kept so by %s: %s', (cause, name) => {
    const { rules, order, wait } = watched();
    order('sim-7-1-e', 'BUY');
    wait(SECOND_MS, cause);
    expect(rules.nakedMs()).toEqual({ [name]: SECOND_MS });
  });

  it('has nothing to do with what was long before', () => {
    const { rules, order, wait } = watched();
    wait(3 * MINUTE_MS, 'jump');
    order('sim-7-1-e', 'BUY');
    wait(SECOND_MS);
    expect(rules.nakedMs()).toEqual({ nothing: SECOND_MS });
  });
});
