/**
 * The computer of the bot's operator: her commands go through the same client and table as the bot's own writes.
 */
import { dynamoClient } from '../../../lambda/adapters/dynamo/dynamo-client.ts';
import { DynamoLedger } from '../../../lambda/adapters/dynamo/dynamo-ledger.ts';
import { haltName, type Halt } from '../../../lambda/core/control/halt.ts';
import type { CommandKind } from '../../../lambda/core/ledger/operator-command.ts';
import type { Chance } from './random-streams.ts';
import type { Machine, WorldTime } from './world-time.ts';

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
