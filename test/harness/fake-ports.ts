/**
 * A parameter source and a topic of the tests' own.
 */
import type { Ports } from '../../lambda/ports.ts';
import type { BotParameters } from '../../lambda/config.ts';
import type { Alert } from '../../lambda/core/alerts/alert.ts';

/** Always these parameters. */
export function validParameters(parameters: BotParameters): Ports['parameterSource'] {
  return { load: () => Promise.resolve({ status: 'valid', parameters }) };
}

/** Publishes into a list. */
export function fakeAlerts(published: Alert[]): Ports['alerts'] {
  return {
    publish: (alert) => {
      published.push(alert);
      return Promise.resolve();
    },
  };
}
