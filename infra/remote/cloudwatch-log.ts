/**
 * The structured log of a bot in AWS, from CloudWatch Logs, and what the platform says of ticks that it ended. Other lines
 * of its log group are left out.
 */
import { awsAgent } from '../../lambda/adapters/proxy.ts';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { plainId, traderStackName } from '../constructs/parameter-names.ts';
import { InputError } from '../input-error.ts';
import type { LogSource } from '../local/log-reader.ts';
import { BOT_LINES, platformFailureLine } from '../platform-failures.ts';
import { inAws } from './aws-errors.ts';
import { outputsOf } from './stack-outputs.ts';
import type { BotAddress } from './used-table.ts';
import { readableLine } from '../log-line.ts';

/** How far back the first reading goes. */
const BACK_MS = 30 * 60 * 1000;

/**
 * @param sinceMs where the first reading begins: half an hour back, if not given.
 * @throws InputError when the stack has no such bot.
 */
export async function logOfBot(
  { botId, region, stage }: BotAddress,
  sinceMs = Date.now() - BACK_MS,
): Promise<LogSource> {
  const stack = traderStackName(stage);
  const group = (await outputsOf(stack, region)).get(`${plainId(botId)}Logs`);
  if (group === undefined) throw new InputError(`the stack ${stack} in ${region} has no bot ${botId}`);
  const client = new CloudWatchLogsClient({ region, requestHandler: awsAgent() });
  let fromMs = sinceMs;
  const seen = new Set<string>();
  return {
    next: async () => {
      const lines: string[] = [];
      let token: string | undefined;
      do {
        const page = {
          logGroupName: group,
          startTime: fromMs,
          ...(token !== undefined && { nextToken: token }),
        };
        const command = new FilterLogEventsCommand({ ...page, filterPattern: BOT_LINES });
        const { events = [], nextToken } = await inAws(`the log ${group}`, () => client.send(command));
        for (const { eventId = '', timestamp = fromMs, message = '' } of events) {
          if (seen.has(eventId)) continue;
          seen.add(eventId);
          fromMs = Math.max(fromMs, timestamp);
          const line = message.trimEnd();
          const told = line.startsWith('{') ? line : platformFailureLine(botId, line, timestamp);
          if (told !== undefined) lines.push(readableLine(told));
        }
        token = nextToken;
      } while (token !== undefined);
      return lines;
    },
  };
}
