/**
 * Is JSON read as it comes, and refused where it is none, with its place?
 */
import { describe, expect, it } from 'vitest';
import { readCandleFiles } from '../../infra/candles/candle-files.ts';
import { bySymbol, file, minute, refusal, row } from '../harness/candle-writing.ts';

describe('candles in JSON', () => {
  it.each([
    ['[', 'line 1: is not whole JSON: '],
    [`[[${row(0).join()}],`, 'line 1: is not whole JSON: '],
    [`[[${row(0).join()}]\n,]`, 'line 2: is not whole JSON: '],
    [`[[${row(0).join()}],\n,[1]]`, 'line 2: is not whole JSON: '],
    [`[[${row(0).join()}]]\n ]`, 'line 2: is not whole JSON: "]" comes after its end'],
    [`[[${row(0).join()}]}`, 'line 1: is not whole JSON: '],
    [`[\n["${'x'.repeat(1_100_000)}`, 'line 1: is not whole JSON: a row of more than a mebibyte'],
    ['[[1,2', 'line 1: is not whole JSON: '],
    ['[\n[1746057600000,1,1,1,1,1],\n[x', 'line 3: is not whole JSON: '],
    ['{"a":1}', 'is JSON, and must be a list of rows'],
    ['[]', 'is empty, and must hold a header and rows'],
    [
      '[[1,2,3]]',
      'row 1: is a list of 3 values, whose order is not known: write objects, which name their values',
    ],
    [`[[${row(0).join()}],7]`, 'row 2: is "7", and must be a list or an object'],
    [`[[${row(0).join()}],{}]`, 'row 2: is an object, and must be a list as the rows before'],
    [
      `[[${row(0).join()}],[${minute(1)},1,1,1,1]]`,
      'row 2: the row "1746057660000,1,1,1,1" has 5, and must have 6 columns',
    ],
    [
      `[[${row(0).join()}],[${minute(1)},1,1,1,1,null]]`,
      'row 2: volume is "null", and must be a decimal number of 0 or more',
    ],
    [
      `[[${row(0).join()}],[${minute(1)},1,1,1,1,-1]]`,
      'row 2: volume is "-1", and must be a decimal number of 0 or more',
    ],
  ])('candles in JSON are refused: %s', async (content, words) => {
    expect((await refusal(await file(content, 'BTC_USDT-1m.json'))).message).toContain(words);
  });

  it('candles in JSON are refused where a comma is followed by no row, also in another chunk', async () => {
    const far = ' '.repeat(100_000);
    for (const text of [`[[${row(0).join()}],${far}]`, `[[${row(0).join()}],${far},[]]`]) {
      const error = await refusal(await file(text, 'BTC_USDT-1m.json'));
      expect(error.message).toContain(', line 1: is not whole JSON: ');
    }
  });

  it('candles in JSON are read wherever their chunks are cut, and whatever stands in their texts', async () => {
    const rows = Array.from({ length: 3000 }, (_, index) => row(index, 100 + index / 8));
    const texts = rows.map(([timestamp, open, high, low, close, volume]) =>
      JSON.stringify({ timestamp, open, high, low, close, volume, note: 'é "],[{\\"' }, undefined, 2),
    );
    const path = await file(`\uFEFF\n [${texts.join('\n,')} ]\n`, 'BTCUSDT-1m.json');
    expect(bySymbol((await readCandleFiles([path])).symbols)).toEqual({ BTCUSDT: rows });
    const wrong = await file(
      `[${texts.join(',\n').replace(/"open": 400,/, '"open": 400;')}]`,
      'BTCUSDT-1m.json',
    );
    const at = texts.slice(0, 2400).join('\n').split('\n').length + 3;
    expect(await refusal(wrong)).toMatchObject({ line: at });
  });
});
