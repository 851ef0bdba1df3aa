/**
 * `scalper completion <shell>`: the completion of commands and options for a shell, made from the commands themselves.
 */
import { Argument, type Command } from 'commander';
import { PARAMETER_NAMES } from '../../../lambda/config.ts';
import { print } from '../terminal/output.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const;

interface FollowedOption {
  readonly name: string;
  readonly description: string;
  /** What follows it, where that is one of a few. */
  readonly following: readonly string[];
}

/** A command by its words, such as `params set`, with what may follow. */
interface Node {
  readonly words: string;
  readonly description: string;
  readonly children: readonly { readonly name: string; readonly description: string }[];
  readonly options: readonly FollowedOption[];
  /** What may follow beside options, each with its `=` where a value follows. */
  readonly values: readonly string[];
}

const ASSIGNED = PARAMETER_NAMES.map((name) => `${name}=`);

/** What follows an option that takes parameters, by its name. */
const OF_OPTIONS: Readonly<Record<string, readonly string[]>> = {
  '--set': ASSIGNED,
  '--range': ASSIGNED,
  '--unset': PARAMETER_NAMES,
};

/** What follows a command, by its words. */
const OF_COMMANDS: Readonly<Record<string, readonly string[]>> = {
  completion: SHELLS,
  'params get': PARAMETER_NAMES,
  'params set': ASSIGNED,
};

export function addCompletionCommand(program: Command): void {
  program
    .command('completion')
    .description('print the completion of commands and options for a shell')
    .addArgument(new Argument('<shell>').choices(SHELLS))
    .action((shell: (typeof SHELLS)[number]) => {
      print(completionOf(program, shell).split('\n'));
    });
}

export function completionOf(program: Command, shell: (typeof SHELLS)[number]): string {
  const nodes = nodesOf(program, '');
  if (shell === 'fish') return fish(nodes);
  const setUp = shell === 'zsh' ? ['autoload -U +X bashcompinit && bashcompinit'] : [];
  return [...setUp, bash(nodes)].join('\n');
}

function nodesOf(command: Command, words: string): readonly Node[] {
  const children = command.commands.map((child) => ({
    name: child.name(),
    description: child.description(),
  }));
  const options = command.options.flatMap(({ long, description, hidden, argChoices = [] }) =>
    hidden || long === undefined || long === null
      ? []
      : [{ name: long, description, following: OF_OPTIONS[long] ?? argChoices }],
  );
  const values = OF_COMMANDS[words] ?? [];
  const node = { words, description: command.description(), children, options, values };
  const below = command.commands.flatMap((child) => nodesOf(child, `${words} ${child.name()}`.trim()));
  return [node, ...below];
}

// oxlint-disable no-template-curly-in-string -- they are the shell's
function bash(nodes: readonly Node[]): string {
  const cases = nodes.map(({ words, children, options, values }) => {
    const candidates = [...values, ...[...children, ...options, { name: '--help' }].map(({ name }) => name)];
    // Values go on after others.
    const pattern = values.length === 0 ? `'${words}'` : `'${words}'|'${words} '*`;
    return `    ${pattern}) candidates='${candidates.join(' ')}' ;;`;
  });
  // An option has one meaning, whatever its command.
  const ofOptions = new Set(
    nodes.flatMap(({ options }) =>
      options.flatMap(({ name, following }) =>
        following.length === 0 ? [] : [`    ${name}) candidates='${following.join(' ')}' ;;`],
      ),
    ),
  );
  return [
    '_scalper() {',
    "  local word words='' candidates=''",
    '  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do',
    '    case "$word" in -*) break ;; *) words="${words:+$words }$word" ;; esac',
    '  done',
    '  case "$words" in',
    ...cases,
    '  esac',
    '  case "${COMP_WORDS[COMP_CWORD-1]}" in',
    ...ofOptions,
    '  esac',
    '  COMPREPLY=($(compgen -W "$candidates" -- "${COMP_WORDS[COMP_CWORD]}"))',
    // A value is typed behind its name.
    '  [[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == *= ]] && compopt -o nospace 2>/dev/null',
    '  return 0',
    '}',
    // It holds for a path to it, too.
    'complete -o default -F _scalper scalper',
  ].join('\n');
}

// oxlint-enable no-template-curly-in-string

function fish(nodes: readonly Node[]): string {
  const quoted = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  const lines = nodes.flatMap(({ words, children, options, values }) => {
    const path = words === '' ? [] : words.split(' ');
    const seen = path.map((word) => `__fish_seen_subcommand_from ${word}`);
    const names = children.map(({ name }) => name).join(' ');
    const here = names === '' ? seen : [...seen, `not __fish_seen_subcommand_from ${names}`];
    const condition = here.length === 0 ? '' : ` -n ${quoted(here.join('; and '))}`;
    return [
      ...children.map(
        ({ name, description }) => `complete -c scalper -f${condition} -a ${name} -d ${quoted(description)}`,
      ),
      ...options.map(({ name, description, following }) => {
        const offered = following.length === 0 ? '' : ` -x -a ${quoted(following.join(' '))}`;
        return `complete -c scalper${condition} -l ${name.slice(2)}${offered} -d ${quoted(description)}`;
      }),
      ...(values.length === 0 ? [] : [`complete -c scalper -f${condition} -a ${quoted(values.join(' '))}`]),
    ];
  });
  return lines.join('\n');
}
