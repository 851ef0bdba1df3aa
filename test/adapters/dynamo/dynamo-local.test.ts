/**
 * Does the ledger do on AWS's own DynamoDB Local what it does on dynalite?
 *
 * dynalite is written by others after AWS's description; DynamoDB Local is AWS's. One process serves everything that is
 * asked of it here. It needs Java: without, these tests are skipped, and fail where `CI` is set.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { chooseMarket } from '../../../infra/market/market-source.ts';
import { exactStoreContract, strictStoreContract } from './dynamo-contract.ts';
import { lostAnswersContract } from './dynamo-lost-responses.ts';
import { expectSameAsInMemory, firstMinutes } from './dynamo-parity.ts';
import { useDynamoDbLocal } from './dynamo-servers.ts';
import { tickCostContract } from './dynamo-tick-cost.ts';
import { findJava } from './dynamodb-local.ts';
import { ledgerStoreContract } from '../ledger-contract.ts';

const RECORDING = fileURLToPath(
  new URL('../../../../shared/data/candles/binance-usdm/BTCUSDT-1m-2025-05.csv.gz', import.meta.url),
);
const THREE_HOURS_MINUTES = 180;

const java = findJava();

it('DynamoDB Local can be asked here, or this is no place where everything has to be', () => {
  if (java === undefined) console.warn('There is no Java here: nothing is tested against DynamoDB Local.');
  const isCi = !['', '0', 'false'].includes(process.env['CI'] ?? '');
  expect(java !== undefined || !isCi, 'CI needs Java, such as openjdk-17-jre-headless').toBe(true);
});

describe.skipIf(java === undefined)('With DynamoDB Local (skipped without Java, which it needs)', () => {
  const local = useDynamoDbLocal(java);

  ledgerStoreContract('The ledger on DynamoDB Local', () => local.newStore());
  exactStoreContract('The ledger on DynamoDB Local', () => local.newStore(), 40);
  strictStoreContract('The ledger on DynamoDB Local', () => local.newStore());
  lostAnswersContract('The ledger on DynamoDB Local', local);
  tickCostContract('DynamoDB Local', local);

  describe('On DynamoDB Local and in memory', () => {
    it('a synthetic day is the same', async () => {
      const market = await chooseMarket({ symbols: ['BTCUSDT', 'ETHUSDT'], seed: 5, days: 1 });
      await expectSameAsInMemory(market, await local.newStore());
    });

    it.skipIf(!existsSync(RECORDING))(
      'three recorded hours are the same (skipped where the recording is absent)',
      async () => {
        const market = await chooseMarket({ candles: [RECORDING], days: 1 });
        await expectSameAsInMemory(firstMinutes(market, THREE_HOURS_MINUTES), await local.newStore());
      },
    );
  });
});
