/**
 * The computer of the bot's operator: her commands go through the same client and table as the bot's own writes.
 */
import { commandItem, commandKey } from '../../../lambda/adapters/dynamo/command-items.ts';
import { dynamoClient } from '../../../lambda/adapters/dynamo/dynamo-client.ts';
import { DynamoLedger } from '../../../lambda/adapters/dynamo/dynamo-ledger.ts';
import { haltName, type Halt } from '../../../lambda/core/control/halt.ts';
import type { CommandKind } from '../../../lambda/core/ledger/operator-command.ts';
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

function floodId(issuedAtMs: number, k: number): string {
  return `${new Date(issuedAtMs).toISOString()}${FLOOD}${String(k).padStart(6, '0')}`;
}

export function isOfFlood(commandId: string): boolean {
  return commandId.includes(FLOOD);
}

export interface DeskOptions {
  readonly time: WorldTime;
  readonly chance: Chance;
  readonly botId: string;
  readonly table: () => string;
  readonly note: (words: string) => void;
}

export class Desk {
  private readonly options: DeskOptions;
  private readonly machine: Machine = {
    name: 'desk',
    isDead: false,
    frozenUntilMs: 0,
    clockOffMs: 0,
    held: [],
  };

  constructor(options: DeskOptions) {
    this.options = options;
  }

  /** Everything at once, over a line that is never in trouble. */
  flood({ of, count, bytes = 0 }: Flood, dynamo: Pick<DynamoTwin, 'respond'>): void {
    const { time, botId, table, note } = this.options;
    const issuedAtMs = time.nowMs();
    for (let k = 0; k < count; k += 1) {
      const id = floodId(issuedAtMs, k);
      const Item =
        of === 'unreadable'
          ? { ...commandKey(botId, id), body: { S: 'x'.repeat(bytes) } }
          : commandItem(botId, { id, kind: of, accept: false, issuedBy: 'flood', issuedAtMs, why: '' });
      dynamo.respond('PutItem', JSON.stringify({ TableName: table(), Item }));
    }
    note(`desk: ${count} of ${of}`);
  }

  /**
   * Leaves a command; where it does not get through, its sender is told, and it is forgotten.
   *
   * @param accepted the halt that she has looked at.
   */
  issue(kind: CommandKind, accepted?: Halt): void {
    const { time, chance, botId, table, note } = this.options;
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
    const sent = time.on(this.machine, () => new DynamoLedger(dynamoClient(), table()).issue(botId, command));
    sent.then(
      () => note(`desk ${kind}${accepted === undefined ? '' : ' and accept'}: left`),
      (error: unknown) => note(`desk ${kind}: ${String(error)}`),
    );
  }
}
