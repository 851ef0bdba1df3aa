/**
 * Alerts about the operator's commands and about money, and the text of each: see `bot-mails.ts`.
 */
import {
  commandsFloodedAlert,
  commandsUnreadAlert,
  flatAlert,
  flattenedAlert,
  overruledAlert,
  senderClockAlert,
  unacceptedAlert,
  undatedAlert,
} from '../../../lambda/core/alerts/command-alerts.ts';
import {
  feesUnpricedAlert,
  moneyMovedAlert,
  namelessMoneyAlert,
} from '../../../lambda/core/alerts/money-alerts.ts';
import { currencyChangedAlert } from '../../../lambda/core/alerts/epoch-alerts.ts';
import { usd } from '../../../lambda/core/units.ts';
import { NOON, at } from '../../harness/builders.ts';
import { commandOf } from '../../harness/stored-bot.ts';
import type { AlertMail } from './bot-mails.ts';

const FLATTEN = commandOf('2', { kind: 'flatten', issuedBy: 'bob' });
const PAUSE = commandOf('2', { kind: 'pause', issuedBy: 'bob' });
const LATE = {
  kind: 'flatten',
  issuedBy: 'ada',
  issuedAtMs: NOON,
  unobeyed: 'late',
  nowMs: at('12:30'),
  isRestored: false,
  isFlooded: false,
  isUnknown: false,
} as const;
const HALT = { issuedBy: 'ada', cause: 'a position of nobody', name: 'k3f9ab' };

export const COMMAND_AND_MONEY_MAILS: readonly AlertMail[] = [
  [
    () => currencyChangedAlert('USDT', { balanceUsd: usd(2_000), currency: 'USDC' }),
    `mode-changed
    The symbols were changed from markets that settle in USDT to markets that settle in USDC.
    A new epoch of the ledger begins on paper, with 2000.00 USDC: what is called USD is USDC now.
    Nothing to do if this was you. Otherwise pause the bot: {pause}.`,
  ],
  [
    () => moneyMovedAlert('COIN_SWAP_DEPOSIT', usd(500), { currency: 'USDC' }),
    `money-moved
    500.00 USDC came into the account. The exchange calls it COIN_SWAP_DEPOSIT.
    The bot books it as a transfer, outside the day's result and its limit. More of this name within 24 hours is a row without an alert.
    Nothing to do if you expected it. All of them: {ledger --kind transfer}.`,
  ],
  [
    () => moneyMovedAlert('COIN_SWAP_WITHDRAW', usd(-500), { currency: 'USDC' }),
    `money-moved
    500.00 USDC left the account. The exchange calls it COIN_SWAP_WITHDRAW.
    The bot books it as a transfer, outside the day's result and its limit. More of this name within 24 hours is a row without an alert.
    Nothing to do if you expected it. All of them: {ledger --kind transfer}.`,
  ],
  [
    () => moneyMovedAlert('COIN_SWAP_DEPOSIT', usd(0), { currency: 'USDC' }),
    `money-moved
    0.00 USDC came into the account. The exchange calls it COIN_SWAP_DEPOSIT.
    The bot books it as a transfer, outside the day's result and its limit. More of this name within 24 hours is a row without an alert.
    Nothing to do if you expected it. All of them: {ledger --kind transfer}.`,
  ],
  [
    () => namelessMoneyAlert(usd(3), { currency: 'USDC' }),
    `money-moved
    The wallet holds 3.00 USDC more than every trade and movement that the exchange shows.
    The bot books it as a transfer, outside the day's result and its limit.
    Look at what was closed before: {ledger --last 20}.`,
  ],
  [
    () => namelessMoneyAlert(usd(-3), { currency: 'USDC' }),
    `money-moved
    The wallet holds 3.00 USDC less than every trade and movement that the exchange shows.
    The bot books it as a late cost, which counts in the day.
    Look at what was closed before: {ledger --last 20}.`,
  ],
  [
    () => feesUnpricedAlert({ amount: 0.0005, currency: 'BNB' }, { currency: 'USDC' }),
    `fees-unpriced
    Fees of 0.0005 BNB were paid, and the exchange shows no price of BNB in USDC.
    The bot trades on, and asks again. With a price they become late costs; until then results and the day lack them.
    To have fees in USDC, keep nothing else for fees in the futures wallet. How it stands: {doctor}.`,
  ],
  [
    () => flatAlert(),
    `flattened
    Everything is closed.
    The flatten is done. The bot stays paused.
    To go on: {resume}.`,
  ],
  [
    () => flattenedAlert('ada', 2),
    `flattened
    By command of ada, the bot flattens.
    The bot is closing 2 positions at the market, and is paused. It says when all of it is closed.
    To see what is open: {status}. To go on: {resume}.`,
  ],
  [
    () => flattenedAlert('ada', 1),
    `flattened
    By command of ada, the bot flattens.
    The bot is closing 1 position at the market, and is paused. It says when all of it is closed.
    To see what is open: {status}. To go on: {resume}.`,
  ],
  [
    () => flattenedAlert('ada', 0),
    `flattened
    By command of ada, the bot flattens.
    Nothing was open. The bot is paused.
    To see what is open: {status}. To go on: {resume}.`,
  ],
  [
    () => overruledAlert({ resumes: 1, by: 'ada', stricter: FLATTEN }),
    `operator-command
    A command to resume, by ada, has waited together with a flatten by bob.
    The stricter one counts, whichever was issued first: the bot is flattened and paused.
    To go on: {resume}.`,
  ],
  [
    () => overruledAlert({ resumes: 3, by: 'ada', stricter: PAUSE }),
    `operator-command
    3 commands to resume, by ada, have waited together with a pause by bob.
    The stricter one counts, whichever was issued first: the bot is paused.
    To go on: {resume}.`,
  ],
  [
    () => senderClockAlert(commandOf('1'), NOON + 600_000),
    `operator-command
    A pause by owner says that it was issued at 2026-01-05 12:00 UTC, 10 minutes behind the bot's clock.
    The bot has obeyed it.
    Set the clock of the machine that it came from. Whether it is right: {doctor}. Who asked for what: {ledger --kind operator-command}.`,
  ],
  [
    () => senderClockAlert(commandOf('1'), NOON - 600_000),
    `operator-command
    A pause by owner says that it was issued at 2026-01-05 12:00 UTC, 10 minutes ahead of the bot's clock.
    The bot has obeyed it.
    Set the clock of the machine that it came from. Whether it is right: {doctor}. Who asked for what: {ledger --kind operator-command}.`,
  ],
  [
    () => undatedAlert({ ...LATE, unobeyed: 'ahead', nowMs: at('11:30') }),
    `operator-command
    A flatten by ada is dated 2026-01-05 12:00 UTC, 30 minutes ahead of the bot's clock: its sender's clock is wrong.
    The bot has not obeyed it, and has removed it.
    If you want it now, leave it anew: {flatten}. How the bot stands: {status}.`,
  ],
  [
    () => undatedAlert(LATE),
    `operator-command
    A flatten by ada is dated 2026-01-05 12:00 UTC, 30 minutes behind the bot's clock: it was not there when the bot read all that had been left by then: an old command was left again, or its sender's clock is wrong.
    The bot has not obeyed it, and has removed it.
    If you want it now, leave it anew: {flatten}. How the bot stands: {status}.`,
  ],
  [
    () => undatedAlert({ ...LATE, isRestored: true }),
    `operator-command
    A flatten by ada is dated 2026-01-05 12:00 UTC, 30 minutes behind the bot's clock: it lies in a table that was restored from a backup.
    The bot has not obeyed it, and has removed it.
    If you want it now, leave it anew: {flatten}. How the bot stands: {status}.`,
  ],
  [
    () => undatedAlert({ ...LATE, isFlooded: true }),
    `operator-command
    A flatten by ada is dated 2026-01-05 12:00 UTC, 30 minutes behind the bot's clock: it waited among far too many, and may be older than a stop among them.
    The bot has not obeyed it, and has removed it.
    If you want it now, leave it anew: {flatten}. How the bot stands: {status}.`,
  ],
  [
    () => undatedAlert({ ...LATE, kind: 'resume', isUnknown: true }),
    `operator-command
    A resume by ada is dated 2026-01-05 12:00 UTC, 30 minutes behind the bot's clock: the bot has begun to remember commands since, and may have obeyed it before: in the table that this one was restored from, or by another release.
    The bot has not obeyed it, and has removed it.
    If you want it now, leave it anew: {resume}. How the bot stands: {status}.`,
  ],
  [
    () => commandsUnreadAlert({ sinceMs: NOON, cause: 'the store does not answer' }),
    `commands-unread
    Not all commands have been readable since 2026-01-05 12:00 UTC: the store does not answer.
    The bot opens nothing, because a pause may be among them. Open positions stay managed and protected.
    Find out who writes or reads there: {doctor}. To close everything without a command: {flatten --direct}.`,
  ],
  [
    () => commandsFloodedAlert(1_000),
    `operator-command
    Far more commands wait than anybody means. 1000 were removed by one tick without being obeyed.
    The strictest one counts: a pause and a flatten among them are obeyed, and nothing is resumed.
    Find out who leaves them. When no more come, and you want to go on: {resume}.`,
  ],
  [
    () => unacceptedAlert({ ...HALT, named: undefined }),
    `operator-command
    A resume by ada accepts a halt and does not name it. The bot is halted: a position of nobody.
    It has ended pauses, and accepts no halt: the bot stays halted.
    Look at {status} and {ledger --last 20}. To accept that cause: {resume --accept k3f9ab}.`,
  ],
  [
    () => unacceptedAlert({ ...HALT, named: 'aaaaaa' }),
    `operator-command
    A resume by ada accepts the halt aaaaaa. The bot is halted for something else: a position of nobody.
    Nothing of it was obeyed: the bot stays as it was.
    Look at {status} and {ledger --last 20}. To accept that cause: {resume --accept k3f9ab}.`,
  ],
];
