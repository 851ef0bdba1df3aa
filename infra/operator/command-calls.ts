/**
 * `infra/operator/`: what a person who is no administrator needs of AWS to operate bots.
 *
 * The calls that each command makes on AWS, and each command of the runbook that is an operator's.
 *
 * Invariant: a command makes these calls and no others; a test runs every one and compares. Policies are made from here,
 * so that a person may be given some commands and not the rest.
 */

/** What of a bot or its deployment a call is made on. */
export type Place =
  | 'ledger stack'
  | 'trader stack'
  | 'table'
  /** Its item and the commands that wait for it: one partition of the table. */
  | 'item'
  /** The rows of its ledger: another. */
  | 'rows'
  | 'parameters'
  /** Its exchange's keys. */
  | 'secrets'
  | 'names of all parameters'
  | 'function'
  | 'log'
  | 'alarms'
  | 'rule'
  | 'dead letters'
  | 'topic'
  /** Lambda's limits, of the account in the region. */
  | 'limits';

/** An action as IAM names it. */
export type Call = readonly [action: string, on: Place];

const ASK_TRADER: Call = ['cloudformation:DescribeStacks', 'trader stack'];
const ASK_LEDGER: Call = ['cloudformation:DescribeStacks', 'ledger stack'];
/** The trader stack names it; where it does not, its function does, or the ledger stack. */
const FIND_TABLE: readonly Call[] = [ASK_TRADER, ['lambda:GetFunctionConfiguration', 'function'], ASK_LEDGER];
const READ_ITEM: readonly Call[] = [...FIND_TABLE, ['dynamodb:Query', 'item']];
const READ_ROWS: readonly Call[] = [...READ_ITEM, ['dynamodb:Query', 'rows']];
/** A write that seems to have failed is looked up. */
const WRITE_ITEM: readonly Call[] = [
  ...FIND_TABLE,
  ['dynamodb:PutItem', 'item'],
  ['dynamodb:GetItem', 'item'],
];
const READ_PARAMETERS: Call = ['ssm:GetParameter', 'parameters'];
const READ_SECRETS: Call = ['ssm:GetParameters', 'secrets'];
const READ_LOG: Call = ['logs:FilterLogEvents', 'log'];

/** A command is followed until a tick has obeyed it, or for so long that it is asked why none does. */
const FOLLOW: readonly Call[] = [
  ['dynamodb:Query', 'item'],
  ['events:DescribeRule', 'rule'],
  ['lambda:GetFunctionConfiguration', 'function'],
  ['lambda:GetFunctionConcurrency', 'function'],
  READ_LOG,
];

const OF_SCALPER = {
  status: READ_ITEM,
  tail: [ASK_TRADER, READ_LOG],
  doctor: [
    ...READ_ROWS,
    ['dynamodb:DescribeTable', 'table'],
    ['dynamodb:DescribeContinuousBackups', 'table'],
    READ_PARAMETERS,
    ['ssm:DescribeParameters', 'names of all parameters'],
    READ_LOG,
    ['cloudwatch:DescribeAlarms', 'alarms'],
    ['events:DescribeRule', 'rule'],
    ['lambda:GetFunctionConfiguration', 'function'],
    ['lambda:GetFunctionConcurrency', 'function'],
    ['lambda:GetAccountSettings', 'limits'],
    ['sns:ListSubscriptionsByTopic', 'topic'],
    ['sqs:GetQueueAttributes', 'dead letters'],
    ['sqs:ReceiveMessage', 'dead letters'],
  ],
  pause: [...WRITE_ITEM, ...FOLLOW],
  resume: [...WRITE_ITEM, ...FOLLOW],
  /** With `--direct`, at the exchange. */
  flatten: [...WRITE_ITEM, ...FOLLOW, READ_SECRETS],
  begin: [...READ_ROWS, ...WRITE_ITEM, READ_PARAMETERS, READ_SECRETS],
  /** The rule is deleted, and made again as it was. */
  schedule: [
    ASK_TRADER,
    ['events:DescribeRule', 'rule'],
    ['events:ListTargetsByRule', 'rule'],
    ['events:ListTagsForResource', 'rule'],
    ['events:RemoveTargets', 'rule'],
    ['events:DeleteRule', 'rule'],
    ['events:PutRule', 'rule'],
    ['events:PutTargets', 'rule'],
  ],
  ledger: READ_ROWS,
  rebuild: READ_ROWS,
  export: READ_ROWS,
  'params get': [READ_PARAMETERS],
  'params set': [READ_PARAMETERS, ['ssm:PutParameter', 'parameters']],
  'params diff': [...READ_ITEM, READ_PARAMETERS],
  'params history': [...READ_ROWS, ['ssm:GetParameterHistory', 'parameters']],
  preflight: [READ_PARAMETERS, READ_SECRETS],
  'secrets set': [ASK_TRADER, ['ssm:PutParameter', 'secrets']],
  'secrets list': [['ssm:DescribeParameters', 'names of all parameters']],
} satisfies Readonly<Record<string, readonly Call[]>>;

/** What the runbook asks of AWS's own command line when it looks after a bot. */
const OF_RUNBOOK = {
  'aws cloudformation describe-stacks': [ASK_TRADER, ASK_LEDGER],
  'aws events describe-rule': [['events:DescribeRule', 'rule']],
  'aws events disable-rule': [['events:DisableRule', 'rule']],
  'aws events enable-rule': [['events:EnableRule', 'rule']],
  'aws logs tail': [READ_LOG],
  'aws sqs receive-message': [['sqs:ReceiveMessage', 'dead letters']],
  'aws sqs purge-queue': [['sqs:PurgeQueue', 'dead letters']],
  'aws ssm get-parameter': [READ_PARAMETERS],
  'aws ssm put-parameter': [['ssm:PutParameter', 'parameters']],
} satisfies Readonly<Record<string, readonly Call[]>>;

/** As it is typed, without options. */
export type CommandName = keyof typeof OF_SCALPER | keyof typeof OF_RUNBOOK;

export const COMMAND_CALLS: Readonly<Record<CommandName, readonly Call[]>> = { ...OF_SCALPER, ...OF_RUNBOOK };

/** Who may make a rule can send its events elsewhere, and who deletes it stops the exits: that is the owner's. */
const OWNERS_COMMANDS: readonly CommandName[] = ['schedule'];

/** All others. */
export const OPERATOR_COMMANDS: readonly CommandName[] = Object.keys(COMMAND_CALLS)
  .filter(isCommandName)
  .filter((name) => !OWNERS_COMMANDS.includes(name));

export function isCommandName(name: string): name is CommandName {
  return Object.hasOwn(COMMAND_CALLS, name);
}

/** The actions that these commands need in each place. */
export function actionsByPlace(commands: readonly CommandName[]): ReadonlyMap<Place, ReadonlySet<string>> {
  const places = new Map<Place, Set<string>>();
  for (const [action, place] of commands.flatMap((command) => COMMAND_CALLS[command])) {
    const actions = places.get(place);
    if (actions === undefined) places.set(place, new Set([action]));
    else actions.add(action);
  }
  return places;
}
