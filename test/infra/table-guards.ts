/**
 * What keeps a table from being lost, in words where it is missing.
 *
 * The scanners of templates know `AWS::DynamoDB::Table`; of a global table, which the CDK makes, they read nothing.
 */
import { z } from 'zod';
import type { Resource, SynthesisedStack } from './synthesis.ts';

const replicaSchema = z.looseObject({
  Region: z.string(),
  DeletionProtectionEnabled: z.unknown().optional(),
  PointInTimeRecoverySpecification: z
    .looseObject({ PointInTimeRecoveryEnabled: z.unknown().optional() })
    .default({}),
  ResourcePolicy: z.unknown().optional(),
});
const tableSchema = z.looseObject({
  DeletionPolicy: z.unknown().optional(),
  UpdateReplacePolicy: z.unknown().optional(),
  Properties: z.looseObject({
    Replicas: z.array(replicaSchema).min(1),
    SSESpecification: z.unknown().optional(),
    TimeToLiveSpecification: z.unknown().optional(),
    TableName: z.unknown().optional(),
  }),
});

type Table = z.output<typeof tableSchema>;

const GUARDS: readonly (readonly [missing: string, holds: (table: Table) => boolean])[] = [
  ['goes with its stack', (table) => table.DeletionPolicy === 'Retain'],
  ['goes when another takes its place', (table) => table.UpdateReplacePolicy === 'Retain'],
  ['can be deleted by hand', every((replica) => replica.DeletionProtectionEnabled === true)],
  [
    'cannot be restored to a point in time',
    every(({ PointInTimeRecoverySpecification: recovery }) => recovery.PointInTimeRecoveryEnabled === true),
  ],
  ['lets others in by a policy of its own', every(({ ResourcePolicy: policy }) => policy === undefined)],
  ['says nothing of its encryption', ({ Properties: { SSESpecification: sse } }) => sse !== undefined],
  ['forgets items', ({ Properties: { TimeToLiveSpecification: ttl } }) => ttl === undefined],
  [
    'has a name, which a table restored beside it could not have',
    ({ Properties: { TableName: name } }) => name === undefined,
  ],
];

function every(holds: (replica: Table['Properties']['Replicas'][number]) => boolean) {
  return ({ Properties: { Replicas: replicas } }: Table) => replicas.every(holds);
}

const TABLES = new Set(['AWS::DynamoDB::GlobalTable', 'AWS::DynamoDB::Table']);

/** Every guard that a table of the stack is without. A table of the older kind has no replicas, and is an error. */
export function missingGuards({ json }: SynthesisedStack): readonly string[] {
  return Object.values(json.Resources)
    .filter(({ Type: type }) => TABLES.has(type))
    .flatMap(missingOf);
}

export function missingOf(resource: Resource): readonly string[] {
  const table = tableSchema.parse(resource);
  return GUARDS.filter(([, holds]) => !holds(table)).map(([missing]) => missing);
}
