/**
 * Every action on every resource that a template allows, as a table that a person can read.
 */
import { z } from 'zod';
import { resourcesOf, type SynthesisedStack } from './synthesis.ts';

const listOf = <Item extends z.ZodType>(item: Item) =>
  z.union([z.array(item), item.transform((single) => [single])]);
const statementSchema = z.strictObject({
  Effect: z.enum(['Allow', 'Deny']),
  Action: listOf(z.string()),
  Resource: listOf(z.unknown()),
  Condition: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
});
const documentSchema = z.strictObject({ Version: z.string(), Statement: z.array(statementSchema) });
const policySchema = z.strictObject({
  PolicyName: z.string(),
  PolicyDocument: documentSchema,
  Roles: z.array(z.strictObject({ Ref: z.string() })),
});
/** Strict: it is attached to nobody. */
const operatorPolicySchema = z.strictObject({
  Description: z.string(),
  Path: z.literal('/'),
  PolicyDocument: documentSchema,
});
/** `paperRole0522E4EB` → `paperRole`. */
export function plain(logicalId: string): string {
  return logicalId.replace(/[0-9A-F]{8}$/, '');
}

const PSEUDO: Readonly<Record<string, string>> = { 'AWS::AccountId': 'ACCOUNT', 'AWS::Partition': 'aws' };

function attributeOf([id, attribute]: readonly [string, 'Arn' | 'Name']): string {
  return attribute === 'Arn' ? plain(id) : `name of ${plain(id)}`;
}

/** Of a state machine: what stands last in its ARN. */
function nameOf(selected: unknown): string {
  const split = z.object({ 'Fn::Split': z.tuple([z.literal(':'), z.object({ Ref: z.string() })]) });
  const [, { 'Fn::Split': parts }] = z.tuple([z.literal(6), split]).parse(selected);
  return `name of ${plain(parts[1].Ref)}`;
}

/** What a value of CloudFormation names, short enough for a table. */
function shown(value: unknown): string {
  if (typeof value === 'string') return value;
  const [[kind, of] = ['', undefined]] = Object.entries(z.record(z.string(), z.unknown()).parse(value));
  switch (kind) {
    case 'Ref':
      return PSEUDO[z.string().parse(of)] ?? plain(z.string().parse(of));
    case 'Fn::GetAtt':
      return attributeOf(z.tuple([z.string(), z.enum(['Arn', 'Name'])]).parse(of));
    case 'Fn::ImportValue':
      return z
        .string()
        .parse(of)
        .replace(/^.*:ExportsOutputFnGetAtt(?<id>\w+)[0-9A-F]{8}Arn[0-9A-F]{8}$/, 'ledger $<id>');
    case 'Fn::GetStackOutput':
      return `key of ${z.looseObject({ StackName: z.string() }).parse(of).StackName}`;
    case 'Fn::Select':
      return nameOf(of);
    case 'Fn::Join':
      return z
        .tuple([z.literal(''), z.array(z.unknown())])
        .parse(of)[1]
        .map(shown)
        .join('');
    default:
      throw new Error(`a permission on ${JSON.stringify(value)}, which this table cannot show`);
  }
}

/** `paperRole  sns:Publish  paperalertsTopic`, and the condition where there is one. */
export function permissionsOf(stack: SynthesisedStack): readonly string[] {
  return [...resourcesOf(stack, 'AWS::IAM::Policy').values()].flatMap(({ Properties: properties }) => {
    const { PolicyDocument: document, Roles: roles } = policySchema.parse(properties);
    return rowsOf(document).flatMap((row) => roles.map(({ Ref: role }) => `${plain(role)}  ${row}`));
  });
}

export type PolicyKind =
  'OperatorPolicy' | 'OperatorSteering' | 'OperatorSecrets' | 'OperatorKeyPolicy' | 'OperatorDashboard';

/** The policies for people of that kind, by their logical ids. */
export function policiesOf(stack: SynthesisedStack, kind: PolicyKind) {
  const all = [...resourcesOf(stack, 'AWS::IAM::ManagedPolicy')];
  return all
    .filter(([id]) => id.startsWith(kind))
    .map(([id, { Properties: properties }]) => ({ id, ...operatorPolicySchema.parse(properties) }));
}

/** `dynamodb:Query  ledger Table`, and the condition: what each policy for people allows. */
export function operatorPermissionsOf(
  stack: SynthesisedStack,
  kind: PolicyKind = 'OperatorPolicy',
): readonly (readonly string[])[] {
  return policiesOf(stack, kind).map(({ PolicyDocument: document }) => rowsOf(document));
}

/** The same, of whoever searches in the cloud. */
export function researchPolicyOf(stack: SynthesisedStack): readonly string[] {
  const policies = [...resourcesOf(stack, 'AWS::IAM::ManagedPolicy').values()];
  return policies.flatMap(({ Properties: properties }) =>
    rowsOf(operatorPolicySchema.parse(properties).PolicyDocument),
  );
}

type Document = z.output<typeof documentSchema>;

/** The documents of all roles. */
export function roleDocumentsOf(stack: SynthesisedStack): readonly Document[] {
  return [...resourcesOf(stack, 'AWS::IAM::Policy').values()].map(
    ({ Properties: properties }) => policySchema.parse(properties).PolicyDocument,
  );
}

/** As IAM judges a call on items of one partition of the ledger's table. */
export function allows({ Statement: statements }: Document, action: string, partition: string): boolean {
  const concerns = ({ Action, Resource, Condition = {} }: Document['Statement'][number]) =>
    Action.some((pattern) => matches(pattern, action)) &&
    Resource.map(shown).some((resource) => resource === '*' || resource.startsWith('ledger Table')) &&
    Object.entries(Condition).every(([operator, keys]) => holds(operator, keys, partition));
  const concerning = statements.filter(concerns);
  return concerning.length > 0 && concerning.every(({ Effect }) => Effect === 'Allow');
}

function matches(pattern: string, action: string): boolean {
  const [before, ...after] = pattern.split('*');
  return after.length === 0 ? pattern === action : action.startsWith(before ?? '');
}

/** @throws Error for a condition that is about something else than partitions. */
function holds(operator: string, keys: Readonly<Record<string, unknown>>, partition: string): boolean {
  const { 'dynamodb:LeadingKeys': leading, ...others } = keys;
  if (operator !== 'ForAllValues:StringEquals' || Object.keys(others).length > 0)
    throw new Error(`nobody has said how ${operator} of ${Object.keys(keys).join()} is judged`);
  return z.array(z.string()).parse(leading).includes(partition);
}

function rowsOf({ Statement: statements }: Document): readonly string[] {
  return statements.flatMap(({ Effect, Action, Resource, Condition }) =>
    Action.flatMap((action) =>
      Resource.map((resource) => {
        const denied = Effect === 'Deny' ? ['never'] : [];
        const only = Condition === undefined ? [] : [conditionOf(Condition)];
        return [...denied, action, shown(resource), ...only].join('  ');
      }),
    ),
  );
}

function conditionOf(condition: Readonly<Record<string, Readonly<Record<string, unknown>>>>): string {
  const rows = Object.entries(condition).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, value]) => `${operator} ${key} ${conditionValue(value)}`),
  );
  return `if ${rows.join(' and ')}`;
}

function conditionValue(value: unknown): string {
  if (!Array.isArray(value)) return shown(value);
  return JSON.stringify(value.map(shown));
}
