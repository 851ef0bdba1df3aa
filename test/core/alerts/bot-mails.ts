/**
 * Alerts about the bot itself, and the text of each: kind, event, response, and what to do, a line each.
 */
import {
  accountUnreadAlert,
  agreementUnsignedAlert,
  credentialsRefusedAlert,
  dailySummaryAlert,
  dayStoppedAlert,
  entriesRejectedAlert,
  haltedAlert,
  itemTooLargeAlert,
  liveNotAllowedAlert,
  parametersRefusedAlert,
  pausedAlert,
  regionRefusedAlert,
  ticksMissedAlert,
  unprotectedAlert,
} from '../../../lambda/core/alerts/alert-texts.ts';
import { modeChangedAlert, placeChangedAlert } from '../../../lambda/core/alerts/epoch-alerts.ts';
import type { AlertText } from '../../../lambda/core/alerts/alert.ts';
import { DAY_MS, usd } from '../../../lambda/core/units.ts';
import { at, position, trade } from '../../harness/builders.ts';

export type AlertMail = readonly [alertOf: () => AlertText, mail: string];

export const LOSS = {
  cause: 'loss',
  realisedUsd: usd(-79),
  unrealisedUsd: usd(-1.5),
  limitUsd: usd(80),
} as const;
export const DAY = {
  dayMs: at('00:00'),
  wasStopped: true,
  trades: 4,
  wins: 2,
  netUsd: usd(-1),
  feesUsd: usd(0.4),
  fundingUsd: usd(0.1),
  winsUsd: usd(2),
};
export const MISSED = {
  lastTickMs: at('11:50'),
  tickMs: at('12:00'),
  closed: [trade(-1.5)],
  openPositions: 1,
};
const WON = trade(2, { symbol: 'ETH', side: 'short', reason: 'target' });
const UNREAD = { sinceMs: at('12:00'), cause: 'it does not answer' };
const REFUSED = [
  { key: 'maxPositions', value: 900, bound: 'must be a whole number, 1 to 10' },
  { key: 'mode', value: 'real', bound: 'must be paper or live' },
];

export const BOT_MAILS: readonly AlertMail[] = [
  [
    () => dayStoppedAlert(LOSS),
    `daily-stop
    The day's result is -79.00 USD realised and -1.50 USD unrealised: it has reached the limit of -80.00 USD.
    The bot closes everything, and opens nothing until 00:00 UTC.
    Nothing to do: trading resumes at 00:00 UTC. The trades of the day: {ledger --kind closed}.`,
  ],
  [
    () => dayStoppedAlert({ ...LOSS, cause: 'budget' }),
    `daily-stop
    The day's result is -79.00 USD: what remains until the limit of -80.00 USD cannot pay for one more position.
    The bot opens nothing until 00:00 UTC.
    Nothing to do: trading resumes at 00:00 UTC. The trades of the day: {ledger --kind closed}.`,
  ],
  [
    () => pausedAlert({ lossesInARow: 4, untilMs: at('12:20') }),
    `paused
    4 losses in a row.
    The bot opens nothing until 2026-01-05 12:20 UTC; open positions stay managed.
    Nothing to do: trading resumes at 2026-01-05 12:20 UTC. To prevent that: {pause}. To go on at once: {resume}.`,
  ],
  [
    () => pausedAlert({ lossesInARow: 1, untilMs: at('12:20') }),
    `paused
    1 loss in a row.
    The bot opens nothing until 2026-01-05 12:20 UTC; open positions stay managed.
    Nothing to do: trading resumes at 2026-01-05 12:20 UTC. To prevent that: {pause}. To go on at once: {resume}.`,
  ],
  [
    () => haltedAlert('the exchange holds a position that the ledger does not: BTCUSDT long 0.01', 'k3f9ab'),
    `halted
    Halted: the exchange holds a position that the ledger does not: BTCUSDT long 0.01.
    The bot opens nothing until you accept the cause; open positions stay managed.
    Look at {status} and {ledger --last 20}. To accept the cause and go on: {resume --accept k3f9ab}.`,
  ],
  [
    () => unprotectedAlert(position()),
    `unprotected
    The long in BTC of 2026-01-05 12:00 UTC has no confirmed stop at the exchange.
    The bot closes it at the market.
    Check that it is closed: {status}. If it stays open, close it at the exchange by hand.`,
  ],
  [
    () => parametersRefusedAlert(REFUSED, 'the parameters of 2026-01-05 11:00 UTC'),
    `parameters-refused
    The parameters are invalid: maxPositions = 900: must be a whole number, 1 to 10; mode = "real": must be paper or live.
    The bot changes nothing: the parameters of 2026-01-05 11:00 UTC stay in force.
    Write values within their bounds: {params set NAME=VALUE}. The values as written: {params get}.`,
  ],
  [
    () => credentialsRefusedAlert('binanceusdm', 'invalid API key, or an address that may not use it'),
    `credentials-refused
    binanceusdm rejects the API key: invalid API key, or an address that may not use it.
    The bot opens nothing. Stops and take-profits stay at the exchange, where the bot can neither see nor move them.
    Store a key that may trade and nothing else: {secrets set}. Then check it: {doctor}.`,
  ],
  [
    () => regionRefusedAlert('binance does not serve this region'),
    `region-refused
    The exchange does not serve the region the bot runs in: binance does not serve this region.
    The bot opens nothing. Stops and take-profits stay at the exchange, where the bot can neither see nor move them.
    Close open positions at the exchange by hand. Deploy to a region that it serves, and check it: {doctor}.`,
  ],
  [
    () => entriesRejectedAlert('BTCUSDT', 'insufficient margin'),
    `entries-rejected
    The exchange does not accept the entry in BTCUSDT: insufficient margin.
    The bot has opened nothing, and tries again with the next signal. It mails each reason once a day.
    Whether it goes on, and since when: {status}. Money, settings and limits of the account: {preflight}.`,
  ],
  [
    () => agreementUnsignedAlert('XAUUSDT', 'binanceusdm {"code":-4411}'),
    `entries-rejected
    The exchange takes no order in XAUUSDT before you have signed its agreement for such markets: binanceusdm {"code":-4411}.
    The bot has opened nothing, and tries again with the next signal. It mails this once a day.
    Read the agreement at the exchange, then sign it there or with {agreement sign}. Or take the symbol out of the bot's.`,
  ],
  [
    () => accountUnreadAlert({ ...UNREAD, openPositions: 2 }),
    `account-unread
    What is open has not been readable since 2026-01-05 12:00 UTC, with 2 open positions: it does not answer.
    The bot sends the exits that it can judge, and reads again at every step. Stops stay at the exchange.
    Look at positions and stops at the exchange. Whether the bot can read them again: {doctor}.`,
  ],
  [
    () => accountUnreadAlert({ ...UNREAD, openPositions: 1 }),
    `account-unread
    What is open has not been readable since 2026-01-05 12:00 UTC, with 1 open position: it does not answer.
    The bot sends the exits that it can judge, and reads again at every step. Stops stay at the exchange.
    Look at positions and stops at the exchange. Whether the bot can read them again: {doctor}.`,
  ],
  [
    () => accountUnreadAlert({ ...UNREAD, openPositions: 0 }),
    `account-unread
    What is open has not been readable since 2026-01-05 12:00 UTC, with an order in doubt: it does not answer.
    The bot sends the exits that it can judge, and reads again at every step. Stops stay at the exchange.
    Look at positions and stops at the exchange. Whether the bot can read them again: {doctor}.`,
  ],
  [
    () => ticksMissedAlert(MISSED),
    `missed-ticks
    9 minutes had no tick, from 2026-01-05 11:50 UTC to 2026-01-05 12:00 UTC: the bot did not run, or had no price.
    The bot has booked the events since then. Closed meanwhile: long BTC by max-hold, -1.50 USD; 1 position is open, and managed again.
    Nothing to do if you had stopped it. Otherwise find the cause: {doctor}.`,
  ],
  [
    () => ticksMissedAlert({ ...MISSED, closed: [trade(-1.5), WON], openPositions: 2 }),
    `missed-ticks
    9 minutes had no tick, from 2026-01-05 11:50 UTC to 2026-01-05 12:00 UTC: the bot did not run, or had no price.
    The bot has booked the events since then. Closed meanwhile: long BTC by max-hold, -1.50 USD; short ETH by target, 2.00 USD; 2 positions are open, and managed again.
    Nothing to do if you had stopped it. Otherwise find the cause: {doctor}.`,
  ],
  [
    () => ticksMissedAlert({ ...MISSED, closed: [], openPositions: 0 }),
    `missed-ticks
    9 minutes had no tick, from 2026-01-05 11:50 UTC to 2026-01-05 12:00 UTC: the bot did not run, or had no price.
    The bot has booked the events since then. Nothing had closed; 0 positions are open, and managed again.
    Nothing to do if you had stopped it. Otherwise find the cause: {doctor}.`,
  ],
  [
    () => modeChangedAlert('paper', 'live', { balanceUsd: usd(120.5), currency: 'USDT', todayUsd: usd(0) }),
    `mode-changed
    The mode was changed from paper to live.
    A new epoch of the ledger begins with 120.50 USDT.
    Nothing to do if this was you. Otherwise pause the bot: {pause}.`,
  ],
  [
    () => modeChangedAlert('paper', 'live', { balanceUsd: usd(120.5), currency: 'USDT', todayUsd: usd(-60) }),
    `mode-changed
    The mode was changed from paper to live.
    A new epoch of the ledger begins with 120.50 USDT. Its day goes on with the -60.00 USDT that it has realised before.
    Nothing to do if this was you. Otherwise pause the bot: {pause}.`,
  ],
  [
    () => placeChangedAlert(true, usd(2_000)),
    `mode-changed
    The deployment was changed from the exchange to its demo.
    A new epoch of the ledger begins on paper, with 2000.00 USD.
    Nothing to do if this was you. Otherwise pause the bot: {pause}.`,
  ],
  [
    () => placeChangedAlert(false, usd(2_000)),
    `mode-changed
    The deployment was changed from the exchange's demo to the exchange itself.
    A new epoch of the ledger begins on paper, with 2000.00 USD.
    Nothing to do if this was you. Otherwise pause the bot: {pause}.`,
  ],
  [
    () => liveNotAllowedAlert(),
    `live-not-allowed
    The mode was changed to live, and this deployment allows neither real money nor demo trading.
    The bot goes on trading on paper.
    Change the mode back: {params set mode=paper}. Otherwise infra/stages.ts needs demo: true for play money, or allowLive: true for real money.`,
  ],
  [
    () => dailySummaryAlert(DAY, DAY.dayMs + DAY_MS),
    `daily-summary
    2026-01-05: 4 trades, net -1.00 USD (gross -0.50 USD, fees 0.40 USD, funding 0.10 USD; slippage unknown). 2 won, 50.0 %; break-even needed 60.0 %.
    The day stop was reached; the bot opens positions again.
    Nothing to do. Trade by trade: {ledger --kind closed}.`,
  ],
  [
    () => dailySummaryAlert({ ...DAY, trades: 1, wins: 1, wasStopped: false }, DAY.dayMs + DAY_MS),
    `daily-summary
    2026-01-05: 1 trade, net -1.00 USD (gross -0.50 USD, fees 0.40 USD, funding 0.10 USD; slippage unknown). 1 won, 100.0 %; break-even needed an unknown share.
    The day stop was not reached.
    Nothing to do. Trade by trade: {ledger --kind closed}.`,
  ],
  [
    () => dailySummaryAlert({ ...DAY, trades: 0, wins: 0 }, DAY.dayMs + DAY_MS),
    `daily-summary
    2026-01-05: no trade was closed.
    The day stop was reached; the bot opens positions again.
    Nothing to do. Trade by trade: {ledger --kind closed}.`,
  ],
  [
    () => itemTooLargeAlert(true),
    `item-too-large
    The store does not take the bot's item: it is too large.
    The bot has written it without waiting alerts and new entries; open positions stay managed.
    Look at open positions at the exchange, and find what fills the item: {doctor}. To close everything: {flatten}.`,
  ],
  [
    () => itemTooLargeAlert(false),
    `item-too-large
    The store does not take the bot's item: it is too large.
    The bot opens nothing and cannot book anything. It still sends stops and closes.
    Look at open positions at the exchange, and find what fills the item: {doctor}. To close everything: {flatten}.`,
  ],
];
