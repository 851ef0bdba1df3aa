/**
 * Is it told why no tick obeys a command, and what could not be asked?
 *
 * The unmodified clients of AWS, against fakes on loopback.
 */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { logOfBot } from '../../infra/remote/cloudwatch-log.ts';
import { whyUnheard } from '../../infra/remote/unheard.ts';
import { errorLine } from '../../lambda/adapters/aws/telemetry.ts';
import { FakeAws } from '../harness/aws/fake-aws.ts';
import { failed, found } from '../harness/aws/protocols.ts';
import { NOON } from '../harness/builders.ts';
import { openForTest } from '../harness/loopback-server.ts';
import {
  DESCRIBE_RULE,
  FILTER_LOG,
  GET_CONCURRENCY,
  GET_FUNCTION,
  LIST_TARGETS,
  TABLE,
  deployIn,
  environmentOf,
  functionWith,
} from './deployed-aws.ts';

const PAPER = { botId: 'paper', region: 'ap-northeast-1', stage: 'Kallisti' };
const TICK = JSON.stringify({ message: 'tick', bot: 'paper' });

let aws: FakeAws;
beforeEach(async () => {
  aws = await openForTest(new FakeAws());
  for (const [name, value] of Object.entries(environmentOf(aws))) vi.stubEnv(name, value);
  deployIn(aws, '');
  logged(TICK);
});

function logged(...lines: readonly string[]): void {
  const events = lines.map((message, k) => ({ eventId: String(k), message }));
  aws.answers.set(FILTER_LOG, () => found({ events }));
}

/** Lambda's own line of what a handler throws: with the stacks of libraries, in text or, where asked for, in JSON. */
const THROWN = JSON.stringify({ errorType: 'Error', errorMessage: 'level', stack: ['at CANARY'] });

const why = () => whyUnheard(PAPER, TABLE, NOON);

describe('why a command is unheard', () => {
  it('why a command is unheard is not known where nothing is wrong', async () => {
    expect(await why()).toEqual([]);
  });

  it('why a command is unheard is its rule, its function or what is reserved for it, with what to do', async () => {
    aws.answers.set(DESCRIBE_RULE, () => found({ Name: 'paper-rule', State: 'DISABLED' }));
    aws.answers.set(GET_FUNCTION, () => found({ State: 'Failed', StateReason: 'no subnet' }));
    aws.answers.set(GET_CONCURRENCY, () => found({ ReservedConcurrentExecutions: 0 }));
    expect(await why()).toEqual([
      'Its rule is disabled. To enable it: aws events enable-rule --region ap-northeast-1 --name paper-rule',
      'Its function is not active: Failed, no subnet.',
      'Its function is throttled: no concurrency is reserved for it. To end that: aws lambda delete-function-concurrency --region ap-northeast-1 --function-name paper-function',
    ]);
    aws.answers.set(GET_CONCURRENCY, () => found({ ReservedConcurrentExecutions: 1 }));
    expect((await why()).join()).not.toContain('throttled');
  });

  it('why a command is unheard is that its rule is gone', async () => {
    aws.answers.set(DESCRIBE_RULE, () => failed('ResourceNotFoundException', 'no such rule'));
    expect(await why()).toEqual([
      expect.stringMatching(/^Its rule paper-rule is gone. For what to do: .*scalper doctor --bot paper$/),
    ]);
  });

  it('why a command is unheard is that its rule starts nothing', async () => {
    aws.answers.set(LIST_TARGETS, () => found({ Targets: [] }));
    expect(await why()).toEqual([
      'Its rule paper-rule starts nothing. For what to do: ./scalper doctor --bot paper',
    ]);
  });

  it('why a command is unheard is another table, where the bot was moved meanwhile', async () => {
    aws.answers.set(GET_FUNCTION, () => functionWith('restored'));
    expect(await why()).toEqual([
      `Its function uses the table restored, and the command lies in ${TABLE}: run the command again.`,
    ]);
  });

  it('why a command is unheard is what its ticks fail with, or that none has ended, by the log since then', async () => {
    const asked: string[] = [];
    const answer = aws.answers.get(FILTER_LOG);
    aws.answers.set(FILTER_LOG, (body) => {
      asked.push(body);
      return answer?.(body) ?? 'silence';
    });
    await why();
    expect(asked).toEqual([expect.stringContaining(`"startTime":${NOON},`)]);
    const bot = { id: 'paper', symbols: [] };
    logged(errorLine(bot, new Error('first')), TICK, errorLine(bot, new RangeError('no candles')));
    expect(await why()).toEqual([
      'Its ticks fail: RangeError: no candles. For more: ./scalper tail --bot paper',
    ]);
    logged();
    expect(await why()).toEqual(['Its log has no line since then: no tick has ended.']);
  });

  it("why a command is unheard is read from the bot's lines and the platform's failures, without what is a library's", async () => {
    logged(
      TICK,
      `2026-01-05T12:00:00Z\t1a\tERROR\tInvoke Error\t${THROWN}`,
      `2026-01-05T12:00:00Z\t1a\tERROR\tUncaught Exception\t${THROWN}`,
      JSON.stringify({ level: 'ERROR', message: 'tick failed', stack: 'CANARY' }),
    );
    const lines = await (await logOfBot(PAPER)).next();
    expect(
      lines.map((line) => z.looseObject({ message: z.string() }).parse(JSON.parse(line)).message),
    ).toEqual(['tick', 'platform failure', 'tick failed']);
    expect(lines.join()).not.toContain('CANARY');
  });

  it('why a command is unheard is asked of everything else where one may not be asked, and that is told', async () => {
    aws.answers.set(DESCRIBE_RULE, () => failed('AccessDeniedException', 'no'));
    aws.answers.set(GET_CONCURRENCY, () => failed('TeapotException', 'short and stout'));
    logged();
    expect(await why()).toEqual([
      'Not known: the rule paper-rule in ap-northeast-1: these credentials may not read or write it. Use a role that may',
      expect.stringMatching(/^Not known: .*short and stout/),
      'Its log has no line since then: no tick has ended.',
    ]);
  });

  it('why a command is unheard is that the stack has no such bot, or is not there', async () => {
    const stranger = await whyUnheard({ ...PAPER, botId: 'papre' }, TABLE, NOON);
    const advice = 'but paper, live: name one that is deployed, with its --region and --stage.';
    expect(stranger).toEqual([`The stack Kallisti-Trader in ap-northeast-1 has no bot papre, ${advice}`]);
    aws.cloudFormation.add('Kallisti-Trader', { PaperFunction: 'paper-function' });
    expect(await why()).toEqual([expect.stringMatching(/^Not known: its stack does not name its rule/)]);
    deployIn(aws, '');
    // The outputs of one are named like those of the other.
    const asked = aws.calls.length;
    const alike = await whyUnheard({ ...PAPER, botId: 'pa-per' }, TABLE, NOON);
    expect(alike).toEqual([`The stack Kallisti-Trader in ap-northeast-1 has no bot pa-per, ${advice}`]);
    expect(aws.calls.slice(asked).map(({ target }) => target)).toEqual(['DescribeStacks']);
    aws.cloudFormation.stacks.delete('Kallisti-Trader');
    expect(await why()).toEqual([expect.stringMatching(/^The stack Kallisti-Trader .* does not exist/)]);
  });
});
