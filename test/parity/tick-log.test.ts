/**
 * Does a log say of each minute why nothing was entered in it?
 */
import { expect, it } from 'vitest';
import { tickLogOf } from '../../infra/parity/tick-log.ts';
import { at } from '../harness/builders.ts';

const line = (time: string, fields: object) =>
  JSON.stringify({ message: 'tick', tick: new Date(at(time)).toISOString(), ...fields });

it('a log has the verdict on each symbol, in the order of its minutes', () => {
  const log = tickLogOf([
    line('12:03', { entries: ['BTC entered long', 'ETH denied hour', 'SOL held momentum'] }),
    line('12:01', { entries: [], noEntry: 'late-tick' }),
    line('12:02', { entries: ['BTC rejected credentials: no right to trade', 'ETH unfilled long'] }),
    '{"message":"watch step"}',
    'no JSON',
    '',
  ])!;
  expect([log.fromMs, log.toMs]).toEqual([at('12:01'), at('12:03')]);
  expect(log.ticks.get(at('12:01'))?.noEntry).toBe('late-tick');
  expect([...log.ticks.get(at('12:02'))!.notEntered]).toEqual([
    ['BTC', 'rejected by the exchange: credentials: no right to trade'],
    ['ETH', 'entry unfilled'],
  ]);
  expect([...log.ticks.get(at('12:03'))!.notEntered]).toEqual([
    ['ETH', 'hour'],
    ['SOL', "no signal on the bot's candles (momentum)"],
  ]);
});

it('a log of a minute that was decided twice says what the tick with entries says, whichever came first', () => {
  const decided = line('12:00', { entries: ['BTC denied paused'] });
  const repeated = line('12:00', { entries: [], noEntry: 'repeated-tick' });
  for (const lines of [
    [decided, repeated],
    [repeated, decided],
  ])
    expect(tickLogOf(lines)?.ticks.get(at('12:00'))).toEqual({ notEntered: new Map([['BTC', 'paused']]) });
});

it('a log without a tick is none', () => {
  expect(tickLogOf(['{"message":"tick failed"}'])).toBeUndefined();
});
