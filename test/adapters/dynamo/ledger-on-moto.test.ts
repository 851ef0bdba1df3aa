/**
 * Does the ledger do on moto what it does on dynalite, and does moto answer what AWS's own emulator answered?
 *
 * dynalite and moto were written apart from each other, after AWS's description. One process serves everything that is
 * asked of it here. Where moto is not installed these tests are skipped.
 */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { chooseMarket } from '../../../infra/market/market-source.ts';
import { hasMoto, INSTALLED, MOTO_MISSING, REQUIREMENTS } from '../../moto/moto-server.ts';
import { ledgerStoreContract } from '../ledger-contract.ts';
import { commandPlacesContract } from './dynamo-command-places.ts';
import { exactStoreContract, strictStoreContract } from './dynamo-contract.ts';
import { lostAnswersContract } from './dynamo-lost-responses.ts';
import { expectSameAsInMemory, firstMinutes } from './dynamo-parity.ts';
import { useMoto } from './dynamo-servers.ts';
import { tickCostContract } from './dynamo-tick-cost.ts';
import { twoReadsContract } from './dynamo-two-reads.ts';
import { unreadCommandsContract } from './dynamo-unread-commands.ts';
import { recordedAnswersContract } from './recorded/recorded-contract.ts';

const RECORDING = fileURLToPath(
  new URL('../../../../shared/data/candles/binance-usdm/BTCUSDT-1m-2025-05.csv.gz', import.meta.url),
);
const THREE_HOURS_MINUTES = 180;
/** A whole day goes through dynalite. */
const TEN_HOURS_MINUTES = 600;

it('moto is installed as it is listed, or its absence is said', () => {
  if (!hasMoto()) console.warn(`Nothing is tested against moto: ${MOTO_MISSING}`);
  else
    expect(readFileSync(INSTALLED, 'utf8'), 'npm run moto:install').toBe(readFileSync(REQUIREMENTS, 'utf8'));
});

describe.skipIf(!hasMoto())('With moto (skipped where `npm run moto:install` has not installed it)', () => {
  const moto = useMoto();

  ledgerStoreContract('The ledger on moto', () => moto.newStore());
  exactStoreContract('The ledger on moto', () => moto.newStore(), 40);
  strictStoreContract('The ledger on moto', () => moto.newStore());
  lostAnswersContract('The ledger on moto', moto);
  twoReadsContract('The ledger on moto', moto);
  commandPlacesContract('The ledger on moto', moto);
  unreadCommandsContract('The ledger on moto', moto);
  tickCostContract('moto', moto);
  recordedAnswersContract('moto', moto);

  describe('On moto and in memory', () => {
    it('on moto and in memory ten synthetic hours are the same', async () => {
      const market = await chooseMarket({ symbols: ['BTCUSDT', 'ETHUSDT'], seed: 5, days: 1 });
      await expectSameAsInMemory(firstMinutes(market, TEN_HOURS_MINUTES), await moto.newStore());
    });

    it.skipIf(!existsSync(RECORDING))(
      'on moto and in memory three recorded hours are the same (skipped where the recording is absent)',
      async () => {
        const market = await chooseMarket({ candles: [RECORDING], days: 1 });
        await expectSameAsInMemory(firstMinutes(market, THREE_HOURS_MINUTES), await moto.newStore());
      },
    );
  });
});
