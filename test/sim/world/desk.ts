/**
 * The computer of the bot's operator: her commands go through the same client and table as the bot's own writes.
 */
import { commandItem, commandKey } from '../../../lambda/adapters/dynamo/command-items.ts';
import { dynamoClient } from '../../../lambda/adapters/dynamo/dynamo-client.ts';
import { DynamoLedger } from '../../../lambda/adapters/dynamo/dynamo-ledger.ts';
import { haltName, type Halt } from '../../../lambda/core/control/halt.ts';
import type { CommandKind, OperatorCommand } from '../../../lambda/core/ledger/operator-command.ts';
import type { DynamoTwin } from '../twins/dynamo-twin.ts';
import type { Chance } from './random-streams.ts';
import type { Machine, WorldTime } from './world-time.ts';

/** Commands that nobody means. */
export interface Flood {
  readonly of: CommandKind | 'unreadable';
  readonly count: number;
  readonly bytes?: number;
}

const FLOOD = '-flood-';

export function isOfFlood(commandId: string): boolean {
  return commandId.includes(FLOOD);
}

export interface DeskOptions {
  readonly time: Pick<WorldTime, 'nowMs' | 'on' | 'after'>;
  readonly chance: Pick<Chance, 'hex'>;
  readonly botId: string;
  readonly table: () => string;
  readonly note: (words: string) => void;
}

export class Desk {
  private readonly options: DeskOptions;
  constructor(options: DeskOptions) {
    this.options = options;
  }

  /** Everything at once, over a line that is never in trouble. */
  flood({ of, count, bytes = 0 }: Flood, dynamo: Pick<DynamoTwin, 'place'>): void {
    const { time, botId, table, note } = this.options;
    const issuedAtMs = time.nowMs();
    const issuedAt = new Date(issuedAtMs).toISOString();
    for (let k = 0; k < count; k += 1) {
      const id = `${issuedAt}${FLOOD}${String(k).padStart(6, '0')}`;
      const Item =
        of === 'unreadable'
          ? { ...commandKey(botId, id), body: { S: 'x'.repeat(bytes) } }
          : commandItem(botId, { id, kind: of, accept: false, issuedBy: 'flood', issuedAtMs, why: '' });
      dynamo.place(table(), Item);
    }
    note(`desk: ${count} of ${of}`);
  }

  /**
   * Leaves a command; where it does not get through, its sender is told, and it is forgotten.
   *
   * @param accepted the halt that she has looked at.
   * @param againMs after which the same command is left once more.
   */
  issue(kind: CommandKind, accepted?: Halt, againMs?: number): void {
    const { time, chance } = this.options;
    const issuedAtMs = time.nowMs();
    const id = `${new Date(issuedAtMs).toISOString()}-${chance.hex(8)}`;
    const command = {
      id,
      kind,
      accept: accepted !== undefined,
      ...(accepted && { halt: haltName(accepted) }),
      issuedBy: 'operator',
      issuedAtMs,
      why: 'simulated',
    };
    this.leave(command);
    if (againMs !== undefined) time.after(againMs, () => this.leave(command));
  }

  private leave(command: OperatorCommand): void {
    const { time, botId, table, note } = this.options;
    const words = `desk ${command.kind}${command.accept ? ' and accept' : ''}`;
    const sent = time.on(newProcess(), () => new DynamoLedger(dynamoClient(), table()).issue(botId, command));
    sent.then(
      () => note(`${words}: left`),
      (error: unknown) => note(`${words}: ${String(error)}`),
    );
  }
}

/** Of one command: where one dies or freezes, she runs the next all the same. */
function newProcess(): Machine {
  return { name: 'desk', isDead: false, frozenUntilMs: 0, clockOffMs: 0, held: [] };
}
