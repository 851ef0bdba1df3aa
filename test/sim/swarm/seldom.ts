/**
 * What happens in few worlds, whatever their temper.
 */
import type { CommandKind } from '../../../lambda/core/ledger/operator-command.ts';
import { MINUTE_MS, SECOND_MS } from '../../../lambda/core/units.ts';
import type { Chance } from '../world/random-streams.ts';
import { at, windowOf, type Span } from './drawing.ts';
import type { Happening } from './happening.ts';

const COMMANDS: readonly [CommandKind, ...CommandKind[]] = ['pause', 'resume', 'flatten'];

/** A command that is left again, so long after it at most. */
const AGAIN_MS = 20 * MINUTE_MS;

/**
 * What happens in few worlds: commands left twice, or waiting when a backup is made, keys replaced, a day limit lowered to what
 * is lost already. Drawn by a stream of its own, so that everything else stays as its seed has drawn it.
 */
export function withSeldom(drawn: readonly Happening[], chance: Chance, span: Span): readonly Happening[] {
  if (drawn.length === 0) return drawn;
  const [isLeftAgain, waitsInBackup, replacesKeys, lowersLimit] = [0.4, 0.2, 0.08, 0.08].map((probability) =>
    chance.happens(probability),
  );
  const again = drawn.map((happening): Happening => {
    if (isLeftAgain !== true || happening.kind !== 'command' || !chance.happens(0.7)) return happening;
    return { ...happening, againMs: chance.integer(SECOND_MS, AGAIN_MS) };
  });
  const seldom: Happening[] = [];
  for (const happening of waitsInBackup === true ? drawn : []) {
    if (happening.kind !== 'restored') continue;
    const backupMs = happening.atMs - happening.agoMs;
    const atMs = Math.max(0, backupMs - chance.integer(1, 40) * SECOND_MS);
    seldom.push({ kind: 'command', atMs, command: chance.pick(COMMANDS) });
  }
  if (replacesKeys === true) seldom.push({ kind: 'keys-replaced', atMs: at(chance, span) });
  if (lowersLimit === true) {
    const document = JSON.stringify({ dailyLossUsd: 1 });
    seldom.push({ kind: 'parameters', ...windowOf(chance, span, 30 * MINUTE_MS), document });
  }
  return [...again, ...seldom].toSorted((left, right) => left.atMs - right.atMs);
}

/** Some bots have limits that are tighter than what their other parameters allow. */
export function withTightLimits(drawn: DrawnParameters, chance: Chance): Readonly<Record<string, unknown>> {
  const { collateralUsd, maxPositions } = drawn;
  return {
    ...drawn,
    ...(chance.happens(0.25) && { maxOpenCollateralUsd: collateralUsd * Math.max(1, maxPositions - 1) }),
    ...(chance.happens(0.1) && { maxTradesPerHour: chance.pick([3, 6]) }),
  };
}

export interface DrawnParameters extends Readonly<Record<string, unknown>> {
  readonly collateralUsd: number;
  readonly maxPositions: number;
}
