/**
 * Are runs in processes of their own answered, whatever becomes of the process?
 */
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WorkerPool } from './worker-pool.ts';

const worker = fileURLToPath(new URL('fake-worker.ts', import.meta.url));
let pool: WorkerPool;
beforeEach(() => {
  vi.stubEnv('AWS_PROFILE', 'of-this-machine');
  pool = new WorkerPool({ jobs: 1, patienceMs: 600_000, worker });
});
afterEach(() => pool.close());

const ask = (seed: number) => pool.run({ seed, minutes: 1 });
const whereOf = async (seed: number) => (await ask(seed)).digest.split(' ');

describe('processes that run seeds', () => {
  it('are used again, and know nothing of this machine’s keys', async () => {
    const [process1, , region, profile] = await whereOf(10);
    const [process2] = await whereOf(11);
    expect(process2).toBe(process1);
    expect([region, profile]).toEqual(['ap-northeast-1', 'none']);
  });

  it('are replaced when they die or when their world fails', async () => {
    const [before] = await whereOf(10);
    await expect(ask(1)).rejects.toThrow('the process that ran seed 1 ended with SIGABRT');
    await expect(ask(3)).rejects.toThrow('a defect: Error: the world is a disc');
    const [after] = await whereOf(11);
    expect(after).not.toBe(before);
  });

  it('are not ended by the Ctrl-C that ends the command, and start no more after it', async () => {
    const [before] = await whereOf(10);
    process.kill(Number(before), 'SIGINT');
    expect((await whereOf(11))[0]).toBe(before);
    pool.close();
    await expect(ask(12)).rejects.toThrow('no more seeds are run');
  });

  it('have a process of their own for the second run, in another place', async () => {
    const [here, zone] = await whereOf(10);
    const [there, otherZone] = (await pool.runElsewhere({ seed: 10, minutes: 1 })).digest.split(' ');
    expect(there).not.toBe(here);
    // The tests run there already.
    expect([zone, otherZone]).toEqual(['Pacific/Chatham', 'America/St_Johns']);
  });

  it('are not waited for without end', async () => {
    const impatient = new WorkerPool({ jobs: 1, patienceMs: 1_000, worker });
    await expect(impatient.run({ seed: 2, minutes: 1 })).rejects.toThrow('has not ended after 1 s');
    impatient.close();
  });
});
