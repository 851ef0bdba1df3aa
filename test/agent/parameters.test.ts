/**
 * Does the bot take the parameters that its operator writes, and keep the last good ones when those are invalid?
 */
import { describe, expect, it } from 'vitest';
import { readingOf } from '../../lambda/adapters/aws/parameter-document.ts';
import { attentionOf } from '../../lambda/core/control/attention.ts';
import { usd } from '../../lambda/core/units.ts';
import type { ParameterReading } from '../../lambda/ports.ts';
import { paperBot } from '../harness/paper-bot.ts';
import { rowsIn, stateIn } from '../harness/stored-bot.ts';
import { randomWalks } from '../harness/candle-rows.ts';
import { NOON } from '../harness/builders.ts';

const MISSING: ParameterReading = { status: 'missing', name: '/kallisti/bot/params' };
const WALKS = { seed: 3, symbolCount: 1, minutes: 12, volatilityBps: 1, gapShare: 0, missingShare: 0 };

/** Ticks once for each document, or failure to read one. */
async function ticks(...written: readonly (string | ParameterReading)[]) {
  const bot = paperBot(randomWalks(WALKS, NOON));
  const reports = [];
  for (const document of written) {
    bot.market.advance();
    const reading = typeof document === 'string' ? readingOf(document) : document;
    const parameterSource = { load: () => Promise.resolve(reading) };
    reports.push(await bot.tick({ ports: { ...bot.ports, parameterSource } }));
  }
  const changes = (await rowsIn(bot.store)).flatMap(({ event }) =>
    event.kind === 'parameters-changed'
      ? event.changes.map(({ name, from, to }) => `${name} ${from} → ${to}`)
      : [],
  );
  return { reports, changes, alerts: bot.alerts, state: await stateIn(bot.store) };
}

const targets = (reports: readonly { readonly parameters: { readonly targetPct: number } }[]) =>
  reports.map(({ parameters }) => parameters.targetPct);

describe('parameters that were written', () => {
  it('parameters that were written are in force in the same tick, and each change is a row', async () => {
    const { reports, changes } = await ticks(
      '{}',
      '{ "targetPct": 0.2 }',
      '{ "targetPct": 0.2 }',
      '{ "lossStreak": 5 }',
    );
    expect(targets(reports)).toEqual([0.15, 0.2, 0.2, 0.15]);
    expect(changes).toEqual(['targetPct 0.15 → 0.2', 'targetPct 0.2 → 0.15', 'lossStreak 4 → 5']);
  });

  it('parameters that are invalid leave the last good ones in force, and one alert names key, value and bound', async () => {
    const { reports, changes, alerts, state } = await ticks(
      '{ "targetPct": 0.2 }',
      '{ "targetPct": -1, "leverage": 20 }',
      '{ "targetPct": -1, "leverage": 20 }',
    );
    expect(targets(reports)).toEqual([0.2, 0.2, 0.2]);
    expect(changes).toEqual(['targetPct 0.15 → 0.2']);
    expect(alerts.map(({ kind }) => kind)).toEqual(['parameters-refused']);
    expect(alerts[0]?.happened).toContain('targetPct = -1: must be above 0, up to 10');
    expect(attentionOf(state)).toEqual(['parameters-refused']);
  });

  it('parameters that are invalid in another way raise another alert, and none when they are valid', async () => {
    const { alerts, state } = await ticks(
      '{}',
      '{ "targetPct": -1 }',
      '{ "targetPct": -2 }',
      'no json',
      '{}',
    );
    expect(alerts).toHaveLength(3);
    expect(alerts[2]?.happened).toContain('must be a JSON object');
    expect(state.refusal).toBeUndefined();
    expect(attentionOf(state)).toEqual([]);
  });

  it('parameters that cannot be read change nothing, not even the rejection of others', async () => {
    const away: ParameterReading = { status: 'unavailable', cause: 'no answer' };
    const { reports, changes, alerts, state } = await ticks('{ "targetPct": 0.2 }', '{ "x": 1 }', away, away);
    expect(targets(reports)).toEqual([0.2, 0.2, 0.2, 0.2]);
    expect(changes).toHaveLength(1);
    expect(alerts).toHaveLength(1);
    expect(state.refusal?.text).toContain('x = 1: no such parameter');
  });

  it('parameters that cannot be read on the first tick let no bot begin: its balance is not guessed', async () => {
    await expect(ticks({ status: 'unavailable', cause: 'no answer' })).rejects.toThrow(
      'bot bot does not begin before its parameters can be read: no answer',
    );
  });

  it('parameters that nobody has written are the defaults, and a bot begins with them', async () => {
    const { reports, changes, alerts, state } = await ticks(MISSING, MISSING, '{ "targetPct": 0.2 }');
    expect(targets(reports)).toEqual([0.15, 0.15, 0.2]);
    expect(changes).toEqual(['targetPct 0.15 → 0.2']);
    expect([alerts, attentionOf(state)]).toEqual([[], []]);
    expect(state.ledger.balanceUsd).toBe(usd(2000));
  });

  it('parameters that are gone leave in force what was in force, and one alert says how to write them anew', async () => {
    const { reports, changes, alerts, state } = await ticks('{ "targetPct": 0.2 }', MISSING, MISSING);
    expect(targets(reports)).toEqual([0.2, 0.2, 0.2]);
    expect(changes).toEqual(['targetPct 0.15 → 0.2']);
    expect(alerts.map(({ kind }) => kind)).toEqual(['parameters-refused']);
    expect(alerts[0]?.happened).toContain(
      '/kallisti/bot/params = null: must exist: params set writes it anew',
    );
    expect(attentionOf(state)).toEqual(['parameters-refused']);
  });

  it('parameters that are gone stay as they were even where those are the defaults again, and are told', async () => {
    const { alerts } = await ticks('{ "targetPct": 0.2 }', '{}', MISSING);
    expect(alerts.map(({ kind }) => kind)).toEqual(['parameters-refused']);
  });

  it('parameters that are gone after invalid ones, and before any others, are the defaults that were in force', async () => {
    const { reports, state } = await ticks('{}', '{ "targetPct": -1 }', MISSING);
    expect(targets(reports)).toEqual([0.15, 0.15, 0.15]);
    expect(state.refusal).toBeUndefined();
  });

  it('parameters that are invalid on the first tick let no bot begin, and the failure names key, value and bound', async () => {
    await expect(ticks('{ "startingBalanceUsd": -5 }')).rejects.toThrow(
      'bot bot does not begin before its parameters are valid: startingBalanceUsd = -5: must be 0.01 to 10 million',
    );
    await expect(ticks('no json')).rejects.toThrow('document = "no json": must be a JSON object');
  });

  it('parameters that the markets do not allow let no bot begin either', async () => {
    const walks = randomWalks(WALKS, NOON);
    const markets = new Map(walks.map(({ symbol }) => [symbol, { symbol, maintenanceMarginPct: 9 }]));
    const bot = paperBot(walks, { markets });
    bot.market.advance();
    const parameterSource = { load: () => Promise.resolve(readingOf('{ "recoveryStopPct": 0.7 }')) };
    await expect(bot.tick({ ports: { ...bot.ports, parameterSource } })).rejects.toThrow(
      'bot bot does not begin before its parameters are valid: recoveryStopPct = 0.7',
    );
    expect((await bot.store.load('bot')).state).toBeUndefined();
  });
});
