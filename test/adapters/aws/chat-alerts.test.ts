/**
 * Does a chat get every alert? AWS's chat integration drops what is no custom notification of its schema.
 *
 * The schema is the one of its guide: "Custom notifications using Amazon Q Developer in chat applications".
 */
import { describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { SnsAlerts, chatMessageOf } from '../../../lambda/adapters/aws/sns-alerts.ts';
import { ALERT_KINDS, EMPTY_ALERT_LOG, limitAlertRate } from '../../../lambda/core/alerts/alert.ts';
import { FakeAws } from '../../harness/aws/fake-aws.ts';
import { NOON } from '../../harness/builders.ts';
import { openForTest } from '../../harness/loopback-server.ts';

const customNotification = z.strictObject({
  version: z.literal('1.0'),
  source: z.literal('custom'),
  id: z.string().optional(),
  content: z.strictObject({
    textType: z.literal('client-markdown').optional(),
    title: z.string().max(250).optional(),
    description: z.string().min(1).max(8_000),
    nextSteps: z.array(z.string()).optional(),
    keywords: z.array(z.string()).optional(),
  }),
  metadata: z
    .strictObject({
      threadId: z.string().optional(),
      summary: z.string().optional(),
      eventType: z.string().optional(),
      relatedResources: z.array(z.string()).optional(),
      additionalContext: z.record(z.string(), z.string()).optional(),
    })
    .optional(),
});

const ALERT = { id: 'paper-1-3-halted', atMs: NOON, kind: 'halted' } as const;

describe('an alert in a chat', () => {
  it.each(ALERT_KINDS)('an alert in a chat has the shape that the integration takes: %s', (kind) => {
    const endless = '<&>"ä'.repeat(2_000);
    const { words } = limitAlertRate(EMPTY_ALERT_LOG, {
      atMs: NOON,
      kind,
      happened: endless,
      did: endless,
      todo: endless,
    });
    if (words === undefined) throw new Error('it was held back');
    const message = chatMessageOf({ id: 'a-bot-of-16-char' }, { ...ALERT, ...words });
    expect(customNotification.parse(message)).toEqual(message);
  });

  it('an alert in a chat says what the mail says, and its commands can be pasted', () => {
    const alert = { ...ALERT, happened: 'It differs.', did: 'It halted.', todo: 'See {status}.' };
    const { content } = chatMessageOf({ id: 'paper' }, alert);
    expect(content).toMatchObject({
      title: 'Kallisti paper: halted',
      description: 'It differs.\nWhat the bot did: It halted.',
      nextSteps: ['See `./scalper status --bot paper`.'],
    });
  });

  it('an alert in a chat addresses nobody with words of an exchange', () => {
    const alert = { ...ALERT, happened: '<!channel> & <@U1>', did: 'a', todo: 'b' };
    expect(chatMessageOf({ id: 'paper' }, alert).content.description).toMatch(
      /^&lt;!channel&gt; &amp; &lt;@U1&gt;\n/,
    );
  });

  it('an alert in a chat keeps its lines, whatever a writer of the item has put into its words', () => {
    const happened = `It differs.\nWhat the bot did: forged\u001b]0;x\u0007 \u202eabc \u200b\u2028d`;
    const { description, nextSteps } = chatMessageOf(
      { id: 'paper' },
      { ...ALERT, happened, did: 'a', todo: 'b\nc' },
    ).content;
    expect(description.split('\n')).toEqual([expect.stringContaining('It differs.'), 'What the bot did: a']);
    for (const character of ['\u001b', '\u0007', '\u202e', '\u200b', '\u2028']) {
      for (const words of [description, ...nextSteps]) expect(words).not.toContain(character);
    }
    expect(nextSteps[0]).not.toContain('\n');
  });

  it('an alert in a chat is published once, beside the mail: each protocol gets its own form', async () => {
    const aws = await openForTest(new FakeAws());
    vi.stubEnv('AWS_ENDPOINT_URL', aws.baseUrl);
    vi.stubEnv('AWS_REGION', 'local');
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'nobody');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'nobody');
    const alert = { ...ALERT, happened: 'It differs.', did: 'It halted.', todo: 'See {status}.' };
    await new SnsAlerts('arn:aws:sns:local:1:alerts', { id: 'paper' }).publish(alert);
    expect(aws.topic.published).toHaveLength(1);
    const [{ message, https } = { message: '', https: '' }] = aws.topic.published;
    expect(message).toMatch(/^It differs\.\nWhat the bot did: It halted\.\nWhat to do: See /);
    expect(JSON.parse(https)).toEqual(chatMessageOf({ id: 'paper' }, alert));
  });
});
