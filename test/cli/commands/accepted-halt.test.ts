/**
 * Does `resume --accept` accept only a halt that its operator has named or seen?
 */
import { describe, expect, it } from 'vitest';
import { haltNamed, haltToAccept } from '../../../infra/cli/commands/operate/accepted-halt.ts';
import { InputError } from '../../../infra/input-error.ts';
import { haltName } from '../../../lambda/core/control/halt.ts';
import { NOON } from '../../harness/builders.ts';
import { kept } from '../screens/kept-bot.ts';

const CAUSE = 'two positions';
const NAME = haltName({ cause: CAUSE, sinceMs: NOON });
const HALTED = kept([{ kind: 'halted', atMs: NOON, cause: CAUSE }]);

const at = (snapshot: ReturnType<typeof kept> | undefined, botId = 'paper') => ({
  botId,
  find: () => Promise.resolve(snapshot),
});

describe('the halt that is accepted', () => {
  it('the halt that is accepted is shown with its cause and time, and accepted by a yes alone', async () => {
    const asked: string[] = [];
    const answering = (answer: boolean) => (question: string) => {
      asked.push(question);
      return Promise.resolve(answer);
    };
    expect(await haltToAccept(at(HALTED), answering(true))).toEqual({ halt: NAME });
    expect(await haltToAccept(at(HALTED), answering(false))).toBe('not accepted');
    const question = 'Bot paper is halted since 2026-01-05 12:00 UTC: two positions. Accept that?';
    expect(asked).toEqual([question, question]);
  });

  it('the halt that is accepted must be named where nobody can be asked, and its name is told', async () => {
    const refused = haltToAccept(at(HALTED), undefined);
    await expect(refused).rejects.toThrow(InputError);
    await expect(refused).rejects.toThrow(
      `bot paper is halted since 2026-01-05 12:00 UTC: two positions. To accept that where no terminal can ask: ./scalper resume --accept ${NAME} --bot paper`,
    );
  });

  it.each([
    ['is not halted', kept([])],
    ['has no item yet', undefined],
  ])('the halt that is accepted is none where the bot %s, and nobody is asked', async (_, snapshot) => {
    const never = () => Promise.reject(new Error('asked'));
    expect(await haltToAccept(at(snapshot), never)).toBe('none');
    expect(await haltToAccept(at(snapshot), undefined)).toBe('none');
  });

  it.each([
    ['k3f9ab', 'k3f9ab'],
    ['K3F9AB', 'k3f9ab'],
  ])('the halt that is accepted is named as it is typed: %s', (typed, name) => {
    expect(haltNamed(typed)).toBe(name);
  });

  it.each(['', 'k3f9a', 'k3f9abc', 'k3f-ab', 'paper', '{status', 'k3f9ab\n'])(
    'the halt that is accepted has no other name: %j',
    (typed) => {
      expect(() => haltNamed(typed)).toThrow('A halt has a name of six letters and digits: status shows it.');
    },
  );
});
