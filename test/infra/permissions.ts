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

/** What a value of CloudFormation names, short enough for a table. */
function shown(value: unknown): string {
  if (typeof value === 'string') return value;
  const [[kind, of] = ['', undefined]] = Object.entries(z.record(z.string(), z.unknown()).parse(value));
  switch (kind) {
    case 'Ref':
      return of === 'AWS::AccountId' ? 'ACCOUNT' : plain(z.string().parse(of));
    case 'Fn::GetAtt':
      return plain(z.tuple([z.string(), z.literal('Arn')]).parse(of)[0]);
    case 'Fn::ImportValue':
      return z
        .string()
        .parse(of)
        .replace(/^.*:ExportsOutputFnGetAtt(?<id>\w+)[0-9A-F]{8}Arn[0-9A-F]{8}$/, 'ledger $<id>');
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

/** `dynamodb:Query  ledger Table`, and the condition: what each policy for operators allows. */
export function operatorPermissionsOf(stack: SynthesisedStack): readonly (readonly string[])[] {
  return [...resourcesOf(stack, 'AWS::IAM::ManagedPolicy').values()].map(({ Properties: properties }) =>
    rowsOf(operatorPolicySchema.parse(properties).PolicyDocument),
  );
}

function rowsOf({ Statement: statements }: z.output<typeof documentSchema>): readonly string[] {
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
  return Array.isArray(value) ? JSON.stringify(value) : shown(value);
}
