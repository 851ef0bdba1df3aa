/**
 * Is a day on dynalite the day that it is in memory, and does a tick cost there what it should?
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, it } from 'vitest';
import { chooseMarket } from '../../../infra/market/market-source.ts';
import { expectSameAsInMemory } from './dynamo-parity.ts';
import { useDynalite } from './dynamo-servers.ts';
import { tickCostContract } from './dynamo-tick-cost.ts';

const RECORDING = fileURLToPath(
  new URL('../../../../shared/data/candles/binance-usdm/BTCUSDT-1m-2025-05.csv.gz', import.meta.url),
);

const dynalite = useDynalite();

tickCostContract('dynalite', dynalite);

describe('On dynalite and in memory', () => {
  it('on dynalite and in memory a synthetic day is the same', async () => {
    const market = await chooseMarket({ symbols: ['BTCUSDT', 'ETHUSDT'], seed: 5, days: 1 });
    await expectSameAsInMemory(market, await dynalite.newStore());
  });

  it.skipIf(!existsSync(RECORDING))(
    'on dynalite and in memory a recorded day is the same (skipped where the recording is absent)',
    async () => {
      const market = await chooseMarket({ candles: [RECORDING], days: 1 });
      await expectSameAsInMemory(market, await dynalite.newStore());
    },
  );
});
