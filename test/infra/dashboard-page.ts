/**
 * The dashboard and the saved queries of a stage, as CloudWatch gets them: `<Name>` or `<Name.Attribute>` stands for what
 * CloudFormation fills in of a resource.
 */
import { z } from 'zod';
import type { Stage } from '../../infra/stages.ts';
import { resourcesOf, synthesise, type SynthesisedStack } from './synthesis.ts';

const joined = z.strictObject({ 'Fn::Join': z.tuple([z.literal(''), z.array(z.unknown())]) });
const reference = z.union([
  z.strictObject({ Ref: z.string() }).transform(({ Ref: name }) => name),
  z
    .strictObject({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) })
    .transform(({ 'Fn::GetAtt': [name, attribute] }) => `${name}.${attribute}`),
  z.strictObject({ 'Fn::ImportValue': z.string() }).transform(({ 'Fn::ImportValue': name }) => name),
]);
const savedSchema = z.strictObject({
  Name: z.string(),
  QueryString: z.string(),
  LogGroupNames: z.array(reference),
});

export interface DashboardPage {
  readonly body: unknown;
  /** By name. */
  readonly saved: ReadonlyMap<string, { readonly query: string; readonly logGroups: readonly string[] }>;
  readonly trader: SynthesisedStack;
}

export function dashboardPage(stage: Stage): DashboardPage {
  const { trader } = synthesise(stage);
  const [page] = resourcesOf(trader, 'AWS::CloudWatch::Dashboard').values();
  const [, parts] = joined.parse(page?.Properties['DashboardBody'])['Fn::Join'];
  const text = parts.map((part) => (typeof part === 'string' ? part : `<${reference.parse(part)}>`)).join('');
  const saved = [...resourcesOf(trader, 'AWS::Logs::QueryDefinition').values()].map(({ Properties }) => {
    const { Name: name, QueryString: query, LogGroupNames: logGroups } = savedSchema.parse(Properties);
    return [name, { query, logGroups }] as const;
  });
  return { body: JSON.parse(text), saved: new Map(saved), trader };
}

/** The type of the resource that fills in `<Name>` or `<Name.Attribute>`. */
export function typeOfFilled({ trader }: DashboardPage, filled: string): string | undefined {
  const [, name = ''] = /^<(\w+)(?:\.\w+)?>$/.exec(filled) ?? [];
  return trader.json.Resources[name]?.Type;
}
