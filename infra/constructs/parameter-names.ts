/**
 * Names that the bot's function and the operator's commands share.
 */

/** The operator's parameters, one JSON document of the values that differ from the defaults. */
export function parametersName(botId: string): string {
  return `/kallisti/${botId}/params`;
}

/** The stack of the table. */
export function ledgerStackName(stage: string): string {
  return `${stage}-Ledger`;
}

/** The stack of a group of bots. The first is the one whose outputs name the others. */
export function traderStackName(stage: string, group = 1): string {
  return group === 1 ? `${stage}-Trader` : `${stage}-Trader-${group}`;
}

/** The stack on which sets of parameters are tried. */
export function researchStackName(stage: string): string {
  return `${stage}-Research`;
}

/** Its outputs, by what they say. */
export const RESEARCH_OUTPUTS = {
  bucket: 'ResearchBucket',
  machine: 'ResearchJobs',
  /** The hash of its worker. */
  worker: 'ResearchWorker',
  /** How many of them at once. */
  workers: 'ResearchWorkers',
  policy: 'ResearchPolicy',
} as const;

/** The output of the first group's stack that names those of the others. */
export const FURTHER_STACKS = 'FurtherStacks';

/**
 * The outputs that name the bots of a stack whose functions look for commands apart from their items. Each group's has its
 * own number, because the outputs of all stacks are read together.
 */
export const COMMANDS_APART = 'CommandsApart';

/** The output of a stack of bots that names what encrypts the exchange's keys, where that is no key of AWS. */
export const SECRETS_KEY = 'SecretsKey';

/** `paper-2` → `Paper2`, for ids that may hold letters and digits only. */
export function plainId(botId: string): string {
  const [first = '', ...rest] = botId.replaceAll('-', '');
  return first.toUpperCase() + rest.join('');
}
