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
import { failed, passed, type DoctorLine } from '../../reports/doctor-report.ts';

type Place = Pick<LedgerState, 'isDemo'>;

/**
 * @param bot as it is named with --bot; a run of this folder has no account.
 * @throws InputError when its ledger is of the other place.
 */
export function requireSamePlace(bot: string | undefined, ledger: Place): void {
  const problem = bot === undefined ? undefined : otherPlace(bot, ledger);
  if (problem !== undefined) throw new InputError(`bot ${bot} is ${problem.found}: ${problem.todo}`);
}

/** The doctor's line of a bot that is at the demo, or should be: of any other one there is nothing to say. */
export function placeLines(bot: string, ledger: Place): readonly DoctorLine[] {
  const problem = otherPlace(bot, ledger);
  if (problem !== undefined) return [failed('place', `it is ${problem.found}`, problem.todo)];
  return ledger.isDemo ? [passed('place', `it is ${AT_DEMO}, as infra/stages.ts says`)] : [];
}

const AT_DEMO = "at the exchange's demo";

function otherPlace(bot: string, { isDemo }: Place) {
  if ((isDemo === true) === (stagedBot(bot)?.demo === true)) return undefined;
  const [is, says, mend] = isDemo
    ? [AT_DEMO, 'no demo: true', 'set it there']
    : ['at the exchange', 'demo: true', 'leave that out'];
  return {
    found: `${is}, and infra/stages.ts has ${says} for it`,
    todo: `${mend}, or use the clone that deployed it; if it was deployed just now, wait for its tick (${commandLine('status', bot)})`,
  };
}
