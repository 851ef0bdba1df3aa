/**
 * `npm run bench:minute`: the table of offsets, by the second of the minute at which a schedule wakes the bot.
 *
 * For each: how long after the close of its candle the latest entry was accepted, how long what is open was judged by
 * nobody at the longest, and what is billed for an event, with positions open. `--step 0.1` tries every tenth of a second.
 */
import { measureOffset, type OffsetResult } from '../sim/minute-offsets.ts';
import { latestEntryOf, offsetTable, sumsOf } from '../sim/offset-table.ts';
import { argumentsOf, numberOption } from '../harness/program-options.ts';

const ALIGNMENTS = [0, 15, 60] as const;
const JITTERS_SECONDS = [0, 0.4, 3] as const;
const TENTHS_PER_SECOND = 10;
const TENTHS_PER_MINUTE = 600;

const { values } = argumentsOf(
  {
    name: 'bench:minute',
    does: 'the table of offsets: how late it decides and how long nothing is judged, by the second of its rule',
  },
  { options: { step: { type: 'string', default: '0.5' } } },
);
const stepTenths = Math.round(
  numberOption('step', values.step, { least: 0.1, most: 60, isWhole: false }) * TENTHS_PER_SECOND,
);

const results: OffsetResult[] = [];
for (const alignToMinuteSeconds of ALIGNMENTS) {
  for (let tenths = 0; tenths < TENTHS_PER_MINUTE; tenths += stepTenths) {
    for (const jitterSeconds of JITTERS_SECONDS) {
      const terms = { offsetSeconds: tenths / TENTHS_PER_SECOND, alignToMinuteSeconds, jitterSeconds };
      results.push(await measureOffset({ ...terms, seed: tenths + 1, isMissing: true }));
    }
  }
}
console.log(offsetTable(results, ALIGNMENTS));
for (const align of ALIGNMENTS) {
  const rows = results.filter(({ alignToMinuteSeconds }) => alignToMinuteSeconds === align);
  console.log(`aligned by ${align} s: latest entry ${latestEntryOf(rows).toFixed(2)} s; ${sumsOf(rows)}`);
}
