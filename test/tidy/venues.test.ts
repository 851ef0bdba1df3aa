/**
 * Is an exchange's own found outside its folder, and left alone inside?
 */
import { describe, expect, it } from 'vitest';
import { shown } from './repository.ts';
import { venuesStayApart } from './venues.ts';

const problems = (path: string, text: string): string[] => shown(venuesStayApart([{ path, text }]));

describe("what is an exchange's own", () => {
  it.each([
    ['lambda/adapters/trading/a.ts', 'await client.createOrder();'],
    ['lambda/adapters/trading/orders/a.ts', 'await client.fetchOpenOrders();'],
    ['lambda/adapters/trading/orders/a.ts', 'const { a } = answer.info;'],
    ['lambda/adapters/trading/a.ts', 'client.fapiPrivateGetIncome({});'],
    ['lambda/adapters/trading/a.ts', '// As Binance does.'],
    ['lambda/adapters/trading/a.ts', "import { a } from './binance/a.ts';"],
    ['lambda/adapters/trading/other/a.ts', "import { a } from '../binance/a.ts';"],
    ['lambda/deployed-bot.ts', "import { a } from './adapters/trading/binance/a.ts';"],
    ['infra/cli/a.ts', "import { a } from '../../lambda/adapters/trading/binance/a.ts';"],
  ])("what is an exchange's own is found in %s: %s", (path, text) => {
    expect(problems(path, `\n${text}\n`)[0]).toContain(`${path}:2 `);
  });

  it.each([
    ['lambda/adapters/trading/binance/a.ts', "import './b.ts';\nclient.createOrder({ recvWindow });"],
    ['lambda/adapters/trading/binance/a.ts', "import '../orders/a.ts';"],
    ['lambda/adapters/trading/live-venues.ts', "import { prepareBinance } from './binance/a.ts';"],
    ['lambda/adapters/trading/a.ts', "import './orders/a.ts';\nawait dialect.find(order);"],
    ['lambda/adapters/market/a.ts', 'client.fetchOHLCV(); // Binance'],
    ['test/live/a.test.ts', "import '../../lambda/adapters/trading/binance/a.ts';"],
  ])("what is an exchange's own is not seen in %s: %s", (path, text) => {
    expect(problems(path, text)).toEqual([]);
  });
});
