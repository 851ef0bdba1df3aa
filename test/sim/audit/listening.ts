/**
 * What an auditor hears of a world: what is written and removed, where invocations end, and what the bot logs.
 */
import { BOT_ID, type World } from '../world/world.ts';
import type { CommandRules } from './command-rules.ts';
import type { CommitRules } from './commit-rules.ts';
import { judgeFailure, judgeLine } from './defect-rules.ts';
import type { Looking } from './findings.ts';
import type { ProtectionRules } from './protection-rules.ts';
import { attribute } from './recorded-items.ts';

export interface Listeners {
  readonly looking: Looking;
  readonly commits: Pick<CommitRules, 'wrote' | 'deleted'>;
  readonly commands: Pick<CommandRules, 'left'>;
  readonly protection: Pick<ProtectionRules, 'note'>;
  /** The bot uses another table. */
  readonly onTable: () => void;
}

/** Whoever else listens already goes on to hear. */
export function listenTo(world: World, { looking, commits, commands, protection, onTable }: Listeners): void {
  const { dynamo } = world;
  const onWrite = dynamo.onWrite.bind(dynamo);
  dynamo.onWrite = (written) => {
    onWrite(written);
    commits.wrote(written);
    if (attribute(written.item, 'pk') === `commands#${BOT_ID}`) commands.left(written.table, written.item);
  };
  const onDelete = dynamo.onDelete.bind(dynamo);
  dynamo.onDelete = (table, item) => {
    onDelete(table, item);
    commits.deleted(table, item);
  };
  // At once: another table has to be read as it was left.
  world.onTable = onTable;
  const onEnd = world.onEnd.bind(world);
  world.onEnd = (invocation) => {
    onEnd(invocation);
    const { outcome, failure = '' } = invocation;
    if (outcome === 'died' || outcome === 'timed-out') protection.note(['function died']);
    if (outcome === 'failed') judgeFailure(looking, failure);
  };
  const onLog = world.onLog.bind(world);
  world.onLog = (line) => {
    onLog(line);
    judgeLine(looking, line);
  };
}
