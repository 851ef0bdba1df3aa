/**
 * Follows a command of the operator until a tick has obeyed it.
 *
 * - A flatten is followed until nothing is open.
 * - What cannot be read now is read again.
 * - Where no tick obeys it in three minutes, the reasons are looked for.
 */
import { isFlat } from '../../../../lambda/core/control/epoch.ts';
import { PATIENCE_MS, type OperatorCommand } from '../../../../lambda/core/ledger/operator-command.ts';
import { InputError } from '../../../input-error.ts';
import type { BotLocation } from '../../../local/bot-location.ts';
import type { BotSnapshot } from '../../../local/bot-snapshot.ts';
import { fateOf, type CommandFate, type Followed, type Unheard } from '../../reports/command-fate.ts';

const LOOK_EVERY_MS = { local: 250, remote: 2_000 };

export interface Waiting {
  readonly signal: AbortSignal;
  readonly nowMs: () => number;
  /** Ends early when the signal is aborted, and never throws. */
  readonly sleep: (durationMs: number) => Promise<unknown>;
}

export type Followable = Pick<BotLocation, 'isLocal' | 'withLedger' | 'whyUnheard'>;

type Look = { readonly snapshot: BotSnapshot; readonly fate: CommandFate } | { readonly problem: string };

export async function followCommand(
  command: OperatorCommand,
  location: Followable,
  { signal, nowMs, sleep }: Waiting,
): Promise<Followed> {
  const endMs = nowMs() + PATIENCE_MS;
  let firstVersion: number | undefined;
  let wasGone = false;
  for (;;) {
    const look = await lookAt(command, location);
    const isOver = signal.aborted || nowMs() >= endMs;
    // Item and commands are two reads: a tick between them leaves the command in neither, and the next look knows more.
    const isGone = !('problem' in look) && look.fate.kind === 'removed' && look.fate.why === undefined;
    const isFirstSeen = isGone && !wasGone && !isOver;
    wasGone = isGone;
    const found = 'problem' in look || isFirstSeen ? undefined : outcomeOf(command, look, isOver);
    if (found !== undefined) return found;
    if (signal.aborted) return { kind: 'left' };
    if (isOver) return { kind: 'unheard', unheard: await reasonsOf(command, location, look, firstVersion) };
    if ('snapshot' in look) firstVersion ??= look.snapshot.state.version;
    await sleep(location.isLocal ? LOOK_EVERY_MS.local : LOOK_EVERY_MS.remote);
  }
}

async function lookAt(command: OperatorCommand, location: Followable): Promise<Look> {
  try {
    return await location.withLedger(async (snapshot, store) => ({
      snapshot,
      fate: await fateOf(command, snapshot, store),
    }));
  } catch (error) {
    if (error instanceof InputError) return { problem: error.message };
    throw error;
  }
}

/** `undefined` while it is to be waited for. */
function outcomeOf(
  { kind }: OperatorCommand,
  { snapshot, fate }: Exclude<Look, { readonly problem: string }>,
  isOver: boolean,
): Followed | undefined {
  const { state, run, isRunning } = snapshot;
  if (fate.kind === 'removed') return { ...fate, snapshot };
  if (fate.kind === 'obeyed') {
    const isDone = kind !== 'flatten' || isFlat(state);
    return isDone || isOver || !isRunning ? { ...fate, snapshot, isDone } : undefined;
  }
  return isRunning ? undefined : { kind: 'no-run', isFinished: run?.finished === true };
}

async function reasonsOf(
  { issuedAtMs }: OperatorCommand,
  location: Followable,
  look: Look,
  firstVersion: number | undefined,
): Promise<Unheard> {
  const causes = await location.whyUnheard(issuedAtMs);
  if ('problem' in look) return { hasTicked: false, causes: [look.problem, ...causes] };
  const { snapshot } = look;
  const hasTicked = firstVersion !== undefined && snapshot.state.version > firstVersion;
  return { snapshot, hasTicked, causes };
}
