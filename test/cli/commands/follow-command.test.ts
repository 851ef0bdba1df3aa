/**
 * Is a command followed until a tick has obeyed it, and are the reasons told where none does?
 *
 * The bot ticks on recorded candles, or its item is put there; three minutes pass as fast as the test wants.
 */
import { describe, expect, it } from 'vitest';
import { followCommand } from '../../../infra/cli/commands/operate/follow-command.ts';
import { commandReport, type Followed } from '../../../infra/cli/reports/command-fate.ts';
import { InputError } from '../../../infra/input-error.ts';
import type { RunSummary } from '../../../infra/local/bot-snapshot.ts';
import { MemoryLedger } from '../../../lambda/adapters/memory-ledger.ts';
import { recordEvent, type BotState } from '../../../lambda/core/bot-state.ts';
import { COMMANDS_AT_ONCE, PATIENCE_MS } from '../../../lambda/core/ledger/operator-command.ts';
import { MINUTE_MS } from '../../../lambda/core/units.ts';
import { NOON, at, botState, candles, entryOrder, position } from '../../harness/builders.ts';
import { paperBot } from '../../harness/paper-bot.ts';
import { BOT_ID, commandOf, stateAt } from '../../harness/stored-bot.ts';

const PAUSE = commandOf('1-pause');
const FLATTEN = commandOf('1-flatten', { kind: 'flatten' });
const RESUME = commandOf('1-resume', { kind: 'resume' });

interface Place {
  readonly store?: MemoryLedger;
  /** Of a local run. */
  readonly run?: RunSummary;
  readonly isRunning?: boolean;
  /** Why it cannot be read, at that look. */
  readonly problemAt?: (look: number) => string | undefined;
}

/** Follows a command at a bot; `meanwhile` happens between two looks, each half a minute apart. */
async function follow(
  command: typeof PAUSE,
  { store = new MemoryLedger(), run, isRunning = true, problemAt = () => undefined }: Place,
  meanwhile: (look: number, stop: () => void) => unknown = () => {},
): Promise<Followed> {
  await store.issue(BOT_ID, command);
  const controller = new AbortController();
  let [looks, nowMs] = [0, 0];
  return followCommand(
    command,
    {
      isLocal: run !== undefined,
      withLedger: async (use) => {
        looks += 1;
        const problem = problemAt(looks);
        if (problem !== undefined) throw new InputError(problem);
        const { state, commands } = await store.load(BOT_ID);
        if (state === undefined) throw new InputError('no ledger yet');
        return use({ state, commands, run, isRunning }, store);
      },
      whyUnheard: (sinceMs) => Promise.resolve([`Nothing since ${sinceMs - NOON}.`]),
    },
    {
      signal: controller.signal,
      nowMs: () => nowMs,
      sleep: async () => {
        nowMs += MINUTE_MS / 2;
        await meanwhile(looks, () => controller.abort());
      },
    },
  );
}

/** A store with that item. */
async function holding(state: BotState): Promise<MemoryLedger> {
  const store = new MemoryLedger();
  await store.commit(stateAt(1), 0);
  await store.commit({ ...state, version: 2 }, 1);
  return store;
}

const opened = (state: BotState) =>
  recordEvent(state, {
    kind: 'opened',
    atMs: NOON,
    position: position(),
    decision: entryOrder().decision,
    fills: [],
  });

const obeyed = (state: BotState, command = PAUSE) =>
  recordEvent(
    { ...state, consumedCommandIds: [command.id] },
    { kind: 'operator-command', atMs: NOON, command },
  );

const RUN = {
  market: 'synthetic',
  symbols: ['BTC'],
  seed: 1,
  id: undefined,
  startedMs: undefined,
  parameters: undefined,
};

describe('a command that is followed', () => {
  it('a command that is followed is obeyed when the tick that obeys it has committed, and not before', async () => {
    const quiet = candles(
      Array.from({ length: 30 }, (_, k) => `12:${String(k).padStart(2, '0')} 100 100 100 100 10`).join('\n'),
    );
    const { market, store, tick } = paperBot([{ symbol: 'BTC', candles: quiet }]);
    market.advance();
    await tick();
    const ticks: number[] = [];
    const followed = await follow(PAUSE, { store }, async (look) => {
      if (look < 3) return;
      market.advance();
      ticks.push((await tick()).tickMs);
    });
    expect(ticks).toHaveLength(1);
    expect(followed).toMatchObject({
      kind: 'obeyed',
      atMs: ticks[0],
      isDone: true,
      snapshot: { state: { ledger: { operatorPausedSinceMs: ticks[0] } } },
    });
    expect(commandReport(PAUSE, followed)).toEqual({ ...PAUSE, outcome: 'obeyed', obeyedAtMs: ticks[0] });
  });

  it('a command that is followed is obeyed although its row is delivered, and the next tick has forgotten it', async () => {
    const store = await holding(stateAt(1));
    const state = obeyed(stateAt(1));
    await store.append(BOT_ID, state.outbox.rows);
    const followed = await follow(PAUSE, { store }, async () => {
      const forgotten = { consumedCommandIds: [], outbox: { rows: [], alerts: [] } };
      await store.commit({ ...state, ...forgotten, version: 3 }, 2);
      await store.discard(BOT_ID, [PAUSE.id]);
    });
    expect(followed).toMatchObject({ kind: 'obeyed', atMs: NOON });
  });

  it('a command that is followed to flatten is done when nothing is open', async () => {
    const open = obeyed(opened(stateAt(1)), FLATTEN);
    const store = await holding(open);
    const closed = { ...open, version: 3, ledger: { ...open.ledger, positions: [] } };
    const followed = await follow(FLATTEN, { store }, (look) =>
      look === 2 ? store.commit(closed, 2) : undefined,
    );
    expect(followed).toMatchObject({ kind: 'obeyed', isDone: true });
    const late = await follow(FLATTEN, { store: await holding(open) });
    expect(late).toMatchObject({ kind: 'obeyed', isDone: false });
    expect(commandReport(FLATTEN, late)).toMatchObject({ outcome: 'not-flat', obeyedAtMs: NOON });
  });

  it.each([
    ['consumed without a row', [RESUME.id]],
    ['gone', []],
  ])('a command that is followed and %s is removed', async (_, consumedCommandIds) => {
    const store = await holding({ ...stateAt(1), consumedCommandIds });
    const followed = await follow(RESUME, { store }, () => store.discard(BOT_ID, [RESUME.id]));
    expect(followed).toMatchObject({ kind: 'removed' });
  });

  it('a command that is followed and in neither of two reads, because a tick came between them, is looked for again', async () => {
    const store = await holding(stateAt(1));
    const load = store.load.bind(store);
    let looks = 0;
    // The item of before the tick, and the commands of after it.
    store.load = async (botId) => {
      looks += 1;
      const loaded = await load(botId);
      return looks === 1 ? { ...loaded, commands: [] } : loaded;
    };
    const followed = await follow(PAUSE, { store }, async (look) => {
      if (look === 1) await store.commit({ ...obeyed(stateAt(1)), version: 3 }, 2);
    });
    expect(followed).toMatchObject({ kind: 'obeyed' });
  });

  it('a command that is followed and dropped by a tick is removed, and says why', async () => {
    const quiet = candles('12:00 100 100 100 100 10\n12:01 100 100 100 100 10\n12:02 100 100 100 100 10');
    const bot = paperBot([{ symbol: 'BTC', candles: quiet }]);
    const ports = { ...bot.ports, clock: { nowMs: () => bot.market.nowMs() } };
    bot.market.advance();
    await bot.tick({ ports });
    const old = commandOf('2001-resume', { kind: 'resume', issuedAtMs: NOON - 3_600_000 });
    const followed = await follow(old, { store: bot.store }, async () => {
      bot.market.advance();
      await bot.tick({ ports });
    });
    expect(followed).toMatchObject({ kind: 'removed', why: 'late' });
  });

  it('a command that is followed may still wait where so many do that only some are told of', async () => {
    const store = await holding(stateAt(1));
    for (let k = 0; k < COMMANDS_AT_ONCE; k += 1) {
      await store.issue(BOT_ID, commandOf(`0-${String(k).padStart(2, '0')}`, { kind: 'resume' }));
    }
    expect(await follow(RESUME, { store })).toMatchObject({ kind: 'unheard' });
  });

  it('a command that is followed for three minutes in vain has its reasons told', async () => {
    const store = await holding(stateAt(1));
    let looks = 0;
    const followed = await follow(PAUSE, { store }, () => (looks += 1));
    expect(looks).toBe(PATIENCE_MS / (MINUTE_MS / 2));
    expect(followed).toMatchObject({
      kind: 'unheard',
      unheard: { hasTicked: false, causes: [`Nothing since ${PAUSE.issuedAtMs - NOON}.`] },
    });
    const full = await holding(stateAt(1));
    const ticked = await follow(PAUSE, { store: full }, async (look) => {
      if (look === 1) await full.commit({ ...stateAt(1), version: 3 }, 2);
    });
    expect(ticked).toMatchObject({ kind: 'unheard', unheard: { hasTicked: true } });
  });

  it('a command that is followed is looked for again after what could not be read, which else is a reason', async () => {
    const store = await holding(obeyed(stateAt(1)));
    const once = { store, problemAt: (look: number) => (look === 1 ? 'no network' : undefined) };
    expect(await follow(PAUSE, once)).toMatchObject({ kind: 'obeyed' });
    const ever = await follow(PAUSE, { problemAt: () => 'the item is damaged' });
    expect(ever).toEqual({
      kind: 'unheard',
      unheard: { hasTicked: false, causes: ['the item is damaged', 'Nothing since 0.'] },
    });
    expect(commandReport(PAUSE, ever)).toMatchObject({
      outcome: 'unheard',
      causes: ['the item is damaged', expect.any(String)],
    });
  });

  it('a command that is followed is left to the next tick on Ctrl-C', async () => {
    const followed = await follow(PAUSE, { store: await holding(stateAt(1)) }, (_, stop) => stop());
    expect(followed).toEqual({ kind: 'left' });
    expect(commandReport(PAUSE, followed)).toEqual({ ...PAUSE, outcome: 'left' });
  });

  it.each([true, false])(
    'a command that is followed where no run is going on is not waited for (finished: %s)',
    async (finished) => {
      const store = await holding(botState({ botId: BOT_ID, tickMs: at('11:59') }));
      const followed = await follow(PAUSE, { store, run: { ...RUN, finished }, isRunning: false });
      expect(followed).toEqual({ kind: 'no-run', isFinished: finished });
    },
  );
});
