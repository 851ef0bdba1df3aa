/**
 * Ticks of a bot whose ledger is there already, straight to its database, in a process that does nothing else:
 * `node test/bench/growth-tick.ts <endpoint>`. Prints the mean processor time of a tick, and the memory, as JSON.
 */
import { localClient } from '../../infra/local/embedded-dynamodb.ts';
import { DynamoLedger } from '../../lambda/adapters/dynamo/dynamo-ledger.ts';
import { PaperHarness, minutesOfMarket } from '../adapters/dynamo/dynamo-harness.ts';
import { TABLE } from '../remote/deployed-aws.ts';

const TICKS = 20;
const BEFORE = 5;

const client = localClient(process.argv[2] ?? '');
const harness = new PaperHarness(new DynamoLedger(client, TABLE), minutesOfMarket(BEFORE + TICKS));
await harness.run(BEFORE);
const before = process.cpuUsage();
await harness.run(TICKS);
const { user, system } = process.cpuUsage(before);
client.destroy();
const memoryMb = process.resourceUsage().maxRSS / 1024;
console.log(JSON.stringify({ cpuSeconds: (user + system) / 1e6 / TICKS, memoryMb }));
