/**
 * Does `resume --accept` accept the halt that it names, and no other?
 */
import { describe, expect, it } from 'vitest';
import type { BotState } from '../../../lambda/core/bot-state.ts';
import { countUnobeyed } from '../../../lambda/core/control/command-pass.ts';
import { halt, haltName } from '../../../lambda/core/control/halt.ts';
import type { OperatorCommand } from '../../../lambda/core/ledger/operator-command.ts';
import { shortHash } from '../../../lambda/core/words.ts';
import { NOON, at } from '../../harness/builders.ts';
import { commandOf } from '../../harness/stored-bot.ts';
import { TICKING, consume, delivered, issued, obeyedIn, ticked, toldIn, verdictOn } from './command-ticks.ts';

const FIRST = { cause: 'two positions', sinceMs: NOON };
const HALTED = delivered(halt(TICKING, FIRST.cause, FIRST.sinceMs));
const PAUSED = ticked(HALTED, [issued('pause', '0', at('12:00:10'))], at('12:01'));

const accepting = (id: string, name?: string, changes: Partial<OperatorCommand> = {}) =>
  commandOf(id, {
    kind: 'resume',
    issuedAtMs: at('12:01:30'),
    accept: true,
    ...(name !== undefined && { halt: name }),
    ...changes,
  });

const stands = ({ ledger }: BotState) => [ledger.halted?.cause, ledger.operatorPausedSinceMs !== undefined];

describe('the name of a halt', () => {
  it('the name of a halt is six letters and digits, the same for ever, and another for another cause or time', () => {
    // Published test vector of FNV-1a, 32 bits: 0xe40c292c.
    expect(shortHash('a')).toBe((0xe40c292c).toString(36).slice(-6));
    expect(haltName(FIRST)).toMatch(/^[0-9a-z]{6}$/);
    const others = [FIRST, { ...FIRST, cause: 'three positions' }, { ...FIRST, sinceMs: NOON + 60_000 }];
    expect(new Set(others.map(haltName)).size).toBe(3);
    for (let k = 0; k < 2_000; k += 1) expect(shortHash(String(k))).toMatch(/^[0-9a-z]{6}$/);
  });

  it('the name of a halt is in its alert, as it is typed', () => {
    const { outbox } = halt(TICKING, FIRST.cause, FIRST.sinceMs);
    expect(outbox.alerts[0]?.todo).toContain(`{resume --accept ${haltName(FIRST)}}`);
  });
});

describe('a resume that accepts a halt', () => {
  it('a resume that accepts a halt ends the one that it names, and pauses', () => {
    const after = consume(PAUSED, [accepting('1', haltName(FIRST))], at('12:02'));
    expect([stands(after), obeyedIn(after), toldIn(after)]).toEqual([[undefined, false], ['1'], []]);
  });

  it('a resume that accepts a halt ends nothing where another one stands: no pause either', () => {
    const other = delivered(halt(PAUSED, 'margin changed', at('12:01:40')));
    const after = consume(other, [accepting('1', haltName(FIRST))], at('12:02'));
    expect([stands(after), obeyedIn(after)]).toEqual([['margin changed', true], []]);
    expect([after.consumedCommandIds, verdictOn('1', after)]).toEqual([['1'], 'other-halt']);
    expect(countUnobeyed(other, after)).toBe(1);
    const [{ happened, did, todo } = {}] = after.outbox.alerts;
    const name = haltName(other.ledger.halted!);
    expect([happened, did, todo]).toEqual([
      `A resume by owner accepts the halt ${haltName(FIRST)}. The bot is halted for something else: margin changed.`,
      'Nothing of it was obeyed: the bot stays as it was.',
      `Look at {status} and {ledger --last 20}. To accept that cause: {resume --accept ${name}}.`,
    ]);
  });

  it('a resume that accepts a halt ends nothing where the same cause has come again', () => {
    const accepted = ticked(HALTED, [accepting('1', haltName(FIRST))], at('12:02'));
    const again = delivered(halt(accepted, FIRST.cause, at('12:03')));
    const after = consume(again, [accepting('2', haltName(FIRST))], at('12:04'));
    expect([stands(after), verdictOn('2', after)]).toEqual([[FIRST.cause, false], 'other-halt']);
  });

  it('a resume that accepts a halt and does not name it ends pauses, accepts nothing, and its sender is told', () => {
    const after = consume(PAUSED, [accepting('1')], at('12:02'));
    expect([stands(after), obeyedIn(after)]).toEqual([[FIRST.cause, false], ['1']]);
    expect(toldIn(after)).toEqual([
      'A resume by owner accepts a halt and does not name it. The bot is halted: two positions.',
    ]);
    expect(after.outbox.alerts[0]?.did).toBe(
      'It has ended pauses, and accepts no halt: the bot stays halted.',
    );
  });

  it('a resume that accepts a halt is a plain one where the bot is not halted', () => {
    const paused = ticked(TICKING, [issued('pause', '0', at('12:00:10'))], at('12:01'));
    const after = consume(paused, [accepting('1', 'abc123')], at('12:02'));
    expect([stands(after), obeyedIn(after), toldIn(after)]).toEqual([[undefined, false], ['1'], []]);
  });

  it('a resume that accepts another halt is overruled by nothing, and told apart from those that are', () => {
    const pause = issued('pause', '2', at('12:01:40'));
    const after = consume(HALTED, [accepting('1', 'abc123'), pause], at('12:02'));
    expect([obeyedIn(after), verdictOn('1', after)]).toEqual([['2'], 'other-halt']);
    expect(toldIn(after)).toEqual([expect.stringContaining('accepts the halt abc123')]);
  });

  it('a resume that accepts a halt is not obeyed for it when the halt has ended and another stands', () => {
    const both = [accepting('1', haltName(FIRST)), accepting('2', 'abc123')];
    const after = consume(PAUSED, both, at('12:02'));
    // The second finds no halt, and has nothing to accept.
    expect([stands(after), obeyedIn(after)]).toEqual([
      [undefined, false],
      ['1', '2'],
    ]);
  });
});
