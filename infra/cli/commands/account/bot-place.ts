/**
 * Is a bot in AWS where infra/stages.ts of this clone says: at the exchange, or at its demo?
 *
 * What goes to the account takes keys and host from infra/stages.ts. At the other place it would find nothing open, or close
 * what is none of the bot's.
 */
import { commandLine } from '../../../../lambda/adapters/command-line.ts';
import type { LedgerState } from '../../../../lambda/core/ledger/ledger-state.ts';
import { InputError } from '../../../input-error.ts';
import { stagedBot } from '../../../stages.ts';

/**
 * @param bot as it is named with --bot; a run of this folder has no account.
 * @throws InputError when its ledger is of the other place.
 */
export function requireSamePlace(bot: string | undefined, { isDemo }: Pick<LedgerState, 'isDemo'>): void {
  if (bot === undefined || (isDemo === true) === (stagedBot(bot)?.demo === true)) return;
  const [is, says, mend] = isDemo
    ? ["at the exchange's demo", 'no demo: true', 'set it there']
    : ['at the exchange', 'demo: true', 'leave that out'];
  throw new InputError(
    `bot ${bot} is ${is}, and infra/stages.ts has ${says} for it: ${mend}, or use the clone that deployed it; if it was deployed just now, wait for its tick (${commandLine('status', bot)})`,
  );
}
