/**
 * A stage as CloudFormation would carry it out, as far as commands and the function see it: outputs and environment of
 * the synthesised templates, with ids for what does not exist here.
 */
import { z } from 'zod';
import type { Stage } from '../../infra/stages.ts';
import { resourcesOf, synthesise } from '../infra/synthesis.ts';

const valueSchema = z.union([
  z.string(),
  z.object({ Ref: z.string() }).transform(({ Ref: id }) => id),
  z.object({ 'Fn::ImportValue': z.string() }).transform(({ 'Fn::ImportValue': name }) => name),
]);
const functionSchema = z.object({ Environment: z.object({ Variables: z.record(z.string(), valueSchema) }) });

/**
 * The trader stack of a stage with one bot.
 *
 * @param ownTable the name of the table in the ledger stack.
 */
export function deployedStage(stage: Stage, ownTable: string) {
  const { trader } = synthesise(stage);
  const resolved = (value: unknown) => {
    const text = valueSchema.parse(value);
    return text.startsWith(`${stage.name}-Ledger:`) ? ownTable : text;
  };
  const all = (values: readonly (readonly [name: string, value: unknown])[]) =>
    Object.fromEntries(values.map(([name, value]) => [name, resolved(value)]));
  const [made] = resourcesOf(trader, 'AWS::Lambda::Function').values();
  const { Variables } = functionSchema.parse(made?.Properties).Environment;
  return {
    outputs: all(Object.entries(trader.json.Outputs).map(([name, { Value }]) => [name, Value])),
    /** Of its function. */
    environment: all(Object.entries(Variables)),
  };
}
