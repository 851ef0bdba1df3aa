/**
 * Does completion know every command, also those below a command?
 */
import { expect, it } from 'vitest';
import { completionOf } from '../../../infra/cli/commands/completion-command.ts';
import { scalperProgram } from '../../../infra/cli/program.ts';

it('completion knows every command below a command by both its words', async () => {
  const program = await scalperProgram();
  const script = completionOf(program, 'bash');
  for (const command of program.commands) {
    expect(script).toContain(`    '${command.name()}') candidates=`);
    for (const below of command.commands) {
      expect(script).toContain(`    '${command.name()} ${below.name()}') candidates=`);
    }
  }
});
