/**
 * The lines of preflight: passed, or the remedy.
 */
import type { PreflightReport } from '../../../lambda/core/preflight/preflight.ts';
import type { PreflightLine } from '../../../lambda/core/preflight/preflight-check.ts';
import { tone } from '../terminal/text-format.ts';
import { wrapped } from '../terminal/columns.ts';

const NAME_WIDTH = 18;
const STATE_WIDTH = 9;

export function preflightScreen(
  { hasPassed, lines }: PreflightReport,
  width: number,
  isDemo: boolean,
): readonly string[] {
  const wrong = lines.filter((line) => !line.hasPassed).length;
  const place = isDemo ? 'Demo trading also needs mode=live' : 'Real money also needs mode=live';
  const allowed = isDemo ? 'demo: true' : 'allowLive: true';
  const end = hasPassed
    ? `Every check passed. ${place} in the parameters, and ${allowed} in infra/stages.ts.`
    : `${wrong} of ${lines.length} checks failed: the bot would not trade ${isDemo ? 'at the demo' : 'real money'}.`;
  return [
    ...(isDemo ? [tone('loud', "DEMO: an account of play money at the exchange's demo"), ''] : []),
    ...lines.flatMap((line) => rowsOf(line, width)),
    '',
    ...wrapped(end, width).map((text) => tone(hasPassed ? 'good' : 'bad', text)),
  ];
}

function rowsOf(line: PreflightLine, width: number): readonly string[] {
  const { check, symbol, found, todo } = line;
  const name = (symbol === undefined ? check : `${check} ${symbol}`).padEnd(NAME_WIDTH);
  const state = (line.hasPassed ? 'passed' : 'failed').padEnd(STATE_WIDTH);
  const indent = ' '.repeat(NAME_WIDTH + STATE_WIDTH);
  const room = width - indent.length;
  const [first = '', ...rest] = wrapped(found, room);
  const todos = todo === undefined ? [] : wrapped(`→ ${todo}`, room).map((text) => tone('loud', text));
  return [
    `${name}${tone(line.hasPassed ? 'good' : 'bad', state)}${first}`,
    ...[...rest, ...todos].map((text) => `${indent}${text}`),
  ];
}
