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
  /** Its item: one partition of the table. */
  | 'item'
  /** The commands that wait for it: another. */
  | 'commands'
  /** The rows of its ledger: a third. */
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
const LOOK: readonly Call[] = [
  ['dynamodb:Query', 'item'],
  ['dynamodb:Query', 'commands'],
];
const READ_ITEM: readonly Call[] = [...FIND_TABLE, ...LOOK];
const READ_ROWS: readonly Call[] = [...READ_ITEM, ['dynamodb:Query', 'rows']];
/** A write that seems to have failed is looked up. */
const LEAVE_COMMAND: readonly Call[] = [
  ['dynamodb:PutItem', 'commands'],
  ['dynamodb:GetItem', 'commands'],
];
const WRITE_COMMAND: readonly Call[] = [...FIND_TABLE, ...LEAVE_COMMAND];
/** Of the function that a click in the dashboard calls, which knows its table. */
export const CLICK_CALLS: readonly Call[] = [...LOOK, ...LEAVE_COMMAND];
const WRITE_ITEM: readonly Call[] = [
  ['dynamodb:PutItem', 'item'],
  ['dynamodb:GetItem', 'item'],
];
const READ_PARAMETERS: Call = ['ssm:GetParameter', 'parameters'];
const READ_SECRETS: Call = ['ssm:GetParameters', 'secrets'];
const READ_LOG: Call = ['logs:FilterLogEvents', 'log'];

/** A command is followed until a tick has obeyed it, or for so long that it is asked why none does. */
const FOLLOW: readonly Call[] = [
  ...LOOK,
  // The row that says that it was obeyed.
  ['dynamodb:Query', 'rows'],
  ['events:DescribeRule', 'rule'],
  ['events:ListTargetsByRule', 'rule'],
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
    ['events:ListTargetsByRule', 'rule'],
    ['lambda:GetFunctionConfiguration', 'function'],
    ['lambda:GetFunctionConcurrency', 'function'],
    ['lambda:GetAccountSettings', 'limits'],
    ['sns:ListSubscriptionsByTopic', 'topic'],
    ['sqs:GetQueueAttributes', 'dead letters'],
    ['sqs:ReceiveMessage', 'dead letters'],
  ],
  pause: [...WRITE_COMMAND, ...FOLLOW],
  resume: [...WRITE_COMMAND, ...FOLLOW],
  /** With `--direct`, at the exchange. */
  flatten: [...WRITE_COMMAND, ...FOLLOW, READ_SECRETS],
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
  parity: READ_ROWS,
  report: READ_ROWS,
  params: [READ_PARAMETERS],
  'params get': [READ_PARAMETERS],
  'params set': [READ_PARAMETERS, ['ssm:PutParameter', 'parameters']],
  'params diff': [...READ_ITEM, READ_PARAMETERS],
  'params history': [...READ_ROWS, ['ssm:GetParameterHistory', 'parameters']],
  preflight: [READ_PARAMETERS, READ_SECRETS],
  'agreement sign': [READ_SECRETS],
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

/**
 * Who may make a rule can send its events elsewhere, and who deletes it stops the exits. Who may write the bot's item can
 * replace what it remembers: balance, positions, halts. Those are the owner's.
 */
const OWNERS_COMMANDS: readonly CommandName[] = ['schedule', 'begin'];

/** All others. */
export const OPERATOR_COMMANDS: readonly CommandName[] = Object.keys(COMMAND_CALLS)
  .filter(isCommandName)
  .filter((name) => !OWNERS_COMMANDS.includes(name));

/** Of somebody who looks at a bot, stops it, and lets it go on. IAM tells no pause from a resume: both are one write. */
export const STEERING_COMMANDS: readonly CommandName[] = ['status', 'tail', 'pause', 'resume', 'flatten'];

/** All but those on the exchange's keys. */
export const OPERATOR_CALLS: readonly Call[] = callsOf(OPERATOR_COMMANDS).filter((call) => !isOnKeys(call));

/** Those: who is given none of them can operate bots, and read no key. */
export const SECRETS_CALLS: readonly Call[] = callsOf(OPERATOR_COMMANDS).filter(isOnKeys);

/** `flatten --direct` needs the keys of the exchange, and is not among them. */
export const STEERING_CALLS: readonly Call[] = callsOf(STEERING_COMMANDS).filter((call) => !isOnKeys(call));

function isOnKeys([, place]: Call): boolean {
  return place === 'secrets' || place === 'names of all parameters';
}

function callsOf(commands: readonly CommandName[]): readonly Call[] {
  return commands.flatMap((command) => COMMAND_CALLS[command]);
}

export function isCommandName(name: string): name is CommandName {
  return Object.hasOwn(COMMAND_CALLS, name);
}

/** The actions in each place. */
export function actionsByPlace(calls: readonly Call[]): ReadonlyMap<Place, ReadonlySet<string>> {
  const places = new Map<Place, Set<string>>();
  for (const [action, place] of calls) {
    const actions = places.get(place);
    if (actions === undefined) places.set(place, new Set([action]));
    else actions.add(action);
  }
  return places;
}
