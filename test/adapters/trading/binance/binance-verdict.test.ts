/**
 * Is a request certainly refused, or does nobody know, whatever way it failed in?
 */
import { describe, expect, it } from 'vitest';
import {
  binanceCode,
  binanceVerdictOf,
} from '../../../../lambda/adapters/trading/binance/binance-verdict.ts';
import { orderFailureOf } from '../../../../lambda/adapters/trading/orders/order-failure.ts';
import { VenueError, type FailureKind } from '../../../../lambda/adapters/market/venue-error.ts';
import { rowsOf } from '../../../harness/builders.ts';

/** An error as ccxt throws it: its class by name, and the venue's answer in its words. */
function ccxtError(name: string, answer: string): Error {
  return Object.assign(new Error(`binanceusdm ${answer}`), { name });
}

/** `rejected unavailable`, `unknown`, `ask duplicate`. */
function inWords(thrown: unknown): string {
  const failure = orderFailureOf(thrown, { verdictOf: binanceVerdictOf });
  switch (failure.status) {
    case 'unknown':
      return 'unknown';
    case 'ask':
      return `ask ${failure.because}`;
    case 'rejected':
      return `rejected ${failure.code ?? ''}`.trim();
  }
}

const BY_CODE = rowsOf(`
  -1000   unknown
  -1001   unknown
  -1006   unknown
  -1007   unknown
  -1003   rejected unavailable
  -1008   rejected unavailable
  -1015   rejected unavailable
  -1016   rejected unavailable
  -1021   rejected clock
  -4188   rejected clock
  -5028   rejected clock
  -1002   rejected credentials
  -1022   rejected credentials
  -2014   rejected credentials
  -2015   rejected credentials
  -2011   ask not-found
  -2013   ask not-found
  -2021   rejected would-trigger
  -2022   rejected nothing-to-reduce
  -4118   rejected nothing-to-reduce
  -4509   rejected nothing-to-reduce
  -5021   rejected would-cross
  -5022   rejected would-cross
  -4116   ask duplicate
  -20132  ask duplicate
  -4130   ask duplicate
  -4061   rejected hedge-mode
  -4411   rejected agreement-unsigned
  -2023   rejected reduce-only-account
  -4087   rejected reduce-only-account
  -4088   rejected reduce-only-account
  -4183   rejected reduce-only-account
  -4192   rejected reduce-only-account
  -4400   rejected reduce-only-account
  -4401   rejected reduce-only-account
  -4402   rejected reduce-only-account
  -4403   rejected reduce-only-account
  -1111   rejected stale-market
  -4002   rejected stale-market
  -4003   rejected stale-market
  -4004   rejected stale-market
  -4005   rejected stale-market
  -4013   rejected stale-market
  -4014   rejected stale-market
  -4023   rejected stale-market
  -4029   rejected stale-market
  -4030   rejected stale-market
  -4164   rejected stale-market
  -2019   rejected
  -1013   rejected
  -4999   rejected
  200     unknown
`);

describe('A failure', () => {
  it.each(BY_CODE)('a failure with the code %s is %s, whatever class ccxt makes of it', (code, words) => {
    for (const name of ['ExchangeError', 'OperationFailed', 'NetworkError', 'SomethingNew']) {
      expect(inWords(ccxtError(name, `{"code":${code},"msg":"of a test"}`))).toBe(words);
      expect(inWords(ccxtError(name, `{"code":"${code}","msg":"of a test"}`))).toBe(words);
    }
  });

  it.each(
    rowsOf(`
      ArgumentsRequired      rejected
      BadRequest             rejected
      BadSymbol              rejected
      InvalidOrder           rejected
      NotSupported           rejected
      InsufficientFunds      rejected
      OperationRejected      rejected
      AuthenticationError    rejected credentials
      PermissionDenied       rejected credentials
      DDoSProtection         rejected unavailable
      OnMaintenance          rejected unavailable
      RateLimitExceeded      rejected unavailable
      ExchangeNotAvailable   unknown
      RequestTimeout         unknown
      NetworkError           unknown
      ExchangeError          unknown
      TypeError              unknown
    `),
  )('a failure without a code, of the class %s, is %s', (name, words) => {
    expect(inWords(ccxtError(name, 'did not work'))).toBe(words);
  });

  it.each([
    ['unreachable', 'rejected unavailable'],
    ['rate-limited', 'rejected unavailable'],
    ['region-refused', 'rejected region'],
    ['not-supported', 'rejected'],
    ['no-answer', 'unknown'],
    ['connection-lost', 'unknown'],
    ['unavailable', 'unknown'],
    ['unexpected-answer', 'unknown'],
    ['refused', 'unknown'],
  ] as const satisfies readonly (readonly [FailureKind, string])[])(
    'a failure of the kind %s is %s',
    (kind, words) => {
      expect(inWords(new VenueError(kind, 'of a test'))).toBe(words);
    },
  );

  it('a failure is a refusal where the venue says so, or its firewall does', () => {
    expect(inWords(new VenueError('unavailable', '503', { httpStatus: 503, isRefused: true }))).toBe(
      'rejected unavailable',
    );
    expect(inWords(new VenueError('unexpected-answer', '403', { httpStatus: 403 }))).toBe(
      'rejected unavailable',
    );
    const busy = ccxtError('OperationFailed', '{"code":-1000,"msg":"Service Unavailable."}');
    expect(inWords(busy)).toBe('rejected unavailable');
    const region = ccxtError('ExchangeNotAvailable', '{"code":0,"msg":"… from a restricted location …"}');
    expect(inWords(region)).toBe('rejected region');
  });

  it('a failure that is no error at all is unknown', () => {
    for (const thrown of [undefined, null, 'text', 7, {}]) expect(inWords(thrown)).toBe('unknown');
  });

  it('a failure has the code that the answer has, and none where it has none', () => {
    expect(binanceCode(new Error('binanceusdm {"code":-2019,"msg":"no"}'))).toBe(-2019);
    expect(binanceCode(new Error('binanceusdm 502 Bad Gateway'))).toBeUndefined();
  });
});
