/**
 * Asks a question of yes or no in its terminal, and says the answer.
 */
import { confirmed } from '../../../infra/cli/terminal/confirmed.ts';

console.log(await confirmed('Is it so?', process.stdin, process.stdout));
