/**
 * Is a run made real-time by its own name, and for one more release by the old one?
 */
import { Command, CommanderError } from 'commander';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  realtimeExchange,
  withRealtimeOptions,
  type RealtimeOptions,
} from '../../../infra/cli/commands/trade/realtime-options.ts';

const program = () => {
  const command = new Command().exitOverride().configureOutput({ writeErr: () => {} });
  command
    .option('--seed <n>')
    .option('--funding <files...>')
    .action(() => {});
  return withRealtimeOptions(command);
};

/** The exchange, and what was printed to the standard error. */
function chosen(...words: readonly string[]): readonly [string | undefined, readonly unknown[]] {
  const error = vi.spyOn(console, 'error').mockImplementation(() => {});
  const options = program()
    .parse([...words], { from: 'user' })
    .opts<RealtimeOptions>();
  return [realtimeExchange(options), error.mock.calls.flat()];
}

afterEach(() => vi.restoreAllMocks());

describe('the exchange of a real-time run', () => {
  it('the exchange of a real-time run follows --real-time, and a run without it has none', () => {
    expect(chosen('--real-time', 'kraken')).toEqual(['kraken', []]);
    expect(chosen()).toEqual([undefined, []]);
  });

  it('the exchange of a real-time run follows --live too, which names the new option in one sentence', () => {
    expect(chosen('--live', 'kraken')).toEqual([
      'kraken',
      ['scalper: --live is now --real-time: a market of now, with fills on paper; live means real money'],
    ]);
  });

  it('the exchange of a real-time run is named once, and beside no market of the past', () => {
    for (const name of ['--real-time', '--live']) {
      expect(() => chosen(name, 'kraken', '--seed', '2')).toThrow(CommanderError);
      expect(() => chosen(name, 'kraken', '--funding', 'a.csv')).toThrow(CommanderError);
    }
    expect(() => chosen('--real-time', 'kraken', '--live', 'kraken')).toThrow(CommanderError);
  });

  it('the exchange of a real-time run is in the help under its own name only', () => {
    expect(program().helpInformation()).toContain('--real-time <exchange>');
    expect(program().helpInformation()).not.toContain('--live');
  });
});
