/**
 * `scalper agreement sign`: signs the exchange's agreement for markets that follow gold, oil or shares.
 *
 * - Nothing signs but this command, and it only after a word was typed, or with --yes. No tick and no preflight does.
 * - What the exchange tells is read before and after, by an order that it only tests.
 * - A signature is called done when a test order is not rejected any more.
 */
import type { Command } from 'commander';
import { commandLine } from '../../../../lambda/adapters/command-line.ts';
import type { Listing } from '../../../../lambda/adapters/market/ccxt-market-mapping.ts';
import { failureOf } from '../../../../lambda/adapters/market/venue-error.ts';
import { VenueRequests } from '../../../../lambda/adapters/market/venue-requests.ts';
import type { VenueDialect } from '../../../../lambda/adapters/trading/venue-dialect.ts';
import { InputError } from '../../../input-error.ts';
import { withBotOptions } from '../locate-bot.ts';
import { symbolList } from '../options.ts';
import { screenWidth, wrapped } from '../../terminal/columns.ts';
import { confirmedByWord } from '../../terminal/confirmed.ts';
import { print, printJson } from '../../terminal/output.ts';
import { liveAccount, type AccountOptions, type LiveAccount } from './live-account.ts';

interface SignOptions extends AccountOptions {
  readonly yes?: true;
  readonly json?: true;
}

export function addAgreementCommand(program: Command): void {
  const agreement = program
    .command('agreement')
    .description('the agreement that the exchange wants signed before gold, oil or shares are traded');
  withBotOptions(
    agreement.command('sign'),
    'a bot in AWS, with its keys (default: keys of the environment, or typed)',
  )
    .description(
      'sign it for the account of the keys, once you have read it at the exchange, and read it back',
    )
    .option('--symbols <list>', 'the markets (default: those of infra/stages.ts)', symbolList)
    .option(
      '--demo',
      "at the exchange's demo, with keys of the demo (default: as infra/stages.ts says of the bot)",
    )
    .option('--yes', 'do not ask; needed where the input is no terminal')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExit codes: 0 signed and read back, or left as it is; 1 the exchange did not sign, or it could not be read back; 2 the input cannot be used.',
    )
    .action(sign);
}

/** Whether a test order is taken, or why nobody knows. */
type Told = 'signed' | 'unsigned' | { readonly failure: string };

async function sign(options: SignOptions): Promise<void> {
  const { yes, json } = options;
  if (yes === undefined && !process.stdin.isTTY) {
    throw new InputError('an agreement is signed by who has read it: add --yes where no terminal can ask');
  }
  const account = await liveAccount(options);
  const at = account.isDemo ? "the exchange's demo" : 'the exchange';
  try {
    await signAt(account, at, options);
  } catch (error) {
    if (error instanceof InputError) throw error;
    process.exitCode = 1;
    const { message } = failureOf(error);
    if (json) printJson({ isDemo: account.isDemo, isSigned: null, failure: message });
    else tell(`Not signed, as far as ${at} tells: ${message}`);
  }
}

async function signAt(account: LiveAccount, at: string, { yes, json, bot }: SignOptions): Promise<void> {
  const { client, clock, isDemo } = account;
  await clock.measure(client);
  const listings = await account.listings();
  const market = marketAmong(listings);
  const dialect = client.dialect({ listings, requests: new VenueRequests(clock) });
  const before = await told(dialect, market);
  if (!json) tell(beforeWords(before, market, at));
  const isMeant = yes ?? (await confirmedByWord(QUESTION, WORD, process.stdin, process.stdout));
  if (!isMeant) return print(json ? 'null' : 'Nothing was signed.');
  await dialect.agreement.sign();
  const after = await told(dialect, market);
  if (after !== 'signed') process.exitCode = 1;
  if (json) {
    printJson({ isDemo, symbol: market.market.symbol, before, isSigned: after === 'signed', after });
    return;
  }
  tell(afterWords(after, market, commandLine('preflight', bot)));
}

function tell(words: string): void {
  print(wrapped(words, screenWidth()));
}

const WORD = 'sign';
const QUESTION = `For the account of these keys. Type ${WORD} to sign, or leave it: `;

/** @throws InputError where none of them asks for an agreement. */
function marketAmong(listings: readonly Listing[]): Listing {
  const found = listings.find(({ market }) => market.needsAgreement);
  if (found !== undefined) return found;
  const symbols = listings.map(({ market }) => market.symbol).join(', ');
  throw new InputError(
    `${symbols}: none of these asks for an agreement; name one that does, such as --symbols XAUUSDT`,
  );
}

async function told(dialect: VenueDialect, { market }: Listing): Promise<Told> {
  try {
    const ask = (await dialect.facts.asks()).get(market.symbol);
    if (ask === undefined) return { failure: `the exchange tells no price of ${market.symbol}` };
    return (await dialect.agreement.isSigned(market, ask)) ? 'signed' : 'unsigned';
  } catch (error) {
    return { failure: failureOf(error).message };
  }
}

function beforeWords(before: Told, { market: { symbol } }: Listing, at: string): string {
  const what = `The agreement of ${at} for markets that follow gold, oil or shares, such as ${symbol}`;
  const read = 'Read it at the exchange first: it is shown where such a market is opened.';
  if (before === 'unsigned') return `${what}, is not signed: every order is rejected there. ${read}`;
  if (before === 'signed')
    return `${what}, seems to be signed: a test order is not rejected. Signing again changes nothing.`;
  return `Whether it is signed could not be read: ${before.failure}. ${what}. ${read}`;
}

function afterWords(after: Told, { market: { symbol } }: Listing, preflight: string): string {
  if (after === 'signed') return `Signed: the exchange takes a test order in ${symbol}.`;
  const found =
    after === 'unsigned'
      ? `the exchange still rejects a test order in ${symbol}`
      : `a test order in ${symbol} could not be sent: ${after.failure}`;
  return `The exchange has taken the signature, and ${found}. Look again in a minute: ${preflight}`;
}
