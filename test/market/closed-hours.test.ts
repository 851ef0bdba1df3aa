/**
 * Are the closed hours of a span those between its sessions, and nothing that is not known?
 */
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { closedLines } from '../../infra/cli/screens/result/closed-lines.ts';
import { closedHours } from '../../infra/market/closed-hours.ts';
import type { ChosenMarket } from '../../infra/market/market-source.ts';
import { NO_CANDLES } from '../../lambda/core/market.ts';
import { UNKNOWN_SESSIONS, sessionsOf } from '../../lambda/core/trading-sessions.ts';
import { DAY_MS, HOUR_MS } from '../../lambda/core/units.ts';

const MONDAY_MS = Date.UTC(2025, 0, 6);
const hour = (hours: number) => MONDAY_MS + hours * HOUR_MS;
const span = (from: number, to: number) => ({ startMs: hour(from), endMs: hour(to) });
/** Open from 1 to 5 and from 7 to 30, known from 0 to 48. */
const SESSIONS = sessionsOf([span(1, 5), span(7, 30)], span(0, 48));

describe('closed hours', () => {
  it('closed hours are those between sessions, before the first and after the last', () => {
    expect(closedHours(SESSIONS, span(0, 48))).toEqual([span(0, 1), span(5, 7), span(30, 48)]);
  });

  it('closed hours are cut to the span', () => {
    expect(closedHours(SESSIONS, span(6, 40))).toEqual([span(6, 7), span(30, 40)]);
    expect(closedHours(SESSIONS, span(2, 5))).toEqual([]);
    expect(closedHours(SESSIONS, span(8, 29))).toEqual([]);
    expect(closedHours(SESSIONS, span(5.5, 6.5))).toEqual([span(5.5, 6.5)]);
  });

  it('closed hours are none where nothing is known, or where a market never closes', () => {
    expect(closedHours(SESSIONS, span(-10, 0))).toEqual([]);
    expect(closedHours(SESSIONS, span(40, 90))).toEqual([span(40, 48)]);
    expect(closedHours(SESSIONS, span(60, 90))).toEqual([]);
    expect(closedHours(UNKNOWN_SESSIONS, span(0, 48))).toEqual([]);
    expect(closedHours(undefined, span(0, 48))).toEqual([]);
  });
});

describe('the closed hours of a run', () => {
  const linesOf = (market: Partial<ChosenMarket>) =>
    closedLines({
      kind: 'synthetic',
      label: '',
      seed: 1,
      symbols: [
        { symbol: 'BTCUSDT', candles: NO_CANDLES },
        { symbol: 'XAUUSDT', candles: NO_CANDLES, sessions: SESSIONS },
      ],
      fromMs: hour(2),
      toMs: MONDAY_MS + DAY_MS,
      ...market,
    }).map(stripVTControlCharacters);

  it('the closed hours of a run are told of symbols that have them', () => {
    expect(linesOf({})).toEqual(['XAUUSDT is closed 2025-01-06 05:00 → 07:00 UTC']);
    expect(linesOf({ fromMs: hour(8) })).toEqual([]);
  });

  it('the closed hours of a run are told with another day, and counted where there are many', () => {
    expect(linesOf({ fromMs: hour(6), toMs: hour(40) })).toEqual([
      'XAUUSDT is closed 2025-01-06 06:00 → 07:00, 2025-01-07 06:00 → 16:00 UTC',
    ]);
    expect(linesOf({ fromMs: MONDAY_MS, toMs: hour(48) })).toEqual([
      'XAUUSDT is closed 2025-01-06 00:00 → 01:00, 2025-01-06 05:00 → 07:00 UTC, and 1 more',
    ]);
  });
});
