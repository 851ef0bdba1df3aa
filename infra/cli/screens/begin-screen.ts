/**
 * What beginning anew ends, and what it begins with.
 */
import { commandLine } from '../../../lambda/adapters/command-line.ts';
import type { BotState, TradedAs } from '../../../lambda/core/bot-state.ts';
import { haltName } from '../../../lambda/core/control/halt.ts';
import type { LedgerState } from '../../../lambda/core/ledger/ledger-state.ts';
import { ledgerCurrency } from '../../../lambda/core/settlement.ts';
import type { Usd } from '../../../lambda/core/units.ts';
import { namedBot } from '../../local/run-record.ts';
import { money } from '../terminal/text-format.ts';

/** @param ended the ledger that ends; `undefined` where its rows cannot be replayed. */
export function beginQuestion(botId: string, ended: LedgerState | undefined, balanceUsd: Usd): string {
  const currency = ledgerCurrency(ended ?? {});
  const begins = `Begin bot ${botId} anew with ${money(balanceUsd)} ${currency}?`;
  if (ended === undefined) return `The rows before cannot be replayed, and stay as they are. ${begins}`;
  const { epoch, balanceUsd: lastUsd, positions } = ended;
  const lost =
    positions.length === 0 ? '' : `, and forgets ${positions.length} positions that its rows leave open`;
  return `Epoch ${epoch} ends with ${money(lastUsd)} ${currency}${lost}; its rows stay. ${begins}`;
}

/** @param before what was traded. */
export function beginScreen({ botId, ledger }: BotState, before: TradedAs): readonly string[] {
  const { epoch, balanceUsd, halted, operatorPausedSinceMs } = ledger;
  const bot = namedBot(botId);
  return [
    `Bot ${botId} begins anew: epoch ${epoch}, ${money(balanceUsd)} ${ledgerCurrency(ledger)} on paper.`,
    ...(before === 'paper'
      ? []
      : [
          `It trades ${before === 'live' ? 'real money' : 'at the demo'} again when preflight has passed, in its next tick.`,
        ]),
    ...(halted === undefined
      ? []
      : [
          `It stays halted: ${halted.cause}. To accept that: ${commandLine(`resume --accept ${haltName(halted)}`, bot)}`,
        ]),
    ...(operatorPausedSinceMs === undefined ? [] : [`It stays paused until ${commandLine('resume', bot)}.`]),
  ];
}
