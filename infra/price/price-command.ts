/**
 * `npm run price` prints the price of a month. `--json` is for machines; `--readme` renews the tables of
 * infra/README.md.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { priceReport } from './cost-report.ts';
import { priceTables, withPriceTables } from './cost-tables.ts';
import { STAGE, parseStage } from '../stages.ts';

const { values } = parseArgs({ options: { json: { type: 'boolean' }, readme: { type: 'boolean' } } });
const report = priceReport(parseStage(STAGE));
const readme = new URL('../README.md', import.meta.url);
if (values.readme === true) {
  writeFileSync(readme, withPriceTables(readFileSync(readme, 'utf8'), report));
} else if (values.json === true) {
  console.log(JSON.stringify(report, undefined, 2));
} else {
  const { bots, withFreeTiersUsd, withoutUsd } = report.stage;
  console.log(priceTables(report));
  console.log(
    `\nThe bots of infra/stages.ts (${bots}) cost ${withFreeTiersUsd.toFixed(2)} USD a month with free tiers, ${withoutUsd.toFixed(2)} USD without.`,
  );
}
