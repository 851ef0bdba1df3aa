/** Is everything that a map's writer has left found, in whatever form, and is it said where it cannot be read? */
import { describe, expect, it } from 'vitest';
import { batchAnswerSchema } from '../../../infra/research/cloud/batch-worker.ts';
import { gathered } from '../../../infra/research/cloud/gathered-answers.ts';

const MANIFEST = 'results/run/manifest.json';
const answer = (index: number) => ({
  index,
  results: [
    { key: `k${index}`, moved: index / 4 },
    { key: `l${index}`, moved: -1 - index },
  ],
});
const failure = (words: string) => ({
  Error: 'JobError',
  Cause: JSON.stringify({ errorType: 'JobError', errorMessage: words }),
  Status: 'FAILED',
});
const lines = (list: readonly object[]) => list.map((one) => JSON.stringify(one)).join('\n');

function bucketOf(objects: Readonly<Record<string, string>>) {
  const listed = (status: string) =>
    Object.keys(objects)
      .filter((key) => key.startsWith(status))
      .map((Key) => ({ Key, Size: 1 }));
  const manifest = JSON.stringify({
    ResultFiles: { SUCCEEDED: listed('SUCCEEDED'), FAILED: listed('FAILED') },
  });
  return {
    get: async (key: string) => {
      const text = key === MANIFEST ? manifest : objects[key];
      // As a client of S3 gives them: a part of a larger memory.
      return text === undefined ? undefined : Buffer.from(`--${text}--`).subarray(2, -2);
    },
  };
}

describe('What a map has left', () => {
  it.each([
    ['without a last end of a line', { 'SUCCEEDED_0.jsonl': lines([answer(0), answer(1), answer(2)]) }],
    [
      'with blank lines',
      { 'SUCCEEDED_0.jsonl': `\n${lines([answer(0), answer(1)])}\n\r\n${lines([answer(2)])}\n` },
    ],
    [
      'in several files',
      { 'SUCCEEDED_0.jsonl': lines([answer(0)]), 'SUCCEEDED_1.jsonl': lines([answer(1), answer(2)]) },
    ],
    ['as a list', { 'SUCCEEDED_0.json': JSON.stringify([answer(0), answer(1), answer(2)]) }],
  ])('is found %s, in its order', async (_, objects) => {
    const found = await gathered(bucketOf(objects), MANIFEST);
    expect(found).toEqual({
      answers: [0, 1, 2].flatMap((index) => batchAnswerSchema.parse(answer(index)).results),
      reasons: [],
    });
  });

  it('names each reason of a failure once, in lines and in a list', async () => {
    const objects = {
      'FAILED_0.jsonl': lines([failure('no room'), failure('no room'), { Error: 'States.Timeout' }]),
      'FAILED_1.json': JSON.stringify([failure('gone'), 7]),
    };
    expect((await gathered(bucketOf(objects), MANIFEST))?.reasons).toEqual([
      'JobError: no room',
      'States.Timeout: ',
      'JobError: gone',
      'for a reason that cannot be read',
    ]);
  });

  it.each([
    [
      'an answer that was cut',
      { 'SUCCEEDED_0.jsonl': `${lines([answer(0)])}\n{"index":1,"resu` },
      /an answer of a batch cannot be read/,
    ],
    [
      'an answer of another form',
      { 'SUCCEEDED_0.jsonl': '{"index":-1,"results":[]}' },
      /an answer of a batch cannot be read/,
    ],
  ])('with %s is refused', async (_, objects, message) => {
    await expect(gathered(bucketOf(objects), MANIFEST)).rejects.toThrow(message);
  });

  it('is nothing where there is no manifest, and refused where a file or the manifest is not what it was', async () => {
    expect(await gathered({ get: async () => undefined }, MANIFEST)).toBeUndefined();
    await expect(gathered({ get: async () => Buffer.from('{}') }, MANIFEST)).rejects.toThrow(
      'no manifest of a map',
    );
    const { get } = bucketOf({ 'SUCCEEDED_0.jsonl': lines([answer(0)]) });
    const cut = { get: async (key: string) => (key === MANIFEST ? get(key) : undefined) };
    await expect(gathered(cut, MANIFEST)).rejects.toThrow('SUCCEEDED_0.jsonl is not there any more');
  });
});
