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
};

describe('the environment', () => {
  it('the environment is refused with everything that is wrong with it', () => {
    const { TABLE_NAME: _, ...rest } = VARIABLES;
    const wrong = {
      ...rest,
      BOT_ID: '',
      ALLOW_LIVE: 'yes',
      EXCHANGE_ENDPOINT: 'http://example.org:80',
      REQUEST_WEIGHT_MAX: 'much',
    };
    expect(() => parseEnvironment(wrong)).toThrow(
      new EnvironmentError(
        'the environment of the function: BOT_ID is empty; TABLE_NAME is not set; ALLOW_LIVE must be true or false; REQUEST_WEIGHT_MAX must be a number; EXCHANGE_ENDPOINT must be on the loopback interface',
      ),
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
      requestWeightMax: 960,
      exchangeEndpoint: undefined,
    });
    expect(parseEnvironment(VARIABLES).requestWeightMax).toBeUndefined();
  });
});
