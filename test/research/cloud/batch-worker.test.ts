/** Does the worker find what a thread finds, read once, answer the same twice, and name what is wrong? */
import { describe, expect, it } from 'vitest';
import { BatchWorker, JobError, batchAnswerSchema } from '../../../infra/research/cloud/batch-worker.ts';
import {
  answerKey,
  attemptJob,
  manifestKey,
  marketKey,
  shiftJob,
  type Job,
} from '../../../infra/research/cloud/job.ts';
import { marketObject } from '../../../infra/research/cloud/market-object.ts';
import { shareCandles } from '../../../infra/research/shared-candles.ts';
import { synthesiseMarket } from '../../../infra/market/synthetic-market.ts';
import { parseJson } from '../../../lambda/adapters/parse-json.ts';
import { DAYS, GROUND, MARKET, OBJECT, START_MS, WORKER, here, tasksOf } from './cloud-ground.ts';

const NEVER = new AbortController().signal;
const OTHER = {
  symbols: synthesiseMarket({ symbols: ['SOLUSDT'], seed: 4, days: DAYS, startMs: START_MS }).map(
    shareCandles,
  ),
};

function bucketOf(jobs: readonly Job[]) {
  const other = marketObject(OTHER);
  const objects = new Map<string, Uint8Array>([
    [marketKey(OBJECT.sha256), OBJECT.bytes],
    [marketKey(other.sha256), other.bytes],
    ...jobs.map((job) => [manifestKey(job.name), Buffer.from(job.manifest)] as const),
  ]);
  const reads: string[] = [];
  const read = async (key: string) => {
    reads.push(key);
    return objects.get(key);
  };
  return { objects, reads, worker: new BatchWorker({ worker: WORKER, read }) };
}

const eventsOf = ({ name, batches }: Job) =>
  batches
    .trimEnd()
    .split('\n')
    .map((line) => ({ job: name, batch: parseJson(line) }));

describe('A worker', () => {
  it('finds what threads find, known by span and set, and reads manifest and candles once', async () => {
    const job = attemptJob(tasksOf(5), GROUND);
    const { worker, reads } = bucketOf([job]);
    const answers = [];
    for (const event of eventsOf(job)) answers.push(batchAnswerSchema.parse(await worker.answer(event)));
    expect(answers.map(({ index }) => index)).toEqual([0, 1, 2]);
    const found = new Map(
      answers.flatMap(({ results }) => results.map((one) => [one.key, 'trial' in one && one.trial])),
    );
    const expected = await here().attempt(tasksOf(5), { signal: NEVER });
    expect(tasksOf(5).map((task) => found.get(answerKey(task)))).toEqual(expected);
    expect(reads).toEqual([manifestKey(job.name), marketKey(OBJECT.sha256)]);
  });

  it('answers a batch that comes twice with the same words, of at most a kilobyte a set', async () => {
    const job = attemptJob(tasksOf(2), GROUND);
    const { worker } = bucketOf([job]);
    const [event] = eventsOf(job);
    const [first, second] = [await worker.answer(event), await worker.answer(event)];
    expect(JSON.stringify(second)).toBe(JSON.stringify(first));
    expect(JSON.stringify(first).length).toBeLessThan(2 * 1_000);
  });

  it('that gets a batch of another market finds what is so there, and nothing of the market before', async () => {
    const [one, other] = [
      attemptJob(tasksOf(2), GROUND),
      attemptJob(tasksOf(2), { ...GROUND, market: marketObject(OTHER).sha256 }),
    ];
    const { worker } = bucketOf([one, other]);
    for (const [job, market] of [
      [one, MARKET],
      [other, OTHER],
      [one, MARKET],
    ] as const) {
      const [event] = eventsOf(job);
      const { results } = batchAnswerSchema.parse(await worker.answer(event));
      expect(results.map((each) => 'trial' in each && each.trial)).toEqual(
        await here(market).attempt(tasksOf(2), { signal: NEVER }),
      );
    }
  });

  const job = attemptJob(tasksOf(2), GROUND);
  const shifted = shiftJob(tasksOf(1), [5], GROUND);
  const [event] = eventsOf(job);
  const { batch } = event!;
  it.each([
    ['no batch', { job: job.name }, /the batch: /],
    [
      'a job that is not there',
      { job: '0'.repeat(64), batch },
      /jobs\/0{64}\/manifest\.json is not in the bucket/,
    ],
    [
      'a task of another kind',
      { job: shifted.name, batch },
      /a job of kind shift has a task of another kind/,
    ],
    [
      'a set that the bot would refuse',
      {
        job: job.name,
        batch: { index: 4, tasks: [{ ...tasksOf(1)[0], parameters: undefined, set: { leverage: -1 } }] },
      },
      /the batch: /,
    ],
    [
      'a value out of its bounds',
      { job: job.name, batch: { index: 4, tasks: [{ fromMs: 0, toMs: 1, set: { leverage: -1 } }] } },
      /batch 4: [^]*leverage/,
    ],
    [
      'a parameter that does not exist',
      { job: job.name, batch: { index: 4, tasks: [{ fromMs: 0, toMs: 1, set: { leveragd: 1 } }] } },
      /batch 4: [^]*leveragd/,
    ],
  ])('names %s, as what nobody tries again', async (_, asked, message) => {
    const { worker } = bucketOf([job, shifted]);
    const failed = await worker.answer(asked).catch((error: unknown) => error);
    if (!(failed instanceof JobError)) throw new Error('it is no JobError');
    expect(failed.message).toMatch(message);
  });

  it('names a manifest that was changed, a market that was cut, and a job for another worker', async () => {
    const changed = bucketOf([job]);
    changed.objects.set(manifestKey(job.name), Buffer.from(job.manifest.replace('"again":0', '"again":1')));
    await expect(changed.worker.answer(event)).rejects.toThrow('manifest.json is not what its name says');
    const cut = bucketOf([job]);
    cut.objects.set(marketKey(OBJECT.sha256), OBJECT.bytes.subarray(8));
    await expect(cut.worker.answer(event)).rejects.toThrow(
      `markets/${OBJECT.sha256} is not what its name says`,
    );
    const strange = attemptJob(tasksOf(2), { ...GROUND, worker: 'another' });
    const { worker } = bucketOf([strange]);
    await expect(worker.answer(eventsOf(strange)[0])).rejects.toThrow(
      /is for the worker another, and this is 0123456789ab: deploy/,
    );
  });
});
