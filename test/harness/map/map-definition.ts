/**
 * The state machine of a template, as Step Functions would get it, and what of it a test needs.
 */
import { z } from 'zod';
import { resourcesOf, type SynthesisedStack } from '../../infra/synthesis.ts';

export const BUCKET = 'research-bucket';
export const WORKER_ARN = 'arn:aws:lambda:ap-northeast-1:123456789012:function:worker';
export const MACHINE_ARN = 'arn:aws:states:ap-northeast-1:123456789012:stateMachine:jobs';

const joinSchema = z.object({ 'Fn::Join': z.tuple([z.literal(''), z.array(z.unknown())]) });
const retrySchema = z.looseObject({ ErrorEquals: z.array(z.string()), MaxAttempts: z.int() });
const taskSchema = z.looseObject({
  Type: z.literal('Task'),
  Resource: z.string(),
  TimeoutSeconds: z.number(),
  Retry: z.array(retrySchema),
});
const mapSchema = z.strictObject({
  Type: z.literal('Map'),
  End: z.literal(true),
  Label: z.string(),
  MaxConcurrency: z.int().positive(),
  ToleratedFailurePercentage: z.number(),
  ItemSelector: z.record(z.string(), z.string()),
  ItemReader: z.strictObject({
    Resource: z.literal('arn:aws:states:::s3:getObject'),
    ReaderConfig: z.strictObject({ InputType: z.literal('JSONL') }),
    Parameters: z.strictObject({ Bucket: z.string(), 'Key.$': z.string() }),
  }),
  ItemProcessor: z.strictObject({
    ProcessorConfig: z.strictObject({ Mode: z.literal('DISTRIBUTED'), ExecutionType: z.literal('STANDARD') }),
    StartAt: z.string(),
    States: z.record(z.string(), taskSchema),
  }),
  ResultWriter: z.strictObject({
    Resource: z.literal('arn:aws:states:::s3:putObject'),
    Parameters: z.strictObject({ Bucket: z.string(), Prefix: z.string() }),
    WriterConfig: z.strictObject({ OutputType: z.literal('JSONL'), Transformation: z.literal('COMPACT') }),
  }),
});
export type MapState = z.output<typeof mapSchema>;
const machineSchema = z.strictObject({
  StartAt: z.literal('Batches'),
  TimeoutSeconds: z.number(),
  States: z.strictObject({ Batches: mapSchema }),
});

/** Strict: a field that nobody here knows is no field that the driver leaves out. */
export function mapIn(definition: string): MapState {
  return machineSchema.parse(JSON.parse(definition)).States.Batches;
}

export function mapOf(stack: SynthesisedStack): MapState {
  const [machine] = resourcesOf(stack, 'AWS::StepFunctions::StateMachine').values();
  const joined = joinSchema.parse(machine?.Properties['DefinitionString']);
  const text = joined['Fn::Join'][1].map((part) => (typeof part === 'string' ? part : named(part))).join('');
  return mapIn(text);
}

const refSchema = z.strictObject({ Ref: z.string() });

function named(part: unknown): string {
  const ref = refSchema.safeParse(part).data?.Ref;
  if (ref === 'AWS::Partition') return 'aws';
  if (ref?.startsWith('Bucket') === true) return BUCKET;
  if (JSON.stringify(part).startsWith('{"Fn::GetAtt":["Worker')) return WORKER_ARN;
  throw new Error(`nobody knows what ${JSON.stringify(part)} is`);
}
