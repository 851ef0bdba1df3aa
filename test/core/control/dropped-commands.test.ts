/**
 * Which commands wait where they cannot be remembered, and which are dropped: from a backup, and dated ahead?
 */
import { describe, expect, it } from 'vitest';
import type { BotState } from '../../../lambda/core/bot-state.ts';
import { REMEMBERED_MAX } from '../../../lambda/core/ledger/command-memory.ts';
import type { OperatorCommand } from '../../../lambda/core/ledger/operator-command.ts';
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../../../lambda/core/units.ts';
import { NOON, at, botState } from '../../harness/builders.ts';
import { TICKING, consume, delivered, issued, obeyedIn, ticked, toldIn, verdictOn } from './command-ticks.ts';

const AN_OLD_TICK = { ...botState(), tickMs: NOON };

describe('commands to resume beyond those that a tick takes', () => {
  it('are remembered as overruled by the pause that has removed them, and end nothing when they come again', () => {
    const resumes = Array.from({ length: 30 }, (_, k) =>
      issued('resume', String(100 + k), at('12:00:30') + k),
    );
    const next = consume(TICKING, [...resumes, issued('pause', 'p', at('12:00:40'))], at('12:01'));
    expect(obeyedIn(next)).toHaveLength(20);
    for (const { id } of resumes.slice(19)) expect([id, verdictOn(id, next)]).toEqual([id, 'overruled']);
    const again = consume(delivered(next), resumes.slice(19), at('12:02'));
    expect(again.ledger.operatorPausedSinceMs).toBe(at('12:01'));
    expect([obeyedIn(again), again.consumedCommandIds.length]).toEqual([[], 11]);
  });
});

describe('a memory without room', () => {
  const RESUMES = Array.from({ length: REMEMBERED_MAX + 5 }, (_, k) =>
    issued('resume', String(100 + k), at('12:00:30') + k * SECOND_MS),
  );

  /** 45 commands to resume, 20 at most a tick: 40 are obeyed, and those that are left wait. */
  function crowded(): { readonly state: BotState; readonly left: readonly OperatorCommand[] } {
    let state = TICKING;
    let left: readonly OperatorCommand[] = RESUMES;
    for (const time of ['12:02', '12:03', '12:04']) {
      const next = consume(state, left, at(time));
      left = left.filter(({ id }) => !next.consumedCommandIds.includes(id));
      state = delivered(next);
    }
    return { state, left };
  }

  it('a memory without room lets commands to resume wait, and they are obeyed within minutes and never dropped', () => {
    let { state, left } = crowded();
    expect(left.map(({ id }) => id)).toEqual(RESUMES.slice(REMEMBERED_MAX).map(({ id }) => id));
    for (let minute = 5; minute < 20; minute += 1) {
      const next = consume(state, left, NOON + minute * MINUTE_MS);
      expect(next.outbox.alerts).toEqual([]);
      left = left.filter(({ id }) => !next.consumedCommandIds.includes(id));
      state = delivered(next);
    }
    expect(left).toEqual([]);
    // None of those before is obeyed again, remembered or not.
    expect(obeyedIn(consume(state, RESUMES.slice(0, 10), at('12:20')))).toEqual([]);
    expect(state).not.toHaveProperty('commandsLeftSinceMs');
  });

  it.each(['pause', 'flatten'] as const)('a memory without room keeps no %s from being obeyed', (kind) => {
    const { state, left } = crowded();
    const stop = issued(kind, '999', at('12:04:30'));
    const after = consume(state, [...left, stop], at('12:05'));
    expect(obeyedIn(after)).toEqual(['999']);
    expect(after.ledger.operatorPausedSinceMs).toBe(at('12:05'));
    expect(after.consumedCommandIds.toSorted()).toEqual([...left, stop].map(({ id }) => id).toSorted());
  });
});

describe('a command in a restored table', () => {
  const clock = { isRestored: true };

  it.each(['resume', 'pause', 'flatten'] as const)(
    'a command in a restored table is dropped where it is older than ten minutes: %s',
    (kind) => {
      const [old, young] = [issued(kind, '1', at('14:49')), issued(kind, '2', at('14:51'))];
      const after = consume(AN_OLD_TICK, [old, young], at('15:00'), clock);
      expect(obeyedIn(after)).toEqual(['2']);
      expect(after.consumedCommandIds.toSorted()).toEqual(['1', '2']);
      expect(verdictOn('1', after)).toBe('late');
      expect(toldIn(after)).toEqual([
        expect.stringContaining('it lies in a table that was restored from a backup'),
      ]);
    },
  );

  it('a command in a restored table is dropped too where a tick of before had left it', () => {
    const left = { ...AN_OLD_TICK, commandsLeftSinceMs: at('11:00') };
    expect(obeyedIn(consume(left, [issued('resume', '1', at('11:30'))], at('15:00'), clock))).toEqual([]);
  });

  it('a command in a restored table is dropped by the tick after the first where that one takes no more', () => {
    const old = Array.from({ length: 30 }, (_, k) => issued('resume', String(10 + k), at('13:00')));
    const first = consume(AN_OLD_TICK, old, at('15:00'), clock);
    expect(first.consumedCommandIds).toHaveLength(20);
    const rest = old.filter(({ id }) => !first.consumedCommandIds.includes(id));
    const second = consume(delivered(first), rest, at('15:01'));
    expect([obeyedIn(second), second.consumedCommandIds.length]).toEqual([[], 10]);
  });

  it('a command that was consumed before the backup is not obeyed from it', () => {
    const pause = issued('pause', '1', at('14:58'));
    const paused = ticked({ ...AN_OLD_TICK, tickMs: at('14:57') }, [pause], at('14:59'));
    const resumed = ticked(paused, [issued('resume', '2', at('14:59:30'))], at('15:00'));
    const after = consume(resumed, [pause], at('15:02'), clock);
    expect([obeyedIn(after), after.consumedCommandIds]).toEqual([[], ['1']]);
  });
});

describe('a command that is dated ahead', () => {
  it('a resume that is dated ahead by more than ten minutes is dropped and told', () => {
    const nowMs = at('12:01:01');
    const ahead = issued('resume', '1', nowMs + 10 * MINUTE_MS + 1);
    const after = consume(TICKING, [ahead], at('12:01'));
    expect([obeyedIn(after), verdictOn('1', after)]).toEqual([[], 'ahead']);
    expect(toldIn(after)).toEqual([
      "A resume by owner is dated 2026-01-05 12:11 UTC, 10 minutes ahead of the bot's clock: its sender's clock is wrong.",
    ]);
    // Nor when its time comes.
    expect(obeyedIn(consume(delivered(after), [ahead], at('12:12')))).toEqual([]);
    const little = consume(TICKING, [issued('resume', '1', nowMs + 10 * MINUTE_MS)], at('12:01'));
    expect(obeyedIn(little)).toEqual(['1']);
  });

  it.each(['pause', 'flatten'] as const)('a %s that is dated ahead is obeyed and told', (kind) => {
    const after = consume(TICKING, [issued(kind, '1', NOON + 30 * DAY_MS)], at('12:01'));
    expect(obeyedIn(after)).toEqual(['1']);
    expect(toldIn(after)).toEqual([expect.stringContaining("ahead of the bot's clock")]);
  });
});
