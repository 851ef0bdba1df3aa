/**
 * What is told of an error of a library, a network or a service, in the log and to a person?
 */
import { describe, expect, it } from 'vitest';
import { realtimeTickScreen } from '../../infra/cli/screens/realtime-screen.ts';
import { wordsOf } from '../../infra/caught-words.ts';
import { InputError } from '../../infra/input-error.ts';
import { keepUnseen } from '../../infra/known-secrets.ts';
import { awsWords } from '../../lambda/adapters/aws/aws-refusal.ts';
import { errorLine } from '../../lambda/adapters/aws/telemetry.ts';
import { errorWords, ownPlaces } from '../../lambda/adapters/error-words.ts';
import { withoutNamedSecrets } from '../../lambda/adapters/quoted-secrets.ts';
import { WatchError } from '../../lambda/minute-run.ts';
import { NOON } from '../harness/builders.ts';

/** Every way in which a secret is named in words that nobody has foreseen. */
const NAMED = [
  'signature=CANARY',
  'x-amz-security-token: CANARY',
  'Authorization: Bearer CANARY',
  '"apiKey":"CANARY"',
  String.raw`{\"token\":\"CANARY\"}`,
  String.raw`{\\\"token\\\":\\\"CANARY\\\"}`,
  String.raw`{\"token\":\"a\/b\/CANARY\"}`,
  String.raw`{\u0022token\u0022:\u0022CANARY\u0022}`,
  'X-Amz-Security-Token%3DCANARY',
  'X-Amz-Security-Token%25253D%252520CANARY',
  '&quot;signature&quot;:&quot;CANARY&quot;',
  '&amp;quot;signature&amp;quot;&#61;CANARY',
  'api_key=CANARY',
  'aws_access_key_id = CANARY',
  "secretAccessKey => 'CANARY'",
  '<SessionToken>CANARY</SessionToken>',
  '["signature","CANARY"]',
  'password: CANARY',
  '"listenKey":"CANARY"',
  'Bearer CANARYCANARYCANARY',
  'https://user:CANARY@example.org/',
  '%7B%5C%22token%5C%22%3A%5C%22CANARY%5C%22%7D',
];

function libraryError(words: string): Error {
  const error = new Error(words, { cause: new Error('signature=CANARY') });
  const [, frames = ''] = error.stack?.split(words) ?? [];
  const strange = ['    at f (/opt/CANARY/lambda.js:1:2)', '    at g (node:internal/CANARY:1:2)'];
  const installed = '    at h (file:///a/node_modules/CANARY/test/a.ts:1:2)';
  error.stack = [`Error: ${words}`, ...strange, installed].join('\n') + frames;
  return error;
}

/** Wherever such an error is told. */
const TOLD: Readonly<Record<string, (error: Error) => string>> = {
  'in the log': (error) => errorLine({ id: 'paper', symbols: [] }, error),
  'by a command': wordsOf,
  'on a screen': (error) =>
    realtimeTickScreen({
      minuteMs: NOON,
      missedMinutes: 0,
      warnings: [],
      outcome: { kind: 'failed', error },
    }).join('\n'),
  'of a watch step': (error) => new WatchError(error).message,
  'of AWS': awsWords,
};

describe.each(Object.entries(TOLD))('an error of a library that is told %s', (_, told) => {
  it.each(NAMED)('an error of a library that is told holds no secret that it names: %s', (named) => {
    const text = told(libraryError(`it broke: ${named}`));
    expect(text).toContain('it broke');
    expect(text).not.toContain('CANARY');
  });

  it('an error of a library that is told has a bound, and half a secret is not left of it', () => {
    const text = told(libraryError(`${'x'.repeat(480)} signature=${'CANARY'.repeat(1_000)}`));
    expect(text).not.toContain('CANARY');
    expect(told(libraryError('x'.repeat(1_000_000))).length).toBeLessThan(4_000);
  });
});

it('the places of an error are those in this code, innermost first, and none that its words only look like', () => {
  const places = ownPlaces(libraryError('a\n    at x (/b/lambda/CANARY.ts:1:2)'));
  expect(places[0]).toMatch(/^test\/adapters\/error-words\.test\.ts:\d+:\d+$/);
  expect(places.join()).not.toContain('CANARY');
  const deployed = new Error('a');
  deployed.stack = 'Error: a\n    at Xa (/var/task/bot.cjs:12:345)\n    at async /var/task/index.mjs:3:1';
  expect(ownPlaces(deployed)).toEqual(['bot.cjs:12:345', 'index.mjs:3:1']);
});

it.each([
  'maxSignalAgeSeconds = 99: must be below 60',
  'a design: none',
  'signal=long',
  'unexpected token }',
  'a bearer of news, and 2 > 1',
  'https://example.org/a@b',
])('words that name no secret stay as they are: %s', (words) => {
  expect(errorWords(new Error(words))).toBe(words);
});

it('a sentence of ours is told as it is, and a key that this process knows by neither', () => {
  expect(wordsOf(new InputError("secretsKey: 'own' is a choice"))).toBe("secretsKey: 'own' is a choice");
  keepUnseen(['CANARY"\\known-here']);
  const words = JSON.stringify(JSON.stringify('CANARY"\\known-here'));
  expect(wordsOf(new Error(`${'x'.repeat(480)} ${words}`))).not.toContain('CANARY');
});

it.each(['sign', 'signature=', 'a', '\\', '%25', 'token": "', 'token:\\', 'token%3D%20'])(
  'words that are filled with %s are read in time',
  (part) => {
    // A search that begins anew at each character would take minutes.
    const words = part.repeat(Math.ceil(400_000 / part.length));
    expect(withoutNamedSecrets(words).length).toBeGreaterThan(0);
    expect(errorWords(words).length).toBeLessThan(600);
  },
);
