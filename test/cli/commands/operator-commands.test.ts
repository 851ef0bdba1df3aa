/**
 * Is a command of the operator distinguished from any other, in its order, and is a flatten confirmed by a person only?
 */
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { ownCommand } from '../../../infra/cli/commands/operate/operator-commands.ts';
import { confirmed } from '../../../infra/cli/terminal/confirmed.ts';
import { commandReport, type Followed } from '../../../infra/cli/reports/command-fate.ts';
import {
  clockWords,
  followedScreen,
  leftScreen,
  type Bearing,
} from '../../../infra/cli/screens/operator-command-screen.ts';
import type { Unobeyed } from '../../../lambda/core/ledger/command-memory.ts';
import { haltName } from '../../../lambda/core/control/halt.ts';
import { NOON } from '../../harness/builders.ts';
import { OPENED, commandOf, kept, section } from '../screens/kept-bot.ts';

const ISSUED = { why: '', nowMs: NOON };
const HALTED = { halted: { cause: 'two positions', sinceMs: NOON } };
const NAME = haltName(HALTED.halted);

describe('a command', () => {
  it('a command has an id that sorts by its time, and that no other has', () => {
    const ids = Array.from({ length: 20 }, (_, k) => ownCommand('pause', { ...ISSUED, nowMs: NOON + k }).id);
    expect(ids.toSorted()).toEqual(ids);
    expect(ownCommand('pause', ISSUED).id).not.toBe(ownCommand('pause', ISSUED).id);
    expect(ids[0]).toMatch(/^2026-01-05T12:00:00\.000Z-[0-9a-f]{8}$/);
  });

  it('a command says who, when and why', () => {
    const command = ownCommand('resume', { why: 'looked', halt: NAME, nowMs: NOON });
    const accepting = { kind: 'resume', accept: true, halt: NAME, issuedAtMs: NOON, why: 'looked' };
    expect(command).toMatchObject(accepting);
    const { accept, ...plain } = ownCommand('resume', ISSUED);
    expect(accept).toBe(false);
    expect(plain).not.toHaveProperty('halt');
    expect(command.issuedBy).not.toBe('');
  });

  it('a command is said to be left for the next tick, with what it then does, and nothing as done', () => {
    const command = { ...ownCommand('pause', { ...ISSUED, why: 'lunch' }), id: '1', issuedBy: 'ada' };
    expect(leftScreen(command, { botId: 'bot', isRunning: false })).toEqual([
      'Left for the next tick of bot bot: pause, by ada: lunch',
      '  1',
      'Nothing is done yet. The next tick obeys it: `./scalper start` or `./scalper tick`, with the options of the interrupted run.',
      'From then on the bot opens nothing until `./scalper resume --bot bot`; open positions stay managed.',
    ]);
  });

  it('a command is said to be left where perhaps nobody reads it, instead of being obeyed', () => {
    const left = { botId: 'papre', isRunning: true, doubt: 'No tick may ever read it: …' };
    const lines = leftScreen(ownCommand('flatten', ISSUED), left);
    expect(lines.slice(2)).toEqual(['Nothing is done yet. No tick may ever read it: …']);
  });

  it.each<[halt: string | undefined, bearing: Bearing, words: string]>([
    [
      undefined,
      HALTED,
      `The bot stays halted: two positions. To accept that: ./scalper resume --accept ${NAME} --bot bot`,
    ],
    [NAME, HALTED, 'The halt then ends too: two positions'],
    [
      'abc123',
      HALTED,
      `The bot is halted for something else, and will obey nothing of it: two positions. To accept that: ./scalper resume --accept ${NAME} --bot bot`,
    ],
    [NAME, { halted: undefined }, 'The bot is not halted: there is nothing to accept.'],
    [undefined, { halted: undefined }, 'It then ends a pause, a streak pause too, and a flatten.'],
    [NAME, { unknown: 'the item is damaged' }, 'Whether it is halted is unknown: the item is damaged'],
  ])('a command to resume, accepting %s, says what becomes of a halt', (halt, bearing, words) => {
    const command = ownCommand('resume', { ...ISSUED, ...(halt !== undefined && { halt }) });
    expect(leftScreen(command, { botId: 'bot', isRunning: true, bearing }).at(-1)).toBe(words);
  });
});

describe('what became of a command', () => {
  const [pause, flatten, resume] = [commandOf('pause'), commandOf('flatten'), commandOf('resume')];
  const became = (command: typeof pause, followed: Followed, botId = 'bot') =>
    followedScreen(command, followed, botId, 100);

  it('what became of a command is told as the status tells it: what denies entries, and what is open', () => {
    const paused = kept([OPENED, { kind: 'operator-command', atMs: NOON, command: pause }]);
    const lines = became(pause, { kind: 'obeyed', atMs: NOON, snapshot: paused, isDone: true });
    expect(lines[0]).toBe('Obeyed at 2026-01-05 12:00 UTC.');
    expect(section(lines.join('\n'), 'state')[0]).toBe('OPERATOR PAUSE since 2026-01-05 12:00');
    expect(lines.at(-4)).toMatch(/^ +open +BTC +long /);
    expect(lines.at(-3)).toMatch(/^ +worth unknown: no price was seen$/);
    const free = became(resume, { kind: 'obeyed', atMs: NOON, snapshot: kept([]), isDone: true });
    expect(free.slice(1)).toEqual(['  state         trading: entries are allowed', '  open          none']);
  });

  it('what became of a command to flatten is not that everything is closed while something is open', () => {
    const open = kept([OPENED, { kind: 'operator-command', atMs: NOON, command: flatten }]);
    const [said, ...rest] = became(flatten, { kind: 'obeyed', atMs: NOON, snapshot: open, isDone: false });
    expect(said).toBe(
      'Obeyed at 2026-01-05 12:00 UTC, and not everything is closed yet: each tick tries again.',
    );
    expect(rest.at(-5)).toMatch(/^ +open +BTC +long /);
    expect(rest.at(-4)).toMatch(/^ +worth unknown: no price was seen$/);
    expect(rest.at(-1)).toBe('To see what becomes of it: `./scalper tail --bot bot`');
  });

  it('what became of a command that is gone is that it was not obeyed, and what has overruled it', () => {
    const snapshot = kept([{ kind: 'operator-command', atMs: NOON, command: pause }]);
    expect(became(resume, { kind: 'removed', snapshot }).slice(0, 2)).toEqual([
      'Not obeyed: it was removed without a row: a stricter command came with it, and overrules it.',
      '  state         OPERATOR PAUSE since 2026-01-05 12:00',
    ]);
    expect(became(pause, { kind: 'removed', snapshot })[0]).toBe('Not obeyed: it was removed without a row.');
  });

  it.each<[why: Unobeyed, words: string, todo: string | undefined]>([
    [
      'late',
      'it is dated 2026-01-05 11:58 UTC, and the bot had read before what was left by then: it counts as an old one.',
      'To leave it anew: `./scalper resume --bot bot`. Whether the clock here is right: `./scalper doctor --bot bot`',
    ],
    [
      'ahead',
      "it is dated 2026-01-05 11:58 UTC, ahead of the bot's clock.",
      'To leave it anew: `./scalper resume --bot bot`. Whether the clock here is right: `./scalper doctor --bot bot`',
    ],
    [
      'other-halt',
      'it accepts the halt abc123, and the bot was halted for something else. Nothing of it is done.',
      undefined,
    ],
    [
      'overruled',
      'it was removed without a row: a stricter command came with it, and overrules it.',
      undefined,
    ],
  ])('what became of a command that was dropped is why: %s', (why, words, todo) => {
    const followed: Followed = { kind: 'removed', why, snapshot: kept([]) };
    const lines = became({ ...resume, accept: true, halt: 'abc123' }, followed);
    expect(lines[0]).toBe(`Not obeyed: ${words}`);
    expect(lines.slice(3)).toEqual(todo === undefined ? [] : [todo]);
    expect(commandReport(resume, followed)).toEqual({ ...resume, outcome: 'removed', unobeyed: why });
  });

  it.each([
    [
      61 * 60_000,
      'The clock of this machine is 61 min behind that of AWS: the command is dated by that one.',
    ],
    [-60_000, 'The clock of this machine is 1 min ahead of that of AWS: the command is dated by that one.'],
  ])('a wrong clock of this machine is told: %d', (aheadMs, words) => {
    expect(clockWords(aheadMs)).toBe(words);
  });

  it('what became of a command that no tick has obeyed is why, and what to do', () => {
    const causes = ['Its rule is disabled.'];
    const unheard = { snapshot: kept([]), hasTicked: false, causes };
    expect(became(flatten, { kind: 'unheard', unheard })).toEqual([
      'Not obeyed: no tick has in 3 minutes. It stays left for the next one.',
      '  No tick has been committed since: the last one is of 2026-01-05 12:02 UTC.',
      '  Its rule is disabled.',
      'To check everything: `./scalper doctor --bot bot`',
    ]);
    const full = { ...unheard, hasTicked: true };
    expect(became(flatten, { kind: 'unheard', unheard: full })[1]).toBe(
      "  Ticks come, and leave it: the bot's item has no room for its row, because 0 others wait to be delivered.",
    );
    const unknown = became(flatten, { kind: 'unheard', unheard: { hasTicked: false, causes } });
    expect(unknown[1]).toBe('  Its rule is disabled.');
  });

  it('what became of a flatten of real money that no tick has obeyed names the way without the bot', () => {
    const live = kept([], { account: undefined });
    const unheard = { snapshot: live, hasTicked: false, causes: [] };
    const direct =
      'To close everything at the exchange, without the bot: `./scalper flatten --direct --bot bot`';
    expect(became(flatten, { kind: 'unheard', unheard })).toContain(direct);
    expect(became(pause, { kind: 'unheard', unheard })).not.toContain(direct);
  });

  it.each<[followed: Followed, words: string]>([
    [{ kind: 'left' }, 'Not obeyed yet: it stays left for the next tick.'],
    [
      { kind: 'no-run', isFinished: true },
      'Not obeyed: the run has finished, and the next start begins anew.',
    ],
    [
      { kind: 'no-run', isFinished: false },
      'Not obeyed yet: no run is going on. The next tick obeys it: `./scalper start` or `./scalper tick`, with the options of the interrupted run.',
    ],
  ])('what became of a command that nobody waits for any more is said, too: %j', (followed, words) => {
    expect(became(pause, followed, 'local')).toEqual([words]);
  });
});

describe('the question before a flatten', () => {
  it.each([
    ['y\n', true],
    ['YES\n', true],
    [' yes \n', true],
    ['\n', false],
    ['n\n', false],
    ['yeah\n', false],
    ['', false],
    ['y', false],
  ])('the question before a flatten is answered by %j: %s', async (typed, expected) => {
    const [input, output] = [new PassThrough(), new PassThrough()];
    input.end(typed);
    expect(await confirmed('Close?', input, output)).toBe(expected);
    expect(String(output.read())).toContain('Close? [y/N] ');
  });
});
