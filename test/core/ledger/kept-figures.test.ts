/**
 * Does the item know by itself what a run has earned, and why it is not trading, so that no row need be read for it?
 */
import { describe, expect, it } from 'vitest';
import { rebuild } from '../../../lambda/core/audit/rebuild.ts';
import { newPaperBot, recordEvent, type BotState } from '../../../lambda/core/bot-state.ts';
import { beginEpoch, continueRestored } from '../../../lambda/core/control/epoch.ts';
import {
  EMPTY_RUN,
  grossOf,
  type DayStatistics,
  type KnownSlippage,
} from '../../../lambda/core/ledger/day-statistics.ts';
import type { LedgerEvent } from '../../../lambda/core/ledger/ledger-events.ts';
import type { CommandKind } from '../../../lambda/core/ledger/operator-command.ts';
import { statisticsOf } from '../../../lambda/core/ledger/trade-statistics.ts';
import { EMPTY_ACCOUNT } from '../../../lambda/core/paper/paper-account.ts';
import { usd, type Usd } from '../../../lambda/core/units.ts';
import { BEGINNER_ID, NOON, at, entryOrder, position, trade } from '../../harness/builders.ts';

const NEXT_DAY: LedgerEvent = { kind: 'day-started', atMs: at('2026-01-06T00:00') };
const { decision } = entryOrder();
const TRADES = [
  trade(1.5, { grossUsd: usd(2), feesUsd: usd(0.4), fundingUsd: usd(0.1) }),
  trade(-3),
  trade(0),
  trade(0.5),
];
const OPENED: LedgerEvent = { kind: 'opened', atMs: NOON, position: position(), decision, fills: [] };
const traded = TRADES.flatMap((each): readonly LedgerEvent[] => [
  OPENED,
  { kind: 'closed', atMs: NOON, trade: each, fills: [] },
]);

function after(...events: readonly LedgerEvent[]): BotState {
  return events.reduce(recordEvent, newPaperBot('bot', 1, usd(2000), at('11:00')));
}

function command(kind: CommandKind, issuedBy: string, why = ''): LedgerEvent {
  const id = `${kind} of ${issuedBy}`;
  return {
    kind: 'operator-command',
    atMs: NOON,
    command: { id, kind, accept: false, issuedBy, issuedAtMs: NOON, why },
  };
}

/** As an earlier release has written it. */
function withoutFigures(state: BotState): BotState {
  const { run: _run, askedBy: _asked, stop: _stop, streak: _streak, ...ledger } = state.ledger;
  return { ...state, ledger };
}

/** Where the item's ledger is not the fold of its rows. The trades here have costs that no fills have made. */
function ledgerDifferences(state: BotState) {
  return rebuild(state, []).differences.filter(({ path }) => path.startsWith('ledger.'));
}

describe('the figures of a run', () => {
  it('the figures of a run are those of all its trades, across its days', () => {
    const { run } = after(...traded, NEXT_DAY, ...traded).ledger;
    const { trades, wins, feesUsd, fundingUsd, netUsd, grossUsd } = statisticsOf([...TRADES, ...TRADES]);
    expect(run).toEqual({ trades, wins, feesUsd, fundingUsd, netUsd, winsUsd: usd(4) });
    expect(grossOf(run!)).toBe(grossUsd);
  });

  it('the figures of a run have the costs that came after its trades', () => {
    const late: LedgerEvent = {
      kind: 'late-cost',
      atMs: NOON,
      symbol: 'BTC',
      paidUsd: usd(0.2),
      venueId: '1',
    };
    expect(after(...traded, late).ledger.run).toMatchObject({ netUsd: usd(-1.2), fundingUsd: usd(0.3) });
  });

  it('the figures of a run begin anew with a change of mode, and go on in a restored table', () => {
    const run = after(...traded);
    const change = {
      atMs: at('13:00'),
      beginnerId: BEGINNER_ID,
      balanceUsd: usd(500),
      account: EMPTY_ACCOUNT,
    };
    expect(continueRestored(run, change).ledger.run).toEqual(run.ledger.run);
    expect(beginEpoch(run, change).ledger.run).toEqual(EMPTY_RUN);
  });

  it('the figures of a run that an earlier release has begun count from the next day, and differ from no row', () => {
    const early = withoutFigures(after(...traded));
    expect(traded.reduce(recordEvent, early).ledger.run).toBeUndefined();
    const next = [NEXT_DAY, ...traded].reduce(recordEvent, early);
    expect(next.ledger.run).toMatchObject({ sinceMs: at('2026-01-06T00:00'), trades: 4, netUsd: usd(-1) });
    for (const state of [early, next]) expect(ledgerDifferences(state)).toEqual([]);
  });

  it('the figures of a run that were changed differ from its rows', () => {
    const state = after(...traded);
    const run = { ...state.ledger.run!, wins: 4 };
    expect(ledgerDifferences({ ...state, ledger: { ...state.ledger, run } })).toEqual([
      { path: 'ledger.run.wins', kept: 4, rebuilt: 2 },
    ]);
  });
});

describe('what trades slipped', () => {
  const close = (k: number, slippageUsd?: Usd): LedgerEvent => ({
    kind: 'closed',
    atMs: NOON + k,
    trade: trade(-1),
    fills: [],
    ...(slippageUsd !== undefined && { slippageUsd }),
  });
  const open: LedgerEvent = { ...OPENED, position: position({ slippageUsd: usd(0.1) }) };
  const slipped = after(OPENED, close(1, usd(0.5)), OPENED, close(2, usd(0.25)), open);
  const withSums = (state: BotState, slippage: KnownSlippage | undefined): BotState => {
    const { ledger } = state;
    const sums = <Sums extends DayStatistics>(counted: Sums) => {
      const { slippage: _, ...rest } = counted;
      return { ...rest, ...(slippage && { slippage }) };
    };
    return { ...state, ledger: { ...ledger, today: sums(ledger.today!), run: sums(ledger.run!) } };
  };

  it('what trades slipped is counted by no earlier release, and differs from no row where one has worked in between', () => {
    expect(slipped.ledger.run?.slippage).toEqual({ trades: 2, sumUsd: usd(0.75) });
    const forgotten = withSums(slipped, undefined);
    const [last] = forgotten.ledger.positions;
    const { slippageUsd: _, ...untold } = last!;
    const upgraded = { ...forgotten, ledger: { ...forgotten.ledger, positions: [untold] } };
    expect(ledgerDifferences(upgraded)).toEqual([]);
    const goesOn = recordEvent(upgraded, close(3));
    expect(goesOn.ledger.run).toMatchObject({ trades: 3 });
    expect(ledgerDifferences(goesOn)).toEqual([]);
    const next = [OPENED, close(4, usd(0.1))].reduce(recordEvent, goesOn);
    expect(next.ledger.today).toMatchObject({ trades: 4, slippage: { trades: 1, sumUsd: usd(0.1) } });
    expect(ledgerDifferences(next)).toEqual([]);
  });

  it.each<[words: string, slippage: KnownSlippage, ...paths: string[]]>([
    ['another sum of as many trades', { trades: 2, sumUsd: usd(0.7) }, 'sumUsd'],
    ['the sum of more trades', { trades: 3, sumUsd: usd(0.75) }, 'trades'],
  ])('what trades slipped differs from its rows where it is %s', (_, slippage, path) => {
    const found = ledgerDifferences(withSums(slipped, slippage)).map((difference) => difference.path);
    expect(found).toEqual([`ledger.today.slippage.${path}`, `ledger.run.slippage.${path}`]);
  });
});

describe('why entries are denied', () => {
  it('why entries are denied is kept with the day stop, and forgotten with its day', () => {
    const amounts = { realisedUsd: usd(-79), unrealisedUsd: usd(-1), limitUsd: usd(80) };
    const stopped: LedgerEvent = { kind: 'stopped', atMs: NOON, cause: 'loss', ...amounts };
    expect(after(stopped).ledger.stop).toEqual({ cause: 'loss', ...amounts });
    expect(after(stopped, NEXT_DAY).ledger).not.toHaveProperty('stop');
  });

  it('why entries are denied is kept with the streak pause, and forgotten with the next entry or day', () => {
    const paused: LedgerEvent = { kind: 'paused', atMs: NOON, untilMs: at('12:20'), lossesInARow: 4 };
    expect(after(paused).ledger.streak).toEqual({ sinceMs: NOON, losses: 4 });
    for (const next of [OPENED, NEXT_DAY]) expect(after(paused, next).ledger).not.toHaveProperty('streak');
  });

  it('why entries are denied goes on with a pause in an epoch that is begun anew', () => {
    const change = {
      atMs: at('13:00'),
      beginnerId: BEGINNER_ID,
      balanceUsd: usd(500),
      account: EMPTY_ACCOUNT,
    };
    const begun = beginEpoch(after(command('pause', 'ada', 'lunch')), change);
    expect(begun.ledger).toMatchObject({ operatorPausedSinceMs: NOON, askedBy: { by: 'ada', why: 'lunch' } });
  });

  it.each<[words: string, asked: string | undefined, ...events: LedgerEvent[]]>([
    ['who paused first', 'ada', command('pause', 'ada'), command('pause', 'bob')],
    ['who flattened last', 'bob', command('flatten', 'ada'), command('flatten', 'bob')],
    ['who flattened after a pause', 'bob', command('pause', 'ada'), command('flatten', 'bob')],
    ['who flattened before a pause', 'ada', command('flatten', 'ada'), command('pause', 'bob')],
    ['nobody after a resume', undefined, command('flatten', 'ada'), command('resume', 'ada')],
    ['nobody after a resume of a pause', undefined, OPENED, command('pause', 'a'), command('resume', 'a')],
    ['who flattened while it lasts', 'ada', OPENED, command('flatten', 'ada'), command('resume', 'ada')],
    [
      'nobody when that is over',
      undefined,
      OPENED,
      command('flatten', 'ada'),
      command('resume', 'ada'),
      { kind: 'closed', atMs: NOON, trade: trade(-1), fills: [] },
    ],
  ])('why entries are denied names %s', (_, asked, ...events) => {
    const state = after(...events);
    expect(state.ledger.askedBy?.by).toBe(asked);
    expect(ledgerDifferences(state)).toEqual([]);
  });
});
