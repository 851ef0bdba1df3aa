/**
 * What a page says of a bot's ledger: its money, and where the bot stands.
 */
import { describe, expect, it } from 'vitest';
import { ledgerFacts } from '../../infra/report/ledger-input.ts';
import { balancePoints } from '../../infra/report/balance-points.ts';
import { usd } from '../../lambda/core/units.ts';
import type { LedgerEntry } from '../../infra/cli/reports/ledger-statement.ts';
import { newPaperBot, type BotState } from '../../lambda/core/bot-state.ts';
import type { LedgerEvent } from '../../lambda/core/ledger/ledger-events.ts';
import { DAY, MORNING } from '../charts/samples.ts';
import { position } from '../harness/builders.ts';
import { closedTradeWith } from './sample-trades.ts';

describe('a ledger', () => {
  const [first, second] = [closedTradeWith(0), closedTradeWith(1)];
  const entryOf = (event: LedgerEvent, sequence: number): LedgerEntry => ({
    row: { epoch: 1, sequence, event },
    balanceUsd: undefined,
    symbol: undefined,
  });
  const events: readonly LedgerEvent[] = [
    { kind: 'started', atMs: DAY.fromMs, balanceUsd: usd(2_000) },
    { kind: 'recovery', atMs: MORNING + 1, tradeId: 1, price: 9 },
    { kind: 'closed', atMs: first.exitTimeMs, trade: first, fills: [] },
    { kind: 'transfer', atMs: MORNING + 5 * 60_000, amountUsd: usd(100), venueId: 'a' },
    { kind: 'late-cost', atMs: MORNING + 5 * 60_000, paidUsd: usd(0.25), symbol: '', venueId: 'b' },
    { kind: 'denials', atMs: MORNING, counts: { hour: 2 } },
    { kind: 'denials', atMs: MORNING + 1, counts: { hour: 3, symbol: 1 } },
    { kind: 'closed', atMs: second.exitTimeMs, trade: second, fills: [] },
  ];
  const state = newPaperBot('local', 1, usd(2_000), DAY.fromMs);
  // 2,000 + 0.65 − 1.1 + 100 − 0.25
  const snapshot = {
    state: { ...state, ledger: { ...state.ledger, balanceUsd: usd(2_099.3) } },
    commands: [],
    run: undefined,
    isRunning: false,
  };

  it('says why its trades have another sum than its bot, where costs came after a close', () => {
    const warnings = (of: readonly LedgerEvent[]) => ledgerFacts(snapshot, of.map(entryOf)).warnings;
    expect(warnings(events)).toContainEqual(
      expect.stringMatching(
        /^Costs came after their trades had closed: −0\.25 USD\. They are in the balance/,
      ),
    );
    expect(warnings(events.filter(({ kind }) => kind !== 'late-cost'))).toEqual([]);
  });

  it('says where the bot stands, and what waits for a person', () => {
    const waiting = {
      ...snapshot,
      commands: [{ id: 'a', kind: 'pause', accept: false, issuedBy: 'me', issuedAtMs: 1, why: '' }] as const,
    };
    const { standing, open } = ledgerFacts(waiting, events.map(entryOf)).bot!;
    expect(standing).toMatchObject({
      bot: 'local',
      mode: 'paper',
      balanceDollars: 2_099.3,
      restrictions: [],
    });
    expect(standing.waiting).toEqual(['1 command waits for the next tick']);
    expect(open).toEqual([]);
    const unread = { ...snapshot, unread: { cause: 'throttled' } };
    expect(ledgerFacts(unread, []).bot!.standing.waiting).toEqual([
      'more commands may wait: not all of them could be read',
    ]);
  });

  it('says that it does not know which minutes were missed, and not that none was', () => {
    expect(ledgerFacts(snapshot, events.map(entryOf)).notSeen).toEqual([
      ['minutes', 'not counted in a ledger'],
    ]);
  });

  it('shows what is open at the price that the bot saw last, as of its last tick', () => {
    const tickMs = MORNING + 60_000;
    const open = { ...snapshot.state, tickMs, ledger: { ...state.ledger, positions: [position()] } };
    const shown = (seen: Partial<BotState>) =>
      ledgerFacts({ ...snapshot, state: { ...open, ...seen } }, []).bot!.open;
    expect(shown({})).toMatchObject([{ now: undefined, netDollars: undefined }]);
    const seenPrices = [{ tradeId: 1, price: 100.1, atMs: MORNING }];
    expect(shown({ seenPrices })).toMatchObject([{ now: 100.1, seen: { atMs: MORNING, ageMs: 60_000 } }]);
  });

  it('of a run that is over says of no bot that it trades, and of one that halted why', () => {
    const run = { market: 'synthetic', symbols: ['BTCUSDT'], seed: 1, id: undefined, startedMs: undefined };
    const over = { ...snapshot, run: { ...run, finished: true, parameters: undefined } };
    expect(ledgerFacts(over, []).bot!.standing.restrictions).toBeUndefined();
    const halt = { cause: 'books', sinceMs: MORNING };
    const halted = { ...over, state: { ...over.state, ledger: { ...over.state.ledger, halted: halt } } };
    expect(ledgerFacts(halted, []).bot!.standing.restrictions).toHaveLength(1);
  });

  it('leads from its first balance over every movement to its last one', () => {
    const facts = ledgerFacts(snapshot, events.map(entryOf));
    expect(facts.beganUsd).toBe(usd(2_000));
    const points = balancePoints(2_000, facts.trades, facts.moves);
    expect(points.map(({ dollars }) => Number(dollars.toFixed(2)))).toEqual([
      2_000.65, 2_100.65, 2_100.4, 2_099.3,
    ]);
    expect(facts.denied).toEqual({ hour: 5, symbol: 1 });
    expect(facts.details.map(({ recoverySinceMs }) => recoverySinceMs)).toEqual([MORNING + 1, undefined]);
  });

  it('that is not whole says which rows are missing, before any figure', () => {
    const gap = { epoch: 1, sequence: 3, lastSequence: 4, problem: 'is missing', balanceUsd: undefined };
    const facts = ledgerFacts(snapshot, [...events.map(entryOf), ...Array.from({ length: 7 }, () => gap)]);
    expect(facts.warnings.filter((words) => !words.startsWith('Costs came'))).toHaveLength(6);
    expect(facts.warnings[0]).toBe('The ledger is not whole: rows 1/3…4 is missing.');
  });
});
