/**
 * What do people, schedules and deployments hand to the bot as text, and is every wrong one named?
 *
 * Parameters, events, environment, the stage file, options of the command line, the old bot's ledger, the log.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readingOf } from '../../lambda/adapters/aws/parameter-document.ts';
import { DEFAULT_PARAMETERS, parseParameters } from '../../lambda/config.ts';
import { parseEnvironment } from '../../lambda/environment.ts';
import { parseScheduledEvent } from '../../lambda/handler.ts';
import { assignment } from '../../infra/cli/commands/options.ts';
import { failuresLine, scheduleLine } from '../../infra/cli/reports/doctor-log.ts';
import { secondLine } from '../../infra/cli/reports/doctor-second.ts';
import { resultOfImport } from '../../infra/cli/reports/imported-result.ts';
import { importScreen } from '../../infra/cli/screens/import-screen.ts';
import { logScreen } from '../../infra/cli/screens/log-screen.ts';
import { readLedger } from '../../infra/imported/read-ledger.ts';
import { STAGE, parseStage } from '../../infra/stages.ts';
import { NOON } from '../harness/builders.ts';
import { brokenJson, brokenText, brokenValue } from './breakers.ts';
import { fuzz, verdictOf } from './fuzzing.ts';

const EVENT = {
  version: '0',
  id: '0b6a4d0c-7d3f-4c1f-8a56-2f4a3b1f9d11',
  'detail-type': 'Scheduled Event',
  source: 'aws.events',
  account: '123456789012',
  time: '2025-05-05T12:00:00Z',
  region: 'ap-northeast-1',
  resources: ['arn:aws:events:ap-northeast-1:123456789012:rule/paper'],
  detail: {},
};

const ENVIRONMENT = {
  BOT_ID: 'paper',
  BOT_SYMBOLS: 'BTCUSDT,ETHUSDT',
  EXCHANGE_ID: 'binanceusdm',
  TABLE_NAME: 'the-table',
  PARAMETERS_NAME: '/kallisti/paper/params',
  ALERT_TOPIC_ARN: 'arn:aws:sns:ap-northeast-1:123456789012:paper-alerts',
  RELEASE: '0123456789ab bundle 0123456789ab',
  ALLOW_LIVE: 'false',
  ALIGN_TO_MINUTE: '15',
  REQUEST_WEIGHT_MAX: '1200',
};

const TRADE = {
  id: 'pos-1',
  side: 'Long',
  status: 'closed',
  entryPrice: 95_000,
  entryTime: NOON,
  exitPrice: 95_100,
  exitTime: NOON + 60_000,
  collateral: 30,
  leverage: 20,
  pnl: 0.63,
  reason: 'take-profit',
};
const OLD_LEDGER = {
  balance: 2_000.63,
  initialBalance: 2_000,
  positions: [
    TRADE,
    { ...TRADE, id: 'pos-2', side: 'Short', pnl: -0.63 },
    { ...TRADE, id: 'pos-3', status: 'open' },
  ],
};

const TICK = {
  level: 'INFO',
  message: 'tick',
  tick: '2025-05-05T12:00:00.000Z',
  eventTime: '2025-05-05T11:59:57Z',
  eventLagSeconds: 0.4,
  decisionLagSeconds: 0.8,
  durationMs: 120.5,
  status: 'committed',
  rows: ['17 opened'],
  entries: ['BTCUSDT entered'],
  balanceUsd: 1999.5,
  release: '0123456789ab',
};

const is = (value: unknown) => fc.constant(value);

describe('Broken documents', () => {
  it('a broken document of parameters is valid, or refused with the key, the value and the bound', async () => {
    const verdicts = await fuzz({
      target: 'a broken document of parameters',
      input: brokenJson(is(DEFAULT_PARAMETERS)),
      runs: 300,
      meets: (text) => {
        const reading = readingOf(text);
        if (reading.status === 'refused') {
          expect(reading.violations.length).toBeGreaterThan(0);
          for (const { bound } of reading.violations) expect(bound).not.toBe('');
        } else expect(parseParameters(reading.parameters)).toEqual(reading.parameters);
        return reading.status;
      },
    });
    expect(verdicts.size).toBe(2);
  });

  it('broken parameters are taken, or named by a ParameterError', async () => {
    await fuzz({
      target: 'broken parameters',
      input: brokenValue(is(DEFAULT_PARAMETERS)),
      runs: 300,
      meets: (written) => verdictOf(() => parseParameters(written)),
    });
  });

  it('a broken event of the schedule proposes a minute, or is an EventError', async () => {
    await fuzz({
      target: 'a broken event',
      input: brokenValue(is(EVENT)),
      runs: 300,
      meets: (event) => verdictOf(() => expect(Date.parse(parseScheduledEvent(event).time)).not.toBeNaN()),
    });
  });

  it('a broken environment names what is wrong', async () => {
    const texts = brokenValue(is(ENVIRONMENT)).map((broken) => {
      if (typeof broken !== 'object' || broken === null) return {};
      return Object.fromEntries(
        Object.entries(broken).map(([name, value]): [string, string] => [
          name,
          typeof value === 'string' ? value : fc.stringify(value),
        ]),
      );
    });
    await fuzz({
      target: 'a broken environment',
      input: texts,
      runs: 300,
      meets: (variables) =>
        verdictOf(() => {
          const { symbols, requestWeightMax = 1 } = parseEnvironment(variables);
          expect(symbols.length).toBeGreaterThan(0);
          expect(Number.isFinite(requestWeightMax)).toBe(true);
        }),
    });
  });

  it('a broken stage names every mistake', async () => {
    await fuzz({
      target: 'a broken stage',
      input: brokenValue(is(STAGE)),
      runs: 200,
      meets: (stage) => verdictOf(() => parseStage(stage)),
    });
  });

  it('a broken ledger of the old bot is read and counted, or named with its places', async () => {
    await fuzz({
      target: 'a broken old ledger',
      input: brokenJson(is(OLD_LEDGER)),
      runs: 300,
      meets: (text) =>
        verdictOf(() => {
          const old = readLedger(text, 'ledger.json');
          const costs = { takerFeePct: 0.05, slippageBps: 0.5 };
          const result = resultOfImport(old, costs);
          expect([importScreen('ledger.json', old, result, costs, 100)].flat()).not.toEqual([]);
          for (const { trade, netUsd } of result.trades) {
            expect(Number.isFinite(trade.quantity) && Number.isSafeInteger(netUsd)).toBe(true);
          }
        }),
    });
  });

  it('a broken option of a parameter is a name and a value, or named', async () => {
    await fuzz({
      target: 'a broken --set',
      input: fc.oneof(
        brokenText(fc.constant('targetPct=0.2')),
        fc.string({ unit: 'binary' }),
        brokenJson(is('a=1')),
      ),
      runs: 300,
      meets: (written) => verdictOf(() => parseParameters(Object.fromEntries([assignment(written)]))),
    });
  });

  it('a broken line of the log is shown, and no check of the doctor falls over it', async () => {
    await fuzz({
      target: 'a broken line of the log',
      input: brokenJson(is(TICK)),
      runs: 300,
      meets: (line) => {
        expect(typeof logScreen(line)).toBe('string');
        const lines = [line, JSON.stringify(TICK)];
        for (const found of [
          secondLine(lines, 'paper'),
          scheduleLine(lines, 'eu-west-1'),
          failuresLine(lines, 'paper'),
        ]) {
          expect(JSON.stringify(found)).not.toMatch(/NaN|Infinity/);
        }
        return 'shown';
      },
    });
  });
});
