/**
 * The bot as it is deployed: its adapters for AWS and the exchange, built once per cold start.
 *
 * - No request is sent while it is built.
 * - Clients that every tick needs are made here. Those that few ticks need are made by the first of these ticks.
 * - Warming up changes nothing. Its failures are left to the first tick to report.
 * - Everything is imported at the beginning: a bundle cannot omit parts of a file that is imported later, and that
 *   costs every start more than these files do.
 */
import { marketClientOf } from './adapters/market/ccxt-market-client.ts';
import { ccxtTransport, type CcxtTransport } from './adapters/market/ccxt-transport.ts';
import { dynamoClient } from './adapters/dynamo/dynamo-client.ts';
import { DynamoLedger } from './adapters/dynamo/dynamo-ledger.ts';
import { DynamoMarketCache } from './adapters/dynamo/dynamo-market-cache.ts';
import { onlyTo } from './adapters/demo-trading.ts';
import type { HttpSend } from './adapters/market/node-http.ts';
import { exchangeClass } from './adapters/market/exchange-class.ts';
import type { MarketProblem } from './adapters/market/venue-error.ts';
import { LazyMarket } from './adapters/market/lazy-market.ts';
import { CcxtExchange } from './adapters/trading/ccxt-exchange.ts';
import { LazyAccount } from './adapters/trading/lazy-account.ts';
import { PaperExchange } from './adapters/paper-exchange.ts';
import { warmUpLedger } from './adapters/dynamo/warm-up-ledger.ts';
import { UsedWeight } from './adapters/used-weight.ts';
import { whyNotLive } from './adapters/trading/live-venues.ts';
import { capabilitiesOf } from './adapters/market/venue-capabilities.ts';
import { VenueClock } from './adapters/market/venue-clock.ts';
import { VenueRequests } from './adapters/market/venue-requests.ts';
import { awsWords } from './adapters/aws/aws-refusal.ts';
import { SnsAlerts } from './adapters/aws/sns-alerts.ts';
import { SsmKeys } from './adapters/aws/ssm-exchange-keys.ts';
import { newId, sleep } from './adapters/machine.ts';
import { SsmParameters } from './adapters/aws/ssm-parameters.ts';
import { runTick } from './agent.ts';
import { MINUTE_MS } from './core/units.ts';
import { EnvironmentError, type Environment } from './environment.ts';
import { endingEarly } from './adapters/aws/early-end.ts';
import { createHandler, type BotHandler } from './handler.ts';
import type { TickReport } from './tick-report.ts';
import type { Alerts, Clock, Ports } from './ports.ts';

export interface DeployedBot {
  readonly handler: BotHandler;
  /** Rehearses a tick, so that the first one finds everything connected, loaded and compiled. */
  readonly warm: () => Promise<void>;
}

/** The function's initialisation waits no longer for services that do not answer. */
const WARM_MAX_MS = 2_000;

/** How long it may take to read the list of markets and to cache the part that is used. */
const RENEWAL_TIME_MS = 15_000;

export interface Surroundings {
  /** Writes one structured line. */
  readonly log: (line: string) => void;
  readonly clock: Clock;
  /** Sends the bytes of requests to the exchange. @default - over Node's own http */
  readonly send?: HttpSend;
}

/** @throws EnvironmentError when this code holds another exchange than the deployment wants. */
export function deployedBot(
  environment: Environment,
  { log, clock: machine, send }: Surroundings,
): DeployedBot {
  const { botId, symbols, release, exchangeId, isDemo, exchangeEndpoint } = environment;
  // The machine's time until it was measured against the exchange's, which real orders are signed with.
  const clock = new VenueClock(machine);
  const limit = capabilitiesOf(exchangeId)?.requestLimit;
  const warnings: string[] = [];
  const onWarning = (text: string) => void warnings.push(text);
  const used = limit && new UsedWeight(clock, limit, onWarning);
  const wire = ccxtTransport({ endpoint: exchangeEndpoint, ...(send && { send }) });
  const plain = onlyTo({ exchangeId, isDemo }, wire);
  const transport = used?.metered(plain) ?? plain;
  const client = marketClientOf(exchangeClass, { transport, isDemo });
  if (client.id !== exchangeId) {
    throw new EnvironmentError(`EXCHANGE_ID is ${exchangeId}, and this function holds ${client.id}`);
  }
  const onProblem = ({ symbol, text }: MarketProblem) => void warnings.push(`${symbol}: ${text}`);
  const table = dynamoClient();
  const store = new DynamoLedger(table, environment.tableName);
  const marketCache = new DynamoMarketCache(table, environment.tableName, botId);
  // One for all that is asked of the exchange. A wait is one of the machine: the exchange's time may be measured meanwhile.
  const requests = new VenueRequests(machine);
  const market = new LazyMarket({ client, symbols, clock, store: marketCache, onProblem, requests });
  const parameterSource = new SsmParameters(environment.parametersName, onWarning);
  const alerts = lazyAlerts(environment, onWarning);
  const bot = { id: botId, symbols, release };
  const ports = {
    isDemo,
    clock,
    store,
    parameterSource,
    exchange: new PaperExchange(market),
    alerts,
    ...(used !== undefined && { requests: used }),
  };
  const ticking = createHandler({
    ending: endingEarly,
    bot,
    ports: {
      ...ports,
      ...((environment.allowLive || isDemo) &&
        whyNotLive(exchangeId) === undefined &&
        liveWith(environment, { market, clock, transport, requests })),
    },
    log,
    newInvocationId: newId,
    sleep,
    alignToMinuteSeconds: environment.alignToMinuteSeconds,
    takeWarnings: () => warnings.splice(0),
  });
  const handler: BotHandler = async (event, context) => {
    const report = await ticking(event, context);
    if (isBelowMinimum(report)) market.doubt();
    // A tick that watched until its minute was nearly over leaves it to another.
    if (context.getRemainingTimeInMillis() > RENEWAL_TIME_MS) await market.renew();
    return report;
  };
  // Without the exchange's account, which only a tick reads.
  const warm = async () => {
    const late = new AbortController();
    const invocation = { id: newId(), deadlineMs: clock.nowMs() + MINUTE_MS, signal: late.signal };
    const rehearsal = runTick(bot, { ...ports, store: warmUpLedger(store) }, invocation).catch(() => {});
    await Promise.race([rehearsal, sleep(WARM_MAX_MS, late.signal)]);
    late.abort();
  };
  return { handler, warm };
}

/** It sent nothing, so the exchange had nothing to contradict. */
function isBelowMinimum({ verdicts }: TickReport): boolean {
  return verdicts.some((verdict) => verdict.kind === 'denied' && verdict.code === 'minimum');
}

interface Connected {
  readonly market: LazyMarket;
  readonly clock: VenueClock;
  readonly transport: CcxtTransport;
  readonly requests: VenueRequests;
}

/** Trades with real money, or at the demo; the account is opened when it first does. */
function liveWith(
  { botId, symbols, isDemo, requestWeightMax }: Environment,
  { market, clock, transport, requests }: Connected,
): Required<Pick<Ports, 'live' | 'preflight' | 'holdings'>> {
  const keys = new SsmKeys(botId, isDemo);
  const account = new LazyAccount({
    exchangeClass,
    transport,
    isDemo,
    symbols,
    market,
    clock,
    keys,
    requests,
    ...(requestWeightMax !== undefined && { requestWeightMax }),
  });
  return {
    live: new CcxtExchange({ source: account, market, clock, requests }),
    preflight: (parameters) => account.preflight(parameters),
    holdings: () => account.holdings(),
  };
}

/** SNS's client is made with the first alert. */
function lazyAlerts(
  { alertTopicArn, botId, isDemo }: Environment,
  onWarning: (text: string) => void,
): Alerts {
  let made: Alerts | undefined;
  return {
    publish: async (alert) => {
      made ??= new SnsAlerts(alertTopicArn, { id: botId, isDemo });
      await made.publish(alert).catch((error: unknown) => {
        onWarning(`an alert could not be sent to ${alertTopicArn}: ${awsWords(error)}`);
        throw error;
      });
    },
  };
}
