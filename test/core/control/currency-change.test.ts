/**
 * What becomes of a bot whose symbols settle in another currency than its ledger?
 */
import { describe, expect, it } from 'vitest';
import {
  currencyToBegin,
  haltForCurrency,
  otherCurrency,
} from '../../../lambda/core/control/currency-change.ts';
import { NOON, botState, position } from '../../harness/builders.ts';

const flat = () => botState();
const open = () => botState({ ledger: { positions: [position()] } });
const usdc = () => botState({ ledger: { currency: 'USDC' } });

describe('symbols in another currency', () => {
  it('symbols in another currency than the ledger’s are told from those in the same, and from those that name none', () => {
    expect(otherCurrency(flat(), ['BTCUSDC'])).toBe('USDC');
    expect(otherCurrency(usdc(), ['BTCUSDT'])).toBe('USDT');
    expect(otherCurrency(flat(), ['BTCUSDT'])).toBeUndefined();
    expect(otherCurrency(usdc(), ['XAUUSD', 'BTCUSDC'])).toBeUndefined();
    expect(otherCurrency(usdc(), ['XAUUSD'])).toBeUndefined();
  });

  it('symbols in another currency begin an epoch of a flat bot on paper, and of no other', () => {
    expect(currencyToBegin(flat(), ['BTCUSDC'])).toBe('USDC');
    expect(currencyToBegin(flat(), ['BTCUSDT'])).toBeUndefined();
    expect(currencyToBegin(open(), ['BTCUSDC'])).toBeUndefined();
    expect(currencyToBegin(botState({ account: undefined }), ['BTCUSDC'])).toBeUndefined();
  });

  it('symbols in another currency halt any other bot, which is told what to do', () => {
    const { halted } = haltForCurrency(open(), ['BTCUSDC'], NOON).ledger;
    expect(halted).toEqual({
      sinceMs: NOON,
      cause:
        'its symbols settle in USDC, and its ledger is kept in USDT: put symbols in USDT back into infra/stages.ts and deploy, or let everything close and set mode=paper, and a ledger in USDC begins',
    });
    const state = open();
    expect(haltForCurrency(state, ['BTCUSDT'], NOON)).toBe(state);
  });
});
