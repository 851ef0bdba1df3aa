/**
 * Rules of AWS Solutions that are broken on purpose, each with its reason.
 */
import { Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { z } from 'zod';

export function acknowledgeRule(scope: IConstruct, id: string, reason: string): void {
  Validations.of(scope).acknowledge({ id, reason });
}

/** Actions on resources of which a part is a wildcard. @param resources ARNs, as statements have them. */
export function acknowledgeWildcards(scope: IConstruct, resources: readonly string[], reason: string): void {
  const stack = Stack.of(scope);
  for (const resource of resources)
    acknowledgeRule(scope, `AwsSolutions-IAM5[Resource::${shown(stack.resolve(resource))}]`, reason);
}

const joinSchema = z.object({ 'Fn::Join': z.tuple([z.literal(''), z.array(z.unknown())]) });
const getSchema = z.object({ 'Fn::GetAtt': z.array(z.string()) });
const refSchema = z.object({ Ref: z.string() });

/** As the rules show it: `<Bucket83908E77.Arn>/jobs/*`. */
function shown(part: unknown): string {
  if (typeof part === 'string') return part;
  const join = joinSchema.safeParse(part).data;
  if (join !== undefined) return join['Fn::Join'][1].map(shown).join('');
  const got = getSchema.safeParse(part).data;
  if (got !== undefined) return `<${got['Fn::GetAtt'].join('.')}>`;
  const named = refSchema.safeParse(part).data;
  return named === undefined ? JSON.stringify(part) : `<${named.Ref}>`;
}
