/**
 * The option that makes a run real-time, under its name and under that of the release before.
 *
 * Invariant: live means real money and nothing else. A run with `--live` prints the new name of the option.
 */
import { Option, type Command } from 'commander';
import { printAside } from '../../terminal/output.ts';

export interface RealtimeOptions {
  readonly realTime?: string;
  readonly live?: string;
}

/** Options of markets of the past. */
const NOT_IN_REAL_TIME = [
  'candles',
  'detail',
  'funding',
  'symbol',
  'columns',
  'utcOffset',
  'seed',
  'days',
  'from',
  'to',
  'speed',
  'bothWays',
];

const OLD_NAME =
  'scalper: --live is now --real-time: a market of now, with fills on paper; live means real money';

export function withRealtimeOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--real-time <exchange>',
        'a market of now, with fills on paper: an exchange by its id in ccxt, such as binanceusdm',
      ).conflicts(NOT_IN_REAL_TIME),
    )
    .addOption(new Option('--live <exchange>').hideHelp().conflicts(['realTime', ...NOT_IN_REAL_TIME]));
}

/** ccxt's id of the exchange of a real-time run; `undefined` for a market of the past. */
export function realtimeExchange({ realTime, live }: RealtimeOptions): string | undefined {
  if (live !== undefined) printAside(OLD_NAME);
  return realTime ?? live;
}
