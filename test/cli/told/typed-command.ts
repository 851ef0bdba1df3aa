/**
 * Types a command of a text as a person would paste it, into the real commands without what they do.
 */
import { CommanderError, type Command } from 'commander';
import { scalperProgram } from '../../../infra/cli/program.ts';

export interface Typed {
  /** `params set` */
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly takesBot: boolean;
}

/** @param line after the launcher. @throws where the command line would refuse it. */
export async function typed(line: string): Promise<Typed> {
  const words = shellWords(line);
  const program = await scalperProgram(words[0]);
  let found: Typed | undefined;
  const disarm = (command: Command, path: readonly string[]): void => {
    command.configureOutput({ writeErr: () => {}, writeOut: () => {} });
    for (const child of command.commands) disarm(child, [...path, child.name()]);
    if (path.length === 0) return;
    command.action(() => {
      const takesBot = command.options.some(({ long }) => long === '--bot');
      found = { name: path.join(' '), options: command.optsWithGlobals(), takesBot };
    });
  };
  disarm(program, []);
  try {
    await program.parseAsync([...words], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError) || error.code !== 'commander.version') throw error;
    found = { name: 'version', options: {}, takesBot: false };
  }
  if (found === undefined) throw new Error(`nothing was asked: ${line}`);
  return found;
}

/** Words between spaces, with quotation marks as a shell takes them. */
export function shellWords(line: string): readonly string[] {
  return [...line.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g)].map(([word]) =>
    word.replaceAll(/'([^']*)'|"([^"]*)"/g, (_, single?: string, double?: string) => single ?? double ?? ''),
  );
}
