/**
 * Is an alert sent once, and never lost?
 *
 * The first trade of this market loses, at 12:08, and one loss pauses the bot: that is the alert.
 */
import { describe, expect, it } from 'vitest';
import { parseParameters } from '../../lambda/config.ts';
import { credentialsRefusedAlert, parametersRefusedAlert } from '../../lambda/core/alerts/alert-texts.ts';
import { modeChangedAlert } from '../../lambda/core/alerts/epoch-alerts.ts';
import { attentionOf } from '../../lambda/core/control/attention.ts';
import { raiseAlert } from '../../lambda/core/bot-state.ts';
import { MINUTE_MS, usd } from '../../lambda/core/units.ts';
import { candlesOf, closing } from '../harness/candle-rows.ts';
import { paperBot } from '../harness/paper-bot.ts';
import { stateIn } from '../harness/stored-bot.ts';
import { wrapPorts, type Call } from '../harness/port-wrapper.ts';
import { NOON, EAGER } from '../harness/builders.ts';

const LOSS_MS = NOON + 8 * MINUTE_MS;
const CLOSES = [100, 100, 100.1, 100.1, 100.1, 100.1, 100.1, 100.1, 100.1, 100.1, 100.1];

type PaperBot = ReturnType<typeof paperBot>;

/** A bot that has not yet made its tick at 12:08. */
async function beforeThePause(): Promise<PaperBot> {
  const parameters = parseParameters({
    ...EAGER,
    lossStreak: 1,
  });
  const bot = paperBot([closing('BTC', CLOSES)], { parameters });
  while (bot.market.advance() && bot.market.nowMs() < LOSS_MS) await bot.tick();
  return bot;
}

async function onward({ market, tick }: PaperBot): Promise<void> {
  while (market.advance()) await tick();
}

describe('An alert', () => {
  it('an alert is sent once, and only after the commit that holds it', async () => {
    const bot = await beforeThePause();
    const steps: Call['step'][] = [];
    const noting = wrapPorts(bot.ports, (call, effect) => {
      steps.push(call.step);
      return effect();
    });
    await bot.tick({ ports: noting });
    await onward(bot);
    expect(bot.alerts.map(({ kind }) => kind)).toEqual(['paused']);
    expect(steps.slice(steps.indexOf('publish') - 2)).toEqual(['commit', 'append', 'publish', 'commit']);
  });

  it('an alert is sent again, under the same id, only where the commit after it failed', async () => {
    const bot = await beforeThePause();
    const failing = wrapPorts(bot.ports, (call, effect) => {
      if (call.step === 'commit' && bot.alerts.length > 0) throw new Error('the table is away');
      return effect();
    });
    await expect(bot.tick({ ports: failing })).rejects.toThrow('the table is away');
    await onward(bot);
    expect(bot.alerts.map(({ kind }) => kind)).toEqual(['paused', 'paused']);
    expect(new Set(bot.alerts.map(({ id }) => id)).size).toBe(1);
  });

  it('an alert that could not be sent is sent at the next tick', async () => {
    const bot = await beforeThePause();
    const failing = wrapPorts(bot.ports, (call, effect) => {
      if (call.step === 'publish') throw new Error('the topic is away');
      return effect();
    });
    expect(await bot.tick({ ports: failing })).toMatchObject({ status: 'committed' });
    const state = await stateIn(bot.store);
    expect(state.outbox.alerts).toHaveLength(1);
    expect(attentionOf(state)).toEqual(['alerts-undelivered']);
    await onward(bot);
    expect(bot.alerts.map(({ kind }) => kind)).toEqual(['paused']);
  });
});

/** Twelve quiet minutes of BTC from `startMs` on, without those of `gone`. */
function quiet(startMs: number, gone: readonly number[] = []) {
  const minutes = Array.from({ length: 12 }, (_, minute) => minute).filter(
    (minute) => !gone.includes(minute),
  );
  return candlesOf(
    'BTC',
    minutes.map((minute) => [startMs + minute * MINUTE_MS, 100, 100, 100, 100, 1]),
  );
}

describe('A bot that nobody ran for five minutes', () => {
  it('a bot that nobody ran for five minutes says how many minutes had no tick', async () => {
    const bot = paperBot([quiet(NOON)]);
    bot.market.advance();
    await bot.tick();
    for (let minute = 1; minute <= 5; minute += 1) bot.market.advance();
    await onward(bot);
    expect(bot.alerts.map(({ kind }) => kind)).toEqual(['missed-ticks']);
    expect(bot.alerts[0]?.happened).toContain('5 minutes had no tick');
  });

  it('a bot that nobody ran for five minutes says nothing of minutes that the recording does not have', async () => {
    const bot = paperBot([quiet(NOON, [2, 3, 4, 5, 6, 7])]);
    await onward(bot);
    expect(bot.alerts).toEqual([]);
  });
});

describe('A day that ends', () => {
  it('a day that ends is summed up once, at five past midnight', async () => {
    const bot = paperBot([quiet(Date.UTC(2026, 0, 5, 23, 57))]);
    await onward(bot);
    expect(bot.alerts).toMatchObject([
      {
        kind: 'daily-summary',
        atMs: Date.UTC(2026, 0, 6, 0, 5),
        happened: '2026-01-05: no trade was closed.',
      },
    ]);
  });
});

describe('A day that ended while nobody ran the bot', () => {
  it('a day that ended while nobody ran the bot is summed up with the days after it, which it names', async () => {
    const minutes = [Date.UTC(2026, 0, 5, 12), Date.UTC(2026, 0, 8, 12), Date.UTC(2026, 0, 8, 12, 1)];
    const bot = paperBot([
      candlesOf(
        'BTC',
        minutes.map((ms) => [ms, 100, 100, 100, 100, 1]),
      ),
    ]);
    await onward(bot);
    expect(bot.alerts.map(({ kind, happened }) => `${kind} ${happened}`)).toEqual([
      'daily-summary 2026-01-05 to 2026-01-07: no trade was closed.',
    ]);
  });
});

describe('An alert of another edge of the bot', () => {
  it('an alert of another edge of the bot is published by the next tick, with its three parts and the command', async () => {
    const bot = paperBot([quiet(NOON)]);
    bot.market.advance();
    await bot.tick();
    let state = await stateIn(bot.store);
    const refused = [{ key: 'maxPositions', value: 900, bound: 'must be a whole number, 1 to 10' }];
    const told = [
      parametersRefusedAlert(refused, 'the parameters before'),
      credentialsRefusedAlert('binanceusdm', 'invalid API key'),
      modeChangedAlert('paper', 'live', { balanceUsd: usd(120), currency: 'USDT', todayUsd: usd(0) }),
    ];
    for (const words of told) state = raiseAlert(state, { atMs: NOON, ...words });
    await bot.store.commit({ ...state, version: state.version + 1 }, state.version);
    bot.market.advance();
    await bot.tick();
    expect(bot.alerts).toMatchObject(told);
    expect(bot.alerts.map(({ id }) => id)).toEqual([
      'bot-1-1-parameters-refused',
      'bot-1-2-credentials-refused',
      'bot-1-3-mode-changed',
    ]);
  });
});
