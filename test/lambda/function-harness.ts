/**
 * Everything that the deployed function meets, on the loopback interface: its table, parameters, topic and exchange,
 * and the runtime that hands it events. One minute at a time, in a time of the test's own.
 */
import { DynamoLedger } from '../../lambda/adapters/dynamo/dynamo-ledger.ts';
import { scheduledEvent } from '../../infra/local/paper-run.ts';
import {
  LOCAL_TABLE,
  localClient,
  openEmbeddedDynamo,
  type EmbeddedDynamo,
} from '../../infra/local/embedded-dynamodb.ts';
import { NODE_OPTIONS } from '../../infra/constructs/bot-function.ts';
import { SECOND_MS } from '../../lambda/core/units.ts';
import { FakeAws } from '../harness/aws/fake-aws.ts';
import { BadLine } from '../adapters/dynamo/dynamo-faults.ts';
import { type BinanceVenue, quietVenue } from '../venue/binance-venue.ts';
import { FunctionProcess, platformEnvironment } from './function-process.ts';
import type { Answer } from '../harness/fake-lambda-runtime.ts';

export const BOT = 'paper';
export const TOPIC = 'arn:aws:sns:ap-northeast-1:000000000000:alerts';
const PARAMETERS = `/kallisti/${BOT}/params`;

/** Credentials that must never be seen again. */
export const CANARIES = {
  AWS_ACCESS_KEY_ID: 'CANARYKEYID000000001',
  AWS_SECRET_ACCESS_KEY: 'canary-secret-0000000000000000000000001',
  AWS_SESSION_TOKEN: 'canary-token-00000000000000000000000001',
} as const;

/** A tick has what the platform gives it, unless a test gives less. */
const TIMEOUT_MS = 55 * SECOND_MS;

/** EventBridge comes so long after the minute has begun. */
export const LAG_MS = 2 * SECOND_MS;

export interface HarnessOptions {
  /** Folder of the built function. */
  readonly folder: string;
  readonly nowMs: number;
  readonly symbols?: readonly string[];
  /** @default 512 */
  readonly memoryMb?: number;
  /** Other variables than those of a deployment. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Options of Node. */
  readonly nodeOptions?: readonly string[];
}

export interface TickOptions {
  readonly timeoutMs?: number;
  /** Instead of the schedule's. */
  readonly event?: unknown;
}

export class FunctionHarness {
  readonly venue: BinanceVenue;
  readonly aws: FakeAws;
  /** Between the function and its table. */
  readonly line: BadLine;
  readonly ledger: DynamoLedger;
  readonly function: FunctionProcess;
  private readonly dynamo: EmbeddedDynamo;
  private readonly client: ReturnType<typeof localClient>;

  private constructor(
    {
      folder,
      symbols = ['BTCUSDT', 'ETHUSDT'],
      memoryMb = 512,
      nodeOptions = [],
      variables = {},
    }: HarnessOptions,
    parts: Pick<FunctionHarness, 'venue' | 'aws' | 'line'> & { readonly dynamo: EmbeddedDynamo },
  ) {
    const { venue, aws, line, dynamo } = parts;
    [this.venue, this.aws, this.line, this.dynamo] = [venue, aws, line, dynamo];
    this.client = localClient(dynamo.endpoint);
    this.ledger = new DynamoLedger(this.client, LOCAL_TABLE);
    this.function = new FunctionProcess({
      folder,
      nodeOptions,
      environment: {
        ...platformEnvironment(memoryMb),
        ...CANARIES,
        ...deployedEnvironment(symbols),
        ...variables,
        AWS_ENDPOINT_URL_DYNAMODB: line.baseUrl,
        AWS_ENDPOINT_URL_SSM: aws.baseUrl,
        AWS_ENDPOINT_URL_SNS: aws.baseUrl,
        EXCHANGE_ENDPOINT: venue.baseUrl,
      },
    });
  }

  static async open(options: HarnessOptions): Promise<FunctionHarness> {
    const [venue, aws] = [quietVenue(options.nowMs), new FakeAws()];
    const [dynamo] = await Promise.all([openEmbeddedDynamo(), venue.open(), aws.open()]);
    aws.parameters.put(PARAMETERS, '{}');
    return new FunctionHarness(options, { venue, aws, dynamo, line: await BadLine.to(dynamo.endpoint) });
  }

  setParameters(parameters: object): void {
    this.aws.parameters.put(PARAMETERS, JSON.stringify(parameters));
  }

  /** A new sandbox, at the time of the venue. */
  start(): Promise<number> {
    return this.function.start(this.venue.timeMs);
  }

  /** The same, with other variables than those of a deployment. */
  startWith(environment: Readonly<Record<string, string>>): Promise<number> {
    return this.function.start(this.venue.timeMs, environment);
  }

  /** The event of a minute, shortly after it has begun. */
  async tick(minuteMs: number, options: TickOptions = {}) {
    const { timeoutMs = TIMEOUT_MS, event = scheduledEvent(minuteMs) } = options;
    const nowMs = minuteMs + LAG_MS;
    this.venue.timeMs = nowMs;
    await this.function.setClock(nowMs);
    return this.function.invoke({ event, deadlineMs: nowMs + timeoutMs });
  }

  async close(): Promise<void> {
    await this.function.close();
    this.client.destroy();
    await this.line.close();
    await Promise.all([this.venue.close(), this.aws.close(), this.dynamo.close()]);
  }
}

/** The variables that a deployment sets; a test holds their names to the template. */
export function deployedEnvironment(symbols: readonly string[]): Readonly<Record<string, string>> {
  return {
    BOT_ID: BOT,
    BOT_SYMBOLS: symbols.join(','),
    EXCHANGE_ID: 'binanceusdm',
    TABLE_NAME: LOCAL_TABLE,
    PARAMETERS_NAME: PARAMETERS,
    ALERT_TOPIC_ARN: TOPIC,
    RELEASE: '4c97113f0a29 bundle 1a2b3c4d5e6f',
    REQUEST_WEIGHT_MAX: '960',
    ALLOW_LIVE: 'false',
    ALIGN_TO_MINUTE: '0',
    NODE_OPTIONS,
  };
}

/** What went well. @throws what the function answered instead */
export function responseOf({ kind, body }: Answer): unknown {
  if (kind === 'error') throw new Error(`the function failed: ${body}`);
  return JSON.parse(body);
}
