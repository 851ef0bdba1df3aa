/**
 * Is a command found that was removed, and that nobody has obeyed?
 */
import { describe, expect, it } from 'vitest';
import type { OtherRelease } from '../world/other-release.ts';
import { eyes, ledgerOf, START_MS, stateItem, stateOf, TABLE } from './doctored.ts';
import { OlderRelease } from './older-release.ts';
import { RemovalRules } from './removal-rules.ts';
import { readState } from './recorded-items.ts';

const MINUTE_MS = 60_000;
const BOT = 'sim';

const nameOf = (k: number) => `2025-01-06-flood-00000${k}`;

/** A table in which two of a flood lie, of which commits may consume any. */
function flooded() {
  const { looking, found, pass } = eyes();
  const older = new OlderRelease(looking);
  const rules = new RemovalRules({
    ...looking,
    older,
    botId: BOT,
    waitingCommands: () => [nameOf(0), nameOf(1)],
  });
  const stateWith = (changes: object) => {
    const read = readState(stateItem(stateOf({ ...changes })));
    if ('problem' in read) throw new Error(read.problem);
    return read.value;
  };
  const consume = (id: string) => rules.committed(TABLE, stateWith({ consumedCommandIds: [id] }));
  const remove = (id: string, body: object | string, changes: object = {}) => {
    const item = {
      pk: { S: `commands#${BOT}` },
      sk: { S: id },
      body: { S: typeof body === 'string' ? body : JSON.stringify(body) },
    };
    rules.deleted(TABLE, item, stateWith(changes));
  };
  const deploy = (release: OtherRelease, minutes: number) =>
    older.onHappening({ kind: 'release', atMs: 0, forMs: minutes * MINUTE_MS, release });
  return { found, pass, consume, remove, deploy };
}

const PAUSE = { kind: 'pause', issuedAtMs: START_MS };
const RESUME = { kind: 'resume', issuedAtMs: START_MS };
const STOPPED = { ledger: ledgerOf({ operatorPausedSinceMs: START_MS }) };

describe('a command of a flood', () => {
  it('is lost where nothing was consumed that could stand for it', () => {
    const { found, remove } = flooded();
    remove(nameOf(1), RESUME);
    expect(found).toEqual(['command-lost']);
  });

  it.each<[name: string, body: object | string, state: object, broken: readonly string[]]>([
    ['to resume', RESUME, {}, []],
    ['to pause', PAUSE, {}, ['command-lost']],
    ['to pause where the bot is stopped', PAUSE, STOPPED, []],
    ['that nobody can read', 'xxx', {}, ['command-lost']],
  ])('%s has gone with one that somebody meant and that was consumed', (_name, body, state, broken) => {
    const { found, consume, remove } = flooded();
    consume('c1');
    remove('c1', PAUSE);
    remove(nameOf(1), body, state);
    expect(found).toEqual(broken);
  });

  it.each<[minutes: number, release: OtherRelease, broken: readonly string[]]>([
    [11, 'older', []],
    [9, 'older', ['command-lost']],
    [11, 'newer', ['command-lost']],
  ])(
    'to pause was too late %d minutes after it was left, where the %s release ticked',
    (minutes, release, broken) => {
      const { found, pass, consume, remove, deploy } = flooded();
      deploy(release, 30);
      pass(minutes * MINUTE_MS);
      consume('c1');
      remove(nameOf(1), PAUSE);
      expect(found).toEqual(broken);
    },
  );

  it('to pause is waited for when the older release has gone before it was late', () => {
    const { found, pass, consume, remove, deploy } = flooded();
    deploy('older', 8);
    pass(60 * MINUTE_MS);
    consume('c1');
    remove(nameOf(1), PAUSE);
    expect(found).toEqual(['command-lost']);
  });
});
