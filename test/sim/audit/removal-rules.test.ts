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
function flooded(waiting = [nameOf(0), nameOf(1)]) {
  const { looking, found, pass } = eyes();
  const older = new OlderRelease(looking);
  const rules = new RemovalRules({
    ...looking,
    older,
    botId: BOT,
    waitingCommands: () => waiting,
  });
  const stateWith = (changes: object) => {
    const read = readState(stateItem(stateOf({ ...changes })));
    if ('problem' in read) throw new Error(read.problem);
    return read.value;
  };
  const consume = (...ids: readonly string[]) =>
    rules.committed(TABLE, stateWith({ consumedCommandIds: ids }));
  const restore = () => rules.copied(TABLE, stateWith({ consumedCommandIds: [] }));
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
  return { found, pass, consume, restore, remove, deploy };
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

  it.each<[name: string, removed: readonly string[], broken: readonly string[]]>([
    ['has gone with one that was left once more', [], []],
    ['is lost where the other was consumed before the flood came', ['c1'], ['command-lost']],
  ])('%s', (_name, meanwhile, broken) => {
    const waiting = ['c1'];
    const { found, consume, remove } = flooded(waiting);
    consume('c1');
    consume(...meanwhile);
    waiting.push(nameOf(0), nameOf(1));
    consume('c1');
    remove(nameOf(1), RESUME);
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

  it.each<[minutes: number, ticksBefore: number, broken: readonly string[]]>([
    [11, 0, []],
    [9, 0, ['command-lost']],
    [11, 1, ['command-lost']],
  ])(
    'to pause was too late where a restored table ticked first %d minutes after it was left, and not %d before',
    (minutes, ticksBefore, broken) => {
      const { found, pass, consume, restore, remove } = flooded();
      restore();
      for (let k = 0; k < ticksBefore; k += 1) consume();
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

describe('a command beyond the twenty that a tick takes', () => {
  it.each<[name: string, body: object, state: object, taken: number, broken: readonly string[]]>([
    ['to resume is overruled', RESUME, STOPPED, 20, []],
    ['to resume is not, where no stop was taken', RESUME, {}, 20, ['command-lost']],
    ['to resume is not, where fewer were taken', RESUME, STOPPED, 19, ['command-lost']],
    ['to pause is not', PAUSE, STOPPED, 20, ['command-lost']],
  ])('%s', (_name, body, state, taken, broken) => {
    const ids = Array.from({ length: 22 }, (_, k) => `c${k}`);
    const { found, consume, remove } = flooded(ids);
    consume(...ids.slice(0, taken));
    remove('c21', body, state);
    expect(found).toEqual(broken);
  });

  it('is lost where it was not there yet', () => {
    const ids = Array.from({ length: 22 }, (_, k) => `c${k}`);
    const { found, consume, remove } = flooded(ids);
    consume(...ids.slice(0, 20));
    remove('c22', RESUME, STOPPED);
    expect(found).toEqual(['command-lost']);
  });
});
