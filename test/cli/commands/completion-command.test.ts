/**
 * Does completion know every command, also those below a command?
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { completionOf } from '../../../infra/cli/commands/completion-command.ts';
import { scalperProgram } from '../../../infra/cli/program.ts';

it('completion knows every command below a command by both its words', async () => {
  const program = await scalperProgram();
  const script = completionOf(program, 'bash');
  for (const command of program.commands) {
    expect(script).toContain(`    '${command.name()}'`);
    for (const below of command.commands) {
      expect(script).toContain(`    '${command.name()} ${below.name()}'`);
    }
  }
});

/** What bash offers where the last word is being typed. */
async function offered(...words: readonly string[]): Promise<readonly string[]> {
  const script = completionOf(await scalperProgram(), 'bash');
  const asked = `COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _scalper; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout } = await promisify(execFile)('bash', ['-c', `${script}\n${asked}`, 'bash', ...words]);
  return stdout.trimEnd().split('\n');
}

it('completion knows the names of parameters where one is set, in bash', async () => {
  expect(await offered('scalper', 'start', '--set', 'target')).toEqual(['targetPct=']);
  expect(await offered('./scalper', 'sweep', '--range', 'recovery')).toEqual([
    'recoverySeconds=',
    'recoveryStopPct=',
  ]);
  expect(await offered('scalper', 'params', 'set', 'leverage', '=', '10', 'targ')).toEqual(['targetPct=']);
  expect(await offered('scalper', 'params', 'set', '--unset', 'lev')).toEqual(['leverage']);
  expect(await offered('scalper', 'params', 'get', 'lev')).toEqual(['leverage']);
  expect(await offered('scalper', 'params', 'set', '--un')).toEqual(['--unset']);
  expect(await offered('scalper', 'params', 'se')).toEqual(['set']);
});

it('completion knows what follows an option with few choices, in bash and in fish', async () => {
  expect(await offered('scalper', 'start', '--store', '')).toEqual(['dynalite', 'memory']);
  expect(await offered('scalper', 'backtest', '--by', 'w')).toEqual(['weekday']);
  expect(await offered('scalper', 'export', '--format', '')).toEqual(['csv', 'json', 'parquet']);
  expect(await offered('scalper', 'export', '--out', '--fo')).toEqual(['--format', '--force']);
  expect(completionOf(await scalperProgram(), 'fish')).toMatch(
    /^complete -c scalper -n '__fish_seen_subcommand_from export' -l format -x -a 'csv json parquet' -d /m,
  );
});

it('an option with few choices has the same ones in every command', async () => {
  const choices = new Map<string, ReadonlySet<string>>();
  const commands = (await scalperProgram()).commands.flatMap((command) => [command, ...command.commands]);
  for (const { long, argChoices } of commands.flatMap(({ options }) => options)) {
    if (argChoices === undefined) continue;
    choices.set(`${long}`, new Set([...(choices.get(`${long}`) ?? []), argChoices.join(' ')]));
  }
  expect(choices.size).toBeGreaterThan(3);
  for (const [name, sets] of choices) expect(sets.size, name).toBe(1);
});

it('completion knows the names of parameters in fish', async () => {
  const script = completionOf(await scalperProgram(), 'fish');
  expect(script).toMatch(
    /^complete -c scalper -n '__fish_seen_subcommand_from start' -l set -x -a 'momentumCandles= /m,
  );
  expect(script).toMatch(
    /^complete -c scalper -f -n '__fish_seen_subcommand_from params; and __fish_seen_subcommand_from set' -a 'momentumCandles= /m,
  );
});
