/**
 * `npm run price` prints the price of a month in the region of infra/stages.ts. `--json` is for machines; `--readme`
 * renews the tables of infra/README.md and the figures of README.md, which are of the region as it comes.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { DEFAULT_REGION, priceReport } from './cost-report.ts';
import { priceTables, withFirstPrice, withPriceTables } from './cost-tables.ts';
import { fleetTable, searchTable, withScaleTables } from './scale-tables.ts';
import { print, printJson } from '../cli/terminal/output.ts';
import { runTold } from '../cli/terminal/run-told.ts';
import { STAGE, StageError, parseStage } from '../stages.ts';

await runTold(() => {
  const { values } = parseArgs({ options: { json: { type: 'boolean' }, readme: { type: 'boolean' } } });
  const stage = parseStage(STAGE);
  const report = priceReport(stage, values.readme === true ? DEFAULT_REGION : stage.region);
  if (values.readme === true) {
    const pages = [
      ['../README.md', withPriceTables],
      ['../README.md', withScaleTables],
      ['../../README.md', withFirstPrice],
    ] as const;
    for (const [path, renewed] of pages) {
      const page = new URL(path, import.meta.url);
      writeFileSync(page, renewed(readFileSync(page, 'utf8'), report));
    }
  } else if (values.json === true) {
    printJson(report);
  } else {
    const { bots, withFreeTiersUsd, withoutUsd } = report.stage;
    print([
      ...[priceTables(report), searchTable(report), fleetTable(report)].join('\n\n').split('\n'),
      '',
      `The bots of infra/stages.ts (${bots}) cost ${withFreeTiersUsd.toFixed(2)} USD a month with free tiers, ${withoutUsd.toFixed(2)} USD without.`,
    ]);
  }
}, [StageError]);
