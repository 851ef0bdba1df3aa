/**
 * Do exits and stops go on while the ledger's rows cannot be written?
 */
import { describe, expect, it } from 'vitest';
import { parseParameters } from '../../lambda/config.ts';
import { replay as replayRows } from '../../lambda/core/ledger/ledger.ts';
import { closing } from '../harness/candle-rows.ts';
import { paperBot } from '../harness/paper-bot.ts';
import { rowsIn, stateIn } from '../harness/stored-bot.ts';
import { wrapPorts } from '../harness/port-wrapper.ts';
import { EAGER } from '../harness/builders.ts';

const PARAMETERS = parseParameters({
  ...EAGER,
});

/** A signal for 12:03; what is entered then is left at 12:08. */
const CLOSES = [100, 100, 100.1, ...Array.from({ length: 9 }, () => 100.1)];
const MARKET = [closing('BTC', CLOSES)];

describe('Rows that cannot be written', () => {
  it('rows that cannot be written fail the ticks that have some, and keep no position from its stop or its exit [invariant 8]', async () => {
    const bot = paperBot(MARKET, { parameters: PARAMETERS });
    const refusing = wrapPorts(bot.ports, (call, effect) =>
      call.step === 'append' ? Promise.reject(new Error('the ledger takes no rows')) : effect(),
    );
    const failures: string[] = [];
    const note = (error: unknown) => {
      failures.push(String(error));
    };
    let protectedTicks = 0;
    while (bot.market.advance()) {
      await bot.tick({ ports: refusing }).catch(note);
      const { ledger, orders } = await stateIn(bot.store);
      const stops = orders.filter(({ leg, status }) => leg === 'stop' && status === 'resting');
      expect(stops).toHaveLength(ledger.positions.length);
      protectedTicks += stops.length;
    }
    expect(failures).toHaveLength(CLOSES.length + 1);
    expect(new Set(failures)).toEqual(new Set(['Error: the ledger takes no rows']));
    expect(protectedTicks).toBe(5);
    const { ledger, outbox } = await stateIn(bot.store);
    expect(ledger.positions).toEqual([]);
    expect(outbox.rows.map(({ event }) => event.kind)).toEqual([
      'started',
      'parameters-changed',
      'opened',
      'closed',
    ]);

    await bot.tick();
    expect(replayRows(1, await rowsIn(bot.store))).toEqual((await stateIn(bot.store)).ledger);
  });
});
