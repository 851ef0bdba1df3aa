/**
 * Is the environment that the stack sets read whole, and a wrong one refused with everything that is wrong with it?
 */
import { describe, expect, it } from 'vitest';
import { EnvironmentError, parseEnvironment } from '../lambda/environment.ts';

const VARIABLES = {
  BOT_ID: 'paper',
  BOT_SYMBOLS: 'BTCUSDT,ETHUSDT',
  EXCHANGE_ID: 'binanceusdm',
  TABLE_NAME: 'ledger',
  PARAMETERS_NAME: '/kallisti/paper/params',
  ALERT_TOPIC_ARN: 'arn:aws:sns:ap-northeast-1:123456789012:alerts',
  RELEASE: '4c97113f0a29 bundle 1a2b3c4d5e6f',
  ALLOW_LIVE: 'false',
  ALIGN_TO_MINUTE: '15',
};

describe('the environment', () => {
  it('the environment is refused with everything that is wrong with it', () => {
    const { TABLE_NAME: _, ...rest } = VARIABLES;
    const wrong = {
      ...rest,
      BOT_ID: '',
      ALLOW_LIVE: 'yes',
      ALIGN_TO_MINUTE: '61',
      EXCHANGE_ENDPOINT: 'http://example.org:80',
      REQUEST_WEIGHT_MAX: 'much',
    };
    expect(() => parseEnvironment(wrong)).toThrow(
      new EnvironmentError(
        'the environment of the function: BOT_ID is empty; TABLE_NAME is not set; ALLOW_LIVE must be true or false; ALIGN_TO_MINUTE must be whole seconds from 0 to 60; REQUEST_WEIGHT_MAX must be a number; EXCHANGE_ENDPOINT must be on the loopback interface',
      ),
    );
  });

  it('the environment is refused where its symbols settle in two currencies', () => {
    expect(() => parseEnvironment({ ...VARIABLES, BOT_SYMBOLS: 'BTCUSDC,ETHUSDT' })).toThrow(
      'BOT_SYMBOLS all symbols of a bot settle in one currency, and these do not: ETHUSDT in USDT; BTCUSDC in USDC',
    );
  });

  it('the environment is the one that the stack sets', () => {
    expect(parseEnvironment({ ...VARIABLES, REQUEST_WEIGHT_MAX: '960' })).toEqual({
      botId: 'paper',
      symbols: ['BTCUSDT', 'ETHUSDT'],
      exchangeId: 'binanceusdm',
      tableName: 'ledger',
      parametersName: '/kallisti/paper/params',
      alertTopicArn: 'arn:aws:sns:ap-northeast-1:123456789012:alerts',
      release: VARIABLES.RELEASE,
      allowLive: false,
      isDemo: false,
      alignToMinuteSeconds: 15,
      requestWeightMax: 960,
      exchangeEndpoint: undefined,
    });
    expect(parseEnvironment(VARIABLES).requestWeightMax).toBeUndefined();
  });

  it('the environment is of the exchange or of its demo, and never allows real money at the demo', () => {
    expect(parseEnvironment({ ...VARIABLES, EXCHANGE_DEMO: 'true' })).toMatchObject({
      isDemo: true,
      allowLive: false,
    });
    expect(() => parseEnvironment({ ...VARIABLES, EXCHANGE_DEMO: 'true', ALLOW_LIVE: 'true' })).toThrow(
      'ALLOW_LIVE must be false where EXCHANGE_DEMO is true',
    );
    expect(() => parseEnvironment({ ...VARIABLES, EXCHANGE_DEMO: 'false' })).toThrow(
      'EXCHANGE_DEMO must be true, or not set',
    );
  });

  it.each(['', ' 15', '1.5', '015', '-1', '61', '1e1', 'fifteen'])(
    'the environment waits for the turn of the minute for whole seconds, and not for "%s"',
    (written) => {
      const wrong = { ...VARIABLES, ALIGN_TO_MINUTE: written };
      expect(() => parseEnvironment(wrong)).toThrow('ALIGN_TO_MINUTE must be whole seconds from 0 to 60');
      const { ALIGN_TO_MINUTE: _, ...unset } = VARIABLES;
      expect(() => parseEnvironment(unset)).toThrow('ALIGN_TO_MINUTE is not set');
      expect(parseEnvironment({ ...VARIABLES, ALIGN_TO_MINUTE: '60' }).alignToMinuteSeconds).toBe(60);
      expect(parseEnvironment({ ...VARIABLES, ALIGN_TO_MINUTE: '0' }).alignToMinuteSeconds).toBe(0);
    },
  );

  it('the environment takes no exchange in the place of the real one but on the loopback interface', () => {
    const endpointIn = (EXCHANGE_ENDPOINT: string) =>
      parseEnvironment({ ...VARIABLES, EXCHANGE_ENDPOINT }).exchangeEndpoint;
    for (const endpoint of ['http://127.0.0.1:80', 'http://localhost:80/', 'http://[::1]:80'])
      expect(endpointIn(endpoint)).toBe(endpoint);
    for (const endpoint of [
      'http://127.0.0.1:80@example.org',
      'http://127.0.0.1.example.org:80',
      'http://localhost:80/@example.org',
      'http://0.0.0.0:80',
      'http://[::ffff:203.0.113.1]:80',
      'https://fapi.binance.com',
      'http://127.0.0.1:80\n',
    ])
      expect(() => endpointIn(endpoint)).toThrow('EXCHANGE_ENDPOINT must be on the loopback interface');
  });
});
