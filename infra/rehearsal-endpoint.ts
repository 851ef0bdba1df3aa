/**
 * Where an exchange's bytes go instead in a rehearsal: to a stand-in on this machine, and nowhere else.
 */
import { LOOPBACK } from '../lambda/environment.ts';
import { InputError } from './input-error.ts';

/** @throws InputError where the address is not on the loopback interface. */
export function rehearsalEndpoint(): string | undefined {
  const endpoint = process.env['EXCHANGE_ENDPOINT'];
  if (endpoint === undefined || LOOPBACK.test(endpoint)) return endpoint;
  throw new InputError(`EXCHANGE_ENDPOINT is ${endpoint}: it must be on the loopback interface`);
}
