/**
 * Makes the rule that wakes a bot anew, at a chosen second of the minute.
 *
 * AWS documents that a rate counts from the moment at which its rule was made, and not what disabling or changing one
 * does to it. So the rule is deleted, and made again under its name with all that it had: the stack that made it notices
 * nothing, and neither does the function's permission.
 *
 * - Until it is there again a copy lies in a file. Another try begins with the copy, unless the rule is there.
 * - A rule that is no minute's, or that a service of AWS manages, is left alone.
 */
import { cdkLine } from '../../lambda/adapters/command-line.ts';
import { awsAgent } from '../../lambda/adapters/proxy.ts';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import {
  DeleteRuleCommand,
  DescribeRuleCommand,
  EventBridgeClient,
  ListTagsForResourceCommand,
  ListTargetsByRuleCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { z } from 'zod';
import { MINUTE_MS, SECOND_MS, minuteStartMs } from '../../lambda/core/units.ts';
import { parseJson } from '../../lambda/adapters/parse-json.ts';
import { replaceOwnFile } from '../files/owner-only.ts';
import { InputError } from '../input-error.ts';
import { inAws } from './aws-errors.ts';
import { wordsOf } from '../caught-words.ts';

/** The only rate that a bot is woken at. */
const EVERY_MINUTE = 'rate(1 minute)';

/** So long before the second the old rule is deleted: what follows has to be quick. */
const DELETE_EARLY_MS = 2 * SECOND_MS;

/** How often a request is made that has to succeed, and how long after the answer. */
const ATTEMPTS = 10;
const AGAIN_AFTER_MS = 500;

/** As much of a rule as a template can say, with the targets as AWS lists them. */
const ruleSchema = z.object({
  rule: z.object({
    Name: z.string(),
    ScheduleExpression: z.literal(EVERY_MINUTE),
    State: z.enum(['ENABLED', 'DISABLED']),
    Description: z.string().optional(),
    RoleArn: z.string().optional(),
    Tags: z.array(z.object({ Key: z.string(), Value: z.string() })).default([]),
  }),
  targets: z.array(z.looseObject({ Id: z.string(), Arn: z.string() })).min(1),
});

type RuleCopy = z.output<typeof ruleSchema>;

export interface Remake {
  /** Its name. */
  readonly rule: string;
  readonly region: string;
  readonly second: number;
  /** Where its copy lies meanwhile. */
  readonly copyPath: string;
  readonly nowMs: () => number;
  readonly sleep: (durationMs: number) => Promise<unknown>;
}

/** @returns when the new rule was made, in ms since 1970. @throws InputError that says what became of it. */
export async function remakeRule(remake: Remake): Promise<number> {
  const { rule, region, copyPath, nowMs, sleep } = remake;
  const client = new EventBridgeClient({ region, requestHandler: awsAgent() });
  const subject = `the rule ${rule} in ${region}`;
  try {
    const copy = await copyOf(client, subject, remake);
    const dueMs = nextAt(nowMs() + DELETE_EARLY_MS, remake.second);
    await sleep(dueMs - DELETE_EARLY_MS - nowMs());
    await replaceOwnFile(copyPath, `${JSON.stringify(copy, undefined, 2)}\n`);
    await deleteRule(client, subject, copy);
    await sleep(dueMs - nowMs());
    const madeMs = await untilDone(remake, async () => {
      const sentMs = nowMs();
      await client.send(new PutRuleCommand(copy.rule));
      return sentMs;
    });
    await untilDone(remake, async () => {
      const { FailedEntries: failed = [] } = await client.send(
        new PutTargetsCommand({ Rule: rule, Targets: copy.targets }),
      );
      if (failed.length > 0) throw new Error(failed[0]?.ErrorMessage ?? 'a target was refused');
    });
    rmSync(copyPath);
    return madeMs;
  } finally {
    client.destroy();
  }
}

/** The rule as it is; as it was, where an earlier try has ended between its two halves. */
async function copyOf(client: EventBridgeClient, subject: string, remake: Remake): Promise<RuleCopy> {
  const found = await ruleInAws(client, subject, remake.rule);
  // A copy of a rule that is there again, or was never deleted, may be older than its stack.
  if (found !== undefined && found.targets.length > 0) {
    const copy = ruleSchema.safeParse(found);
    if (copy.success) return copy.data;
    throw new InputError(`${subject} is left as it is: it is not one that wakes a bot with ${EVERY_MINUTE}`);
  }
  const kept = keptCopy(subject, remake);
  if (kept !== undefined) return kept;
  const state = found === undefined ? 'is not there' : 'wakes nothing';
  const remedy = `${cdkLine('destroy')}, then ${cdkLine('deploy')} of its stack: the ledger and the parameters stay`;
  throw new InputError(`${subject} ${state}, and there is no copy of it: ${remedy}`);
}

/** @throws InputError where the file holds anything else. */
function keptCopy(subject: string, { rule, copyPath }: Remake): RuleCopy | undefined {
  if (!existsSync(copyPath)) return undefined;
  const kept = ruleSchema.safeParse(parseJson(readFileSync(copyPath, 'utf8')));
  if (kept.success && kept.data.rule.Name === rule) return kept.data;
  throw new InputError(`${copyPath} is no copy of ${subject}: look at it, and remove it`);
}

/** What has to be made again of it; `undefined` where it is not there. */
async function ruleInAws(client: EventBridgeClient, subject: string, rule: string) {
  const found = await inAws(subject, () =>
    client.send(new DescribeRuleCommand({ Name: rule })).catch((error: unknown) => {
      if (!(error instanceof Error) || error.name !== 'ResourceNotFoundException') throw error;
      return undefined;
    }),
  );
  if (found === undefined) return undefined;
  if (found.ManagedBy !== undefined) throw new InputError(`${subject} belongs to ${found.ManagedBy}`);
  const { Targets: targets = [] } = await inAws(subject, () =>
    client.send(new ListTargetsByRuleCommand({ Rule: rule })),
  );
  const { Tags: tags = [] } = await inAws(subject, () =>
    client.send(new ListTagsForResourceCommand({ ResourceARN: found.Arn ?? '' })),
  );
  // Those of AWS itself cannot be written.
  const Tags = tags.filter(({ Key = '' }) => !Key.startsWith('aws:'));
  const { Name, ScheduleExpression, State, Description, RoleArn } = found;
  return { rule: { Name, ScheduleExpression, State, Description, RoleArn, Tags }, targets };
}

async function deleteRule(
  client: EventBridgeClient,
  subject: string,
  { rule, targets }: RuleCopy,
): Promise<void> {
  const Ids = targets.map(({ Id }) => Id);
  await inAws(subject, async () => {
    try {
      await client.send(new RemoveTargetsCommand({ Rule: rule.Name, Ids }));
      await client.send(new DeleteRuleCommand({ Name: rule.Name }));
    } catch (error) {
      // An earlier try has deleted it.
      if (!(error instanceof Error) || error.name !== 'ResourceNotFoundException') throw error;
    }
  });
}

async function untilDone<Value>(
  { rule, copyPath, sleep }: Remake,
  call: () => Promise<Value>,
): Promise<Value> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call();
    } catch (error) {
      if (attempt < ATTEMPTS) {
        await sleep(AGAIN_AFTER_MS);
        continue;
      }
      const why = wordsOf(error);
      throw new InputError(
        `the rule ${rule} was deleted and could not be made again (${why}): nothing wakes the bot. Run the same command again; a copy of the rule is in ${copyPath}`,
        { cause: error },
      );
    }
  }
}

/** The next moment at that second of a minute, from then on. */
function nextAt(fromMs: number, second: number): number {
  const atMs = minuteStartMs(fromMs) + second * SECOND_MS;
  return atMs >= fromMs ? atMs : atMs + MINUTE_MS;
}
