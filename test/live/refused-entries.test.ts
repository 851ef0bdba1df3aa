/**
 * Does the operator learn that the exchange takes no entry, and why?
 *
 * Each refusal goes over the wire, in a market that has a signal every minute.
 */
import { describe, expect, it } from 'vitest';
import { attentionOf } from '../../lambda/core/control/attention.ts';
import type { TickReport } from '../../lambda/tick-report.ts';
import { MINUTE_MS } from '../../lambda/core/units.ts';
import { at } from '../harness/builders.ts';
import type { Fault } from '../venue/faults.ts';
import {
  SYMBOL,
  eventsOf,
  liveHarness,
  nextMinute,
  stateOf,
  told,
  type LiveHarness,
} from './fault-harness.ts';
import type { HarnessOptions } from './live-harness.ts';

/** Every order that opens, as often as it takes. */
const ENTRIES = { method: 'POST', path: '/fapi/v1/order', clientId: /-e$/ };

/** So many minutes with a signal each, watched to their end. @returns the verdict of each, as `rejected clock: …` */
async function minutes(harness: LiveHarness, count: number): Promise<readonly string[]> {
  const words: string[] = [];
  for (let k = 0; k < count; k += 1) {
    nextMinute(harness, { [SYMBOL]: k % 2 === 0 ? 0.1 : -0.1 });
    words.push(...verdictsIn(await harness.watchedTick()));
  }
  return words;
}

function verdictsIn({ verdicts }: TickReport): readonly string[] {
  return verdicts.map((verdict) => {
    switch (verdict.kind) {
      case 'rejected':
        return `rejected ${verdict.code ?? ''}: ${verdict.cause}`;
      case 'unknown':
        return `unknown: ${verdict.cause}`;
      case 'denied':
        return `denied ${verdict.code}`;
      default:
        return verdict.kind;
    }
  });
}

const attention = async (harness: LiveHarness) => attentionOf(await stateOf(harness));

function refusing(fault: Fault, options?: HarnessOptions): Promise<LiveHarness> {
  return liveHarness(options).then((harness) => {
    harness.venue.fail({ ...ENTRIES, fault, times: 1_000 });
    return harness;
  });
}

const PLAIN = [-4164, -2019, -2027, -1111, -4131, -4005, -1021, -4003, -1008, -9999] as const;

describe('An entry that the exchange refuses every minute', () => {
  it.each(PLAIN)(
    'an entry refused with %s every minute is never called entered, is told once with the code, and waits for the operator',
    async (code) => {
      const harness = await refusing({ kind: 'refusal', code });
      const words = await minutes(harness, 15);
      expect(words).toHaveLength(15);
      for (const verdict of words) {
        expect(verdict).toMatch(/^rejected /);
        expect(verdict).toContain(String(code));
      }
      const [alert, ...more] = told(harness, 'entries-rejected');
      expect(more).toEqual([]);
      expect(alert?.happened).toContain(`${SYMBOL}: `);
      expect(alert?.happened).toContain(String(code));
      expect(await attention(harness)).toEqual(['entries-rejected']);
      expect((await stateOf(harness)).entryRejections).toMatchObject([{ count: 15, symbols: [SYMBOL] }]);
      expect(harness.venue.books.trades).toEqual([]);
    },
  );

  it('an entry that gets a bare HTTP 400 every minute is in doubt, then told within the minute as never placed', async () => {
    const harness = await refusing({ kind: 'status', status: 400, body: '' });
    const [first] = await minutes(harness, 1);
    expect(first).toMatch(/^unknown: .*400/);
    const [alert] = told(harness, 'entries-rejected');
    expect(alert?.happened).toContain('never placed');
    expect(alert?.atMs).toBeLessThan(at('12:02'));
    expect(await minutes(harness, 14)).not.toContain('entered');
    expect(told(harness, 'entries-rejected')).toHaveLength(1);
    expect(await attention(harness)).toEqual(['entries-rejected']);
  });

  it.each([-4400, -4192, -4087, -4088, -4401, -4402, -4403, -2023, -4183])(
    'an entry refused with %s halts, and one alert says so',
    async (code) => {
      const harness = await refusing({ kind: 'refusal', code });
      const [first, ...later] = await minutes(harness, 15);
      expect(first).toContain(`rejected reduce-only-account: `);
      expect(new Set(later)).toEqual(new Set(['denied halted']));
      expect(harness.alerts.map(({ kind }) => kind)).toEqual(['halted']);
    },
  );

  it('an entry refused for its key is told as that, and not twice', async () => {
    const harness = await refusing({ kind: 'refusal', code: -2015 });
    await minutes(harness, 15);
    expect(harness.alerts.map(({ kind }) => kind)).toEqual(['credentials-refused']);
    expect(await attention(harness)).toEqual(['entries-rejected']);
  });

  it('a post-only entry refused because it would cross is told when that is the rule, and not the exception', async () => {
    const harness = await refusing({ kind: 'refusal', code: -5022 }, { parameters: { entryStyle: 'maker' } });
    await minutes(harness, 2);
    expect(await attention(harness)).toEqual([]);
    await minutes(harness, 13);
    expect(told(harness, 'entries-rejected')).toHaveLength(1);
    expect(await attention(harness)).toEqual(['entries-rejected']);
  });
});

describe('What is told of refused entries', () => {
  it('another reason is told on its own, and other numbers in the same words are no other reason', async () => {
    const harness = await liveHarness();
    const refuse = async (code: number, msg: string) => {
      harness.venue.fail({ ...ENTRIES, fault: { kind: 'refusal', code, msg } });
      await minutes(harness, 1);
    };
    for (const margin of ['12.5', '7', '1,250.25'])
      await refuse(-2019, `Margin of ${margin} USDT is missing.`);
    expect(told(harness, 'entries-rejected')).toHaveLength(1);
    await refuse(-2027, 'Beyond the 3rd bracket.');
    await refuse(-2028, 'Beyond the 3rd bracket.');
    expect(told(harness, 'entries-rejected')).toHaveLength(3);
    expect((await stateOf(harness)).entryRejections?.map(({ count }) => count)).toEqual([3, 1, 1]);
  });

  it('a reason that goes on is told again on the next UTC day', async () => {
    const fault = { kind: 'refusal', code: -2019 } as const;
    const harness = await refusing(fault, { startMs: at('23:50') });
    await minutes(harness, 20);
    const times = told(harness, 'entries-rejected').map(({ atMs }) => atMs);
    expect(times).toEqual([at('23:51'), at('2026-01-06T00:00')]);
  });

  it('a reason is over with the next entry that is accepted, and comes back on the same day without another mail', async () => {
    const harness = await liveHarness({ parameters: { quickExitSeconds: 60, maxHoldSeconds: 60 } });
    const refuseOnce = () => harness.venue.fail({ ...ENTRIES, fault: { kind: 'refusal', code: -2019 } });
    refuseOnce();
    await minutes(harness, 1);
    expect(await attention(harness)).toEqual(['entries-rejected']);
    expect(await minutes(harness, 1)).toEqual(['entered']);
    expect(await attention(harness)).toEqual([]);
    expect((await eventsOf(harness)).map(({ kind }) => kind)).toContain('opened');
    nextMinute(harness);
    await harness.watchedTick();
    refuseOnce();
    await minutes(harness, 1);
    expect(await attention(harness)).toEqual(['entries-rejected']);
    expect(told(harness, 'entries-rejected')).toHaveLength(1);
  });

  it('a reason that has not come up for a day is forgotten, without an entry', async () => {
    const harness = await liveHarness();
    harness.venue.fail({ ...ENTRIES, fault: { kind: 'refusal', code: -2019 } });
    await minutes(harness, 1);
    harness.venue.timeMs += 24 * 60 * MINUTE_MS;
    nextMinute(harness);
    await harness.tick();
    expect(await attention(harness)).toEqual([]);
    expect(await stateOf(harness)).not.toHaveProperty('entryRejections');
  });

  it('a symbol whose entry is accepted says nothing of another, whose entries are refused', async () => {
    const harness = await liveHarness({ symbols: ['BTCUSDT', 'ETHUSDT'] });
    harness.venue.fail({ ...ENTRIES, symbol: 'ETHUSDT', fault: { kind: 'refusal', code: -4131 }, times: 9 });
    nextMinute(harness, { BTCUSDT: 0.1, ETHUSDT: 0.1 });
    const report = await harness.watchedTick();
    expect(verdictsIn(report)[0]).toBe('entered');
    expect(verdictsIn(report)[1]).toMatch(/^rejected /);
    expect((await stateOf(harness)).entryRejections).toMatchObject([{ symbols: ['ETHUSDT'] }]);
    expect(await attention(harness)).toEqual(['entries-rejected']);
  });
});
