/**
 * Is a stop found that the bot drops, and of which nobody is told?
 */
import { expect, it } from 'vitest';
import { CommandRules } from './command-rules.ts';
import { commitOf, eyes, rowOf, START_MS, TABLE } from './doctored.ts';
import { commandItem } from './left-command.ts';
import { OlderRelease } from './older-release.ts';
import { readRow } from './recorded-items.ts';

const MINUTE_MS = 60_000;
const PAUSE = { kind: 'pause', issuedBy: 'operator', issuedAtMs: START_MS };

/** The next alert names whoever has left it. */
const toldOf = (happened: string) => ({
  outbox: { rows: [], alerts: [{ id: 'a1', atMs: START_MS, kind: 'operator-command', happened }] },
});
const TOLD = toldOf('A pause by operator is dated 12:00, 30 minutes behind the bot’s clock.');

function consuming(waiting: readonly string[] = []) {
  const { looking, found, pass } = eyes();
  const older = new OlderRelease(looking);
  const rules = new CommandRules({ ...looking, waiting: () => waiting }, older);
  const leave = (id: string, body: object = PAUSE) => rules.left(TABLE, commandItem(id, body));
  const consume = (ids: readonly string[], changes: object = {}, before: readonly string[] = []) =>
    rules.committed(
      commitOf({ ...changes, version: 2, consumedCommandIds: ids }, { consumedCommandIds: before }),
    );
  const obey = (id: string, table = TABLE) => {
    const command = { id, kind: 'pause', accept: false, issuedAtMs: START_MS };
    const read = readRow(rowOf(2, { kind: 'operator-command', command }));
    if ('problem' in read) throw new Error(read.problem);
    rules.row(read.value, table);
  };
  return { found, pass, leave, consume, obey, older };
}

it('a stop that is dropped is found where nobody is told', () => {
  const { found, leave, consume } = consuming();
  leave('c1');
  consume(['c1']);
  expect(found).toEqual(['stop-dropped-untold']);
});

it.each<[why: string, changes: object, body: object, expected: readonly string[]]>([
  ['mail names it', TOLD, PAUSE, []],
  ['mail names another kind', TOLD, { ...PAUSE, kind: 'flatten' }, ['stop-dropped-untold']],
  ['mail names another sender', TOLD, { ...PAUSE, issuedBy: 'oper' }, ['stop-dropped-untold']],
  ['its mail is counted', { alertLog: { heldBack: { 'operator-command': 1 } } }, PAUSE, []],
  ['other mail is counted', { alertLog: { heldBack: { paused: 1 } } }, PAUSE, ['stop-dropped-untold']],
  ['it is a resume', {}, { ...PAUSE, kind: 'resume' }, []],
])('a stop that is dropped where %s', (_why, changes, body, expected) => {
  const { found, leave, consume } = consuming();
  leave('c1', body);
  consume(['c1'], changes);
  expect(found).toEqual(expected);
});

it('a stop is not dropped that has a row, or that the commit before has consumed', () => {
  const { found, leave, consume, obey } = consuming();
  leave('c1');
  obey('c1');
  consume(['c1']);
  leave('c2');
  consume(['c2'], {}, ['c2']);
  expect(found).toEqual([]);
});

it('a stop that was obeyed in another table is dropped like any', () => {
  const { found, leave, consume, obey } = consuming();
  leave('c1');
  obey('c1', 'Left');
  consume(['c1']);
  expect(found).toEqual(['stop-dropped-untold']);
});

it('a second stop of the same sender is told of again after an hour', () => {
  const { found, pass, leave, consume } = consuming();
  for (const id of ['c1', 'c2', 'c3']) leave(id);
  consume(['c1'], TOLD);
  pass(60 * MINUTE_MS);
  consume(['c2']);
  expect(found).toEqual([]);
  pass(MINUTE_MS);
  consume(['c3']);
  expect(found).toEqual(['stop-dropped-untold']);
});

it('a stop that stands for a flood is told of with it', () => {
  const { found, leave, consume } = consuming(['1-flood-1']);
  leave('c1');
  consume(['c1']);
  expect(found).toEqual([]);
});

it('a stop whose sender was told of another one while a flood waited is not told of within the hour', () => {
  const waiting = ['1-flood-1'];
  const { found, pass, leave, consume } = consuming(waiting);
  for (const id of ['c1', 'c2', 'c3']) leave(id);
  consume(['c1'], TOLD);
  waiting.pop();
  pass(30 * MINUTE_MS);
  consume(['c2']);
  expect(found).toEqual([]);
  pass(31 * MINUTE_MS);
  consume(['c3']);
  expect(found).toEqual(['stop-dropped-untold']);
});

it('a stop that an older release has dropped may be told of by what it cannot write down', () => {
  const { found, pass, leave, consume, older } = consuming();
  for (const id of ['c1', 'c2']) leave(id);
  older.onHappening({ kind: 'release', atMs: 0, forMs: MINUTE_MS, release: 'older' });
  consume(['c1']);
  expect(found).toEqual([]);
  pass(60 * MINUTE_MS);
  consume(['c2']);
  expect(found).toEqual(['stop-dropped-untold']);
});
