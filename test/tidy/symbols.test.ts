/**
 * Is a schema or a pattern found that parses symbols beside the one place for them?
 */
import { expect, it } from 'vitest';
import { symbolsAreParsedInOnePlace } from './symbols.ts';

const found = (path: string, text: string) => symbolsAreParsedInOnePlace([{ path, text }]);

it.each([
  'symbol: z.string(),',
  '  symbol: z.string().min(1),',
  'symbols: z.array(z.string()),',
  'symbols: z .array(z.string()),',
  'symbol: text,',
  'symbol: word,',
  'BOT_SYMBOLS: z.string(),',
  'const SYMBOL = /([a-z0-9]{2,20}usdt)/i;',
  'if (/^[A-Z]+USDT$/.test(name)) return name;',
])('a symbol is parsed by another schema: %s', (text) => {
  expect(found('infra/a.ts', text)).toHaveLength(1);
});

it.each([
  'symbol: marketName,',
  'symbols: z.array(marketName),',
  'symbols: z.array(botSymbol).min(1),',
  'const row = { symbol: string };',
  '// BTC/USDT:USDT',
  '  /** Such as `BTC/USDT:USDT`. */',
])('a symbol is parsed by no other schema: %s', (text) => {
  expect(found('lambda/a.ts', text)).toEqual([]);
});

it('the place of the schemas has them', () => {
  expect(found('lambda/adapters/symbol-names.ts', 'symbol: z.string(),')).toEqual([]);
});
