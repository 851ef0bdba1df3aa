/**
 * The entry point in AWS: the bot of this environment.
 *
 * Lines go to the standard output as they are: what a runtime writes before those of `console` would hide the metrics
 * in them.
 */
import { deployedBot } from './deployed-bot.ts';
import { parseEnvironment } from './environment.ts';
import { machineClock } from './adapters/machine.ts';

const bot = deployedBot(parseEnvironment(process.env), {
  log: (line) => void process.stdout.write(`${line}\n`),
  clock: machineClock,
});

export const { handler, warm } = bot;
