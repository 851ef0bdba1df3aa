/**
 * The real account of a bot, as a command reaches it.
 *
 * - Keys come from Parameter Store, the environment, or a prompt without an echo, and never from the command line.
 * - An exchange that cannot be traded live ends the command, with its name and the reason.
 */
import { listingsOf, type Listing } from '../../../../lambda/adapters/market/ccxt-market-mapping.ts';
import {
  tradingClientOf,
  type ExchangeKeys,
  type TradingClient,
} from '../../../../lambda/adapters/trading/ccxt-trading-client.ts';
import { ccxtTransport } from '../../../../lambda/adapters/market/ccxt-transport.ts';
import { onlyTo } from '../../../../lambda/adapters/demo-trading.ts';
import { exchangeClass } from '../../../../lambda/adapters/market/exchange-class.ts';
import { whyNotLive } from '../../../../lambda/adapters/trading/live-venues.ts';
import { LOOPBACK } from '../../../../lambda/environment.ts';
import { VenueClock } from '../../../../lambda/adapters/market/venue-clock.ts';
import { InputError } from '../../../input-error.ts';
import { requestWeightMaxOf } from '../../../address-budgets.ts';
import { STAGE, parseStage, stagedBot } from '../../../stages.ts';
import { keepUnseen } from '../../../known-secrets.ts';
import { awsAddressOf, type BotOptions } from '../locate-bot.ts';
import { API_KEY, SECRET, environmentKeys } from './environment-keys.ts';
import { typedSecrets } from './secret-values.ts';
import { wordsOf } from '../../../caught-words.ts';

export interface LiveAccount {
  readonly client: TradingClient;
  readonly clock: VenueClock;
  readonly symbols: readonly string[];
  /** At the exchange's demo. */
  readonly isDemo: boolean;
  /** What a bot of the stage may ask the exchange for in a minute. */
  readonly requestWeightMax: number | undefined;
  /** The bot's markets; asks the exchange. @throws VenueError or an error of ccxt */
  listings(): Promise<readonly Listing[]>;
}

export interface AccountOptions extends BotOptions {
  readonly symbols?: readonly string[];
  /** Of keys that no bot in AWS has: at the exchange's demo. */
  readonly demo?: true;
}

export async function liveAccount(options: AccountOptions): Promise<LiveAccount> {
  const staged = stagedBot(options.bot);
  const exchangeId = staged?.exchange ?? 'binanceusdm';
  const isDemo = isDemoOf(options);
  const refusal = whyNotLive(exchangeId);
  if (refusal !== undefined) throw new InputError(refusal);
  const symbols = options.symbols ?? staged?.symbols ?? STAGE.bots[0]?.symbols ?? [];
  const clock = new VenueClock({ nowMs: () => Date.now() });
  const transport = onlyTo({ exchangeId, isDemo }, ccxtTransport({ endpoint: rehearsalEndpoint() }));
  const keys = await keysOf(options, isDemo);
  keepUnseen([keys.apiKey, keys.secret]);
  const client = tradingClientOf(exchangeClass, { keys, transport, isDemo, clock });
  return {
    client,
    isDemo,
    clock,
    symbols,
    requestWeightMax: staged && requestWeightMaxOf(parseStage(STAGE).bots, staged.id),
    listings: async () => {
      const all = listingsOf(await client.loadMarkets(), client.precisionMode);
      return symbols.map((symbol) => {
        const found = all.find(({ market }) => market.symbol === symbol);
        if (found === undefined) throw new InputError(`${exchangeId} has no market called ${symbol}`);
        return found;
      });
    },
  };
}

/** A bot in AWS is where infra/stages.ts says, whatever is typed. */
function isDemoOf({ bot, demo }: AccountOptions): boolean {
  if (bot === undefined) return demo === true;
  const isStaged = stagedBot(bot)?.demo === true;
  if (demo === undefined || isStaged) return isStaged;
  throw new InputError(`infra/stages.ts has no demo: true for bot ${bot}: leave out --demo, or set it there`);
}

/** Where the exchange's bytes go instead in a rehearsal. */
function rehearsalEndpoint(): string | undefined {
  const endpoint = process.env['EXCHANGE_ENDPOINT'];
  if (endpoint === undefined || LOOPBACK.test(endpoint)) return endpoint;
  throw new InputError(`EXCHANGE_ENDPOINT is ${endpoint}: it must be on the loopback interface`);
}

async function keysOf(options: BotOptions, isDemo: boolean): Promise<ExchangeKeys> {
  if (options.bot !== undefined) {
    const { SsmKeys } = await import('../../../../lambda/adapters/aws/ssm-exchange-keys.ts');
    const { bot } = options;
    return readable(() => new SsmKeys(bot, isDemo, awsAddressOf(options).region).read());
  }
  const given = environmentKeys();
  if (given !== undefined) return given;
  if (!process.stdin.isTTY) {
    throw new InputError(`no keys: set ${API_KEY} and ${SECRET}, or name a bot in AWS with --bot`);
  }
  const [typedKey = '', typedSecret = ''] = await typedSecrets(['API key', 'Secret']);
  return { apiKey: typedKey, secret: typedSecret };
}

async function readable<Value>(read: () => Promise<Value>): Promise<Value> {
  try {
    return await read();
  } catch (error) {
    throw new InputError(wordsOf(error), { cause: error });
  }
}
