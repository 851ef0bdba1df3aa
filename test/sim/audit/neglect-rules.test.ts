/**
 * Is a position found that has no stop, and for which nothing is sent any more?
 */
import { describe, expect, it } from 'vitest';
import { quietVenue } from '../../venue/binance-venue.ts';
import { eyes, requestOf, START_MS } from './doctored.ts';
import { NeglectRules } from './neglect-rules.ts';

const MINUTE_MS = 60_000;
const SYMBOL = 'SOLUSDT';

interface Minute {
  readonly causes?: readonly string[];
  readonly commits?: boolean;
}

function watched({ isKnown = true } = {}) {
  const { looking, found, pass } = eyes();
  const venue = quietVenue(START_MS);
  const requests: ReturnType<typeof requestOf>[] = [];
  const rules = new NeglectRules({
    ...looking,
    botId: 'sim',
    venue: venue.state,
    requests,
    isKnown: () => isKnown,
  });
  const enter = () => {
    venue.happen({ kind: 'order', symbol: SYMBOL, side: 'BUY', quantity: 1, clientId: 'sim-7-1-e' });
  };
  /** Each minute has its commit. */
  const minutes = (count: number, { causes = [], commits = true }: Minute = {}) => {
    for (let minute = 0; minute < count; minute += 1) {
      rules.note(causes);
      pass(MINUTE_MS);
      venue.timeMs += MINUTE_MS;
      venue.quote(SYMBOL, { bid: 99.995, ask: 100.005 });
      if (commits) rules.committed();
      rules.look();
    }
  };
  const sent = (clientId: string) =>
    requests.push(requestOf('', { method: 'POST', symbol: SYMBOL, clientId, timeMs: venue.timeMs }));
  minutes(1);
  enter();
  return { found, venue, minutes, sent };
}

describe('a position without a stop', () => {
  it('breaks a rule when nothing is sent for it over five minutes, whatever else is wrong', () => {
    const { found, minutes } = watched();
    minutes(5, { causes: ['dynamodb throttling', 'event missing'] });
    expect(found).toEqual([]);
    minutes(1);
    expect(found).toEqual(['left-unprotected']);
  });

  it.each(['sim-7-2-s', 'sim-7-2-x'])('breaks none while something is sent for it, such as %s', (id) => {
    const { found, minutes, sent } = watched();
    for (let turn = 0; turn < 4; turn += 1) {
      minutes(4);
      sent(id);
    }
    minutes(5);
    expect(found).toEqual([]);
    minutes(1);
    expect(found).toEqual(['left-unprotected']);
  });

  it('is not helped by a take-profit, or by an order of somebody else', () => {
    const { found, minutes, sent } = watched();
    minutes(3);
    sent('sim-7-2-t');
    sent('web-1-x');
    minutes(3);
    expect(found).toEqual(['left-unprotected']);
  });

  it.each(['venue answer lost', 'venue stop refusal before', 'market isListed', 'death after', 'clock'])(
    'has an excuse in this: %s',
    (cause) => {
      const { found, minutes } = watched();
      minutes(10, { causes: [cause] });
      expect(found).toEqual([]);
      minutes(6);
      expect(found).toEqual(['left-unprotected']);
    },
  );

  it('has an excuse in a bot that cannot commit', () => {
    const { found, minutes } = watched();
    minutes(10, { commits: false });
    expect(found).toEqual([]);
  });

  it('is nothing of a bot whose table does not know it, and over when it is protected or closed', () => {
    const unknown = watched({ isKnown: false });
    unknown.minutes(10);
    const stopped = watched();
    stopped.venue.happen({ kind: 'conditional', symbol: SYMBOL, side: 'SELL', triggerPrice: 99 });
    stopped.minutes(10);
    const closed = watched();
    closed.venue.happen({ kind: 'order', symbol: SYMBOL, side: 'SELL', quantity: 1, clientId: 'sim-7-1-x' });
    closed.minutes(10);
    expect([unknown.found, stopped.found, closed.found]).toEqual([[], [], []]);
  });
});
