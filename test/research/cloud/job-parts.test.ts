/** Is a job named by what it holds, does each batch fit, and does what is packed come back to the bit? */
import { hash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attemptJob, batchEventSchema, shiftJob } from '../../../infra/research/cloud/job.ts';
import { marketIn, marketObject } from '../../../infra/research/cloud/market-object.ts';
import { packedDays, unpackedDays } from '../../../infra/research/cloud/packed-trial.ts';
import { parseJson } from '../../../lambda/adapters/parse-json.ts';
import { DAY_MS, toDollars, usdFromUnits } from '../../../lambda/core/units.ts';
import { GROUND, MARKET, OBJECT, SPAN, tasksOf } from './cloud-ground.ts';

describe('The object of a market', () => {
  const timeMs = Float64Array.from([SPAN.fromMs, SPAN.toMs]);
  const funding = {
    length: 2,
    timeMs,
    rate: Float64Array.of(1e-4, -3e-5),
    intervalMs: Float64Array.of(8, 8),
  };
  const funded = { ...MARKET, recordedFunding: new Map([['SOLUSDT', funding]]) };

  it('comes back to the bit, with its funding', () => {
    for (const market of [MARKET, funded]) {
      const { bytes, sha256 } = marketObject(market);
      expect(hash('sha256', bytes)).toBe(sha256);
      const read = marketIn(bytes, sha256);
      expect(read?.symbols).toEqual(market.symbols);
      expect(read?.recordedFunding).toEqual(market === funded ? funded.recordedFunding : new Map());
    }
    expect(marketObject(funded).sha256).not.toBe(OBJECT.sha256);
  });

  it('comes back with the hours in which its symbols trade, also those without an end', () => {
    const hours = { sessions: [{ startMs: SPAN.fromMs, endMs: SPAN.toMs }], knownFromMs: SPAN.fromMs };
    for (const knownUntilMs of [SPAN.toMs, Infinity]) {
      const sessions = { ...hours, knownUntilMs };
      const { bytes, sha256 } = marketObject({
        symbols: MARKET.symbols.map((one) => ({ ...one, sessions })),
      });
      expect(marketIn(bytes, sha256)?.symbols.map((one) => one.sessions)).toEqual([sessions]);
      expect(sha256).not.toBe(OBJECT.sha256);
    }
  });

  it('that was changed or cut, or is of another form, is none', () => {
    const { bytes, sha256 } = OBJECT;
    for (const at of [0, 9, 20, bytes.length - 1]) {
      const changed = Buffer.from(bytes);
      changed[at]! ^= 1;
      expect(marketIn(changed, sha256), `byte ${at}`).toBeUndefined();
      if (at < 16) expect(marketIn(changed, hash('sha256', changed)), `form, byte ${at}`).toBeUndefined();
    }
    const cut = bytes.subarray(0, -8);
    expect(marketIn(cut, hash('sha256', cut))).toBeUndefined();
  });
});

describe('Packed days', () => {
  it('come back as they were', () => {
    const units = fc.oneof(
      fc.constant(0),
      fc.integer({ min: -1e12, max: 1e12 }),
      fc.maxSafeInteger().map((n) => Math.trunc(n / 4)),
    );
    fc.assert(
      fc.property(fc.array(units, { maxLength: 60 }), (list) => {
        const days = Float64Array.from(list, (n) => toDollars(usdFromUnits(n)));
        expect(unpackedDays(packedDays(days))).toEqual(days);
      }),
    );
  });

  it('take little, a thousand without a trade three bytes', () => {
    expect(packedDays(new Float64Array(1_000))).toBe(Buffer.from([0, 0xe8, 0x07]).toString('base64'));
    expect(packedDays(Float64Array.of(-0.000_000_01, 0.000_000_01, 1.28))).toBe(
      Buffer.from([1, 2, 0x80, 0x80, 0x89, 0x7a]).toString('base64'),
    );
  });

  it('that are no whole number of 1e-8 USD are refused, and so are more days than any market has', () => {
    expect(() => packedDays(Float64Array.of(1 / 3))).toThrow('is no whole number of 1e-8 USD');
    expect(() => unpackedDays(Buffer.from([0, 0xff, 0xff, 0xff, 0x7f]).toString('base64'))).toThrow(
      'days are packed',
    );
  });
});

describe('A job', () => {
  it('has one name for the same tries, and another for any other', () => {
    const job = (count: number, more: Partial<typeof GROUND> = {}) =>
      attemptJob(tasksOf(count), { ...GROUND, ...more }).name;
    expect(job(4)).toBe(job(4));
    const names = [
      job(4),
      job(5),
      job(4, { again: 1 }),
      job(4, { worker: 'other' }),
      job(4, { market: '0'.repeat(64) }),
    ];
    expect(new Set(names).size).toBe(names.length);
    const attempts = tasksOf(1);
    expect(shiftJob(attempts, [0, 5], GROUND).name).not.toBe(shiftJob(attempts, [0, 6], GROUND).name);
  });

  it('has each try once, in batches of some seconds, whose items and answers have room', () => {
    const years = { fromMs: SPAN.fromMs, toMs: SPAN.fromMs + 3_650 * DAY_MS };
    const tasks = tasksOf(40).map((task) => ({ ...task, ...years }));
    const batches = attemptJob(tasks, { ...GROUND, secondsOf: () => 0.1 })
      .batches.trimEnd()
      .split('\n');
    // 37 KB for the answer of each: six fit.
    expect(batches).toHaveLength(7);
    const quick = attemptJob(tasksOf(400), { ...GROUND, secondsOf: () => 0.05 });
    const parsed = quick.batches
      .trimEnd()
      .split('\n')
      .map((line) => batchEventSchema.parse({ job: quick.name, batch: parseJson(line) }).batch);
    expect(parsed.map(({ index }) => index)).toEqual([...parsed.keys()]);
    expect(parsed).toHaveLength(quick.count);
    expect(parsed.map(({ tasks: some }) => some.length)).toEqual([100, 100, 100, 100]);
    expect(new Set(parsed.flatMap((batch) => batch.tasks.map((task) => JSON.stringify(task)))).size).toBe(
      400,
    );
  });

  it('of many tries has longer batches, and those that share their signals stand together', () => {
    const [task] = tasksOf(1);
    const long = attemptJob(Array(9_000).fill(task), { ...GROUND, secondsOf: () => 5 });
    expect(long.count).toBe(1_000);
    const mixed = tasksOf(4).map((task, k) => ({
      ...task,
      parameters: { ...task.parameters, momentumPct: k % 2 === 0 ? 0.05 : 0.1 },
    }));
    const [first] = attemptJob(mixed, GROUND).batches.split('\n');
    const sets = batchEventSchema.parse({ job: '0'.repeat(64), batch: parseJson(first!) }).batch.tasks;
    expect(
      new Set(sets.map((task) => (typeof task === 'number' ? task : task.set['momentumPct']))).size,
    ).toBe(1);
  });
});
