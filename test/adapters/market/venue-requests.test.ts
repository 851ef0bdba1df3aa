/**
 * Does a request of the account end by its own deadline?
 */
import { expect, it } from 'vitest';
import { VenueRequests } from '../../../lambda/adapters/market/venue-requests.ts';

it('a request that nobody answers ends by its deadline, and is named', async () => {
  const requests = new VenueRequests({ nowMs: () => 0 }, 20);
  const silent = requests.ask('leverage', () => new Promise<never>(() => {}));
  await expect(silent).rejects.toMatchObject({
    kind: 'no-answer',
    message: 'leverage: no complete answer within 0.02 s',
  });
});
