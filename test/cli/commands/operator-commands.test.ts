/**
 * Is a command of the operator distinguished from any other, in its order, and is a flatten confirmed by a person only?
 */
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { confirmed, newCommand } from '../../../infra/cli/commands/operate/operator-commands.ts';
import { controlScreen, type Bearing } from '../../../infra/cli/screens/operator-command-screen.ts';
import { NOON } from '../../harness/builders.ts';

const ISSUED = { why: '', accept: false, nowMs: NOON };
const HALTED = { halted: { cause: 'two positions', sinceMs: NOON } };

describe('a command', () => {
  it('a command has an id that sorts by its time, and that no other has', () => {
    const ids = Array.from({ length: 20 }, (_, k) => newCommand('pause', { ...ISSUED, nowMs: NOON + k }).id);
    expect(ids.toSorted()).toEqual(ids);
    expect(newCommand('pause', ISSUED).id).not.toBe(newCommand('pause', ISSUED).id);
    expect(ids[0]).toMatch(/^2026-01-05T12:00:00\.000Z-[0-9a-f]{8}$/);
  });

  it('a command says who, when and why', () => {
    const command = newCommand('resume', { why: 'looked', accept: true, nowMs: NOON });
    expect(command).toMatchObject({ kind: 'resume', accept: true, issuedAtMs: NOON, why: 'looked' });
    expect(command.issuedBy).not.toBe('');
  });

  it('a command is repeated with what it does, and when', () => {
    const command = { ...newCommand('pause', { ...ISSUED, why: 'lunch' }), id: '1', issuedBy: 'ada' };
    expect(controlScreen(command, { botId: 'bot', isRunning: false }).split('\n')).toEqual([
      'Written for bot bot: pause, by ada: lunch',
      '  1',
      'The next tick reads it: `npx scalper start` or `npx scalper tick`, with the options of the interrupted run.',
      'From then on the bot opens nothing until `npx scalper resume --bot bot`; open positions stay managed.',
    ]);
  });

  it('a command says that perhaps nobody reads it', () => {
    const written = { botId: 'papre', isRunning: true, doubt: 'No tick may ever read it: …' };
    expect(controlScreen(newCommand('flatten', ISSUED), written)).toContain(
      '\nNo tick may ever read it: …\n',
    );
  });

  it.each<[accept: boolean, bearing: Bearing, words: string]>([
    [
      false,
      HALTED,
      'The bot stays halted: two positions. To accept that: npx scalper resume --accept --bot bot',
    ],
    [true, HALTED, 'The halt ends too: two positions'],
    [true, { halted: undefined }, 'The bot is not halted: there is nothing to accept.'],
    [false, { halted: undefined }, 'It ends a pause, a streak pause too, and a flatten.'],
    [true, { unknown: 'the item is damaged' }, 'Whether it is halted is unknown: the item is damaged'],
  ])('a command to resume, accepting %s, says what becomes of a halt', (accept, bearing, words) => {
    expect(
      controlScreen(newCommand('resume', { ...ISSUED, accept }), { botId: 'bot', isRunning: true, bearing })
        .split('\n')
        .at(-1),
    ).toBe(words);
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
