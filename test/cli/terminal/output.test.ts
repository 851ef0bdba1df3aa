/**
 * Does a terminal get the lines, the colours and the JSON of a command, and nothing that a stranger has written into them?
 */
import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { defectLines } from '../../../infra/cli/terminal/defect-lines.ts';
import { keepUnseen } from '../../../infra/known-secrets.ts';
import { csvLines } from '../../../infra/cli/terminal/csv-text.ts';
import { alertLines } from '../../../infra/cli/screens/alert-screen.ts';
import { beginScreen } from '../../../infra/cli/screens/begin-screen.ts';
import { doctorScreen } from '../../../infra/cli/screens/doctor-screen.ts';
import { ledgerScreen } from '../../../infra/cli/screens/ledger-screen.ts';
import { logScreen } from '../../../infra/cli/screens/log-screen.ts';
import { leftScreen } from '../../../infra/cli/screens/operator-command-screen.ts';
import { preflightScreen } from '../../../infra/cli/screens/preflight-screen.ts';
import { realtimeTickScreen } from '../../../infra/cli/screens/realtime-screen.ts';
import { stateLines } from '../../../infra/cli/screens/restriction-screen.ts';
import { tickScreen } from '../../../infra/cli/screens/tick-screen.ts';
import { complain, print, printAside, printJson } from '../../../infra/cli/terminal/output.ts';
import { onTerminal, tone } from '../../../infra/cli/terminal/text-format.ts';
import { ParameterError } from '../../../lambda/config.ts';
import { usd } from '../../../lambda/core/units.ts';
import { NOON, botState } from '../../harness/builders.ts';
import { hostileText, steeringIn } from '../../harness/hostile-text.ts';
import { tickReport } from '../../harness/tick-reports.ts';

const written: string[] = [];
const record = (text: unknown) => void written.push(String(text));
afterEach(() => {
  vi.restoreAllMocks();
});

/** What reaches the terminal of one call. */
function shown(call: () => void): string {
  written.length = 0;
  for (const name of ['log', 'error'] as const) vi.spyOn(console, name).mockImplementation(record);
  call();
  return written.join('\n');
}

/** Every screen that shows words of strangers, by what it shows. */
function screensOf(words: string): readonly (string | readonly string[])[] {
  const command = {
    id: words,
    kind: 'pause',
    accept: false,
    issuedBy: words,
    issuedAtMs: NOON,
    why: words,
  } as const;
  const events = [
    { kind: 'operator-command', atMs: NOON, command },
    { kind: 'halted', atMs: NOON, cause: words },
    { kind: 'reconciled', atMs: NOON, acceptedCause: words, commandId: words },
    { kind: 'transfer', atMs: NOON, amountUsd: usd(1), venueId: words, name: words },
  ] as const;
  const rows = events.map((event, k) => ({ epoch: 1, sequence: k + 1, event }));
  const state = botState({ ledger: { halted: { cause: words, sinceMs: NOON } } });
  const side = 'long';
  const report = tickReport({
    rows,
    verdicts: [
      { symbol: words, kind: 'rejected', side, cause: words },
      { symbol: words, kind: 'unknown', side, cause: words },
    ],
  });
  const minute = {
    minuteMs: NOON,
    missedMinutes: 0,
    warnings: [{ symbol: words, kind: 'failed', text: words }],
  } as const;
  const line = { check: 'rule', status: 'wrong', found: words, todo: words } as const;
  const alert = { id: words, atMs: NOON, kind: 'halted', happened: words, did: words, todo: words } as const;
  return [
    alertLines(alert),
    beginScreen(state, 'paper'),
    doctorScreen({ bot: words, place: words, lines: [line] }, 80),
    ledgerScreen(
      [
        ...rows.map((row) => ({ row, balanceUsd: usd(1), symbol: words })),
        { epoch: 1, sequence: 9, lastSequence: 9, kind: words, problem: words, balanceUsd: undefined },
      ],
      undefined,
    ),
    logScreen(words),
    logScreen(
      JSON.stringify({ level: 'ERROR', message: words, entries: [words], trouble: [words], reason: words }),
    ),
    leftScreen(command, {
      botId: words,
      isRunning: true,
      bearing: { halted: { cause: words, sinceMs: NOON } },
    }),
    preflightScreen(
      {
        hasPassed: false,
        walletUsd: undefined,
        lines: [{ check: 'key', hasPassed: false, found: words, todo: words }],
      },
      80,
      false,
    ),
    realtimeTickScreen({ ...minute, outcome: { kind: 'failed', error: new Error(words) } }),
    realtimeTickScreen({ ...minute, outcome: { kind: 'done', report } }),
    stateLines([{ kind: 'halted', cause: words, sinceMs: NOON }], 80, words),
    tickScreen(report),
    new ParameterError([{ key: words, value: words, bound: 'no such parameter' }], words).lines,
    defectLines(new Error(words)),
    csvLines({ names: [words], rows: [[words]] }),
  ];
}

describe('a screen', () => {
  it('a screen has its lines and nothing that steers, whatever strangers have written', () => {
    const property = fc.property(hostileText, (words) => {
      for (const lines of screensOf(words)) {
        for (const write of [print, printAside, complain]) {
          const text = shown(() => write(lines));
          expect(text.split('\n')).toHaveLength([lines].flat().length);
          expect(text.split('\n').flatMap(steeringIn)).toEqual([]);
        }
      }
    });
    fc.assert(property, { numRuns: 60 });
  });

  it('a screen names no command that a stranger has written in braces', () => {
    const screens = screensOf('{flatten --direct --yes}');
    const told = screens.filter((lines) =>
      [lines].flat().some((line) => line.includes('scalper flatten --direct --yes')),
    );
    // The last part of an alert is the bot's own.
    expect(told).toEqual([screens[0]]);
  });
});

describe('a colour', () => {
  const terminal = Object.assign(new PassThrough(), {
    isTTY: true,
    hasColors: () => true,
    getColorDepth: () => 8,
  });
  const isColoured = () => {
    vi.stubEnv('NO_COLOR', undefined);
    vi.stubEnv('FORCE_COLOR', '1');
  };
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it('a colour of ours reaches a terminal that shows colours', () => {
    isColoured();
    expect(onTerminal(`a ${tone('bad', 'red', terminal)} b`)).toBe('a \u001B[31mred\u001B[39m b');
  });

  it('a colour of a stranger reaches none, not even within ours', () => {
    isColoured();
    fc.assert(
      fc.property(hostileText, (words) => {
        const line = onTerminal(`${words}${tone('bad', words, terminal)}${words}`);
        const [begin, end] = ['\u001B[31m', '\u001B[39m'];
        expect(steeringIn(line)).toEqual(['U+001B', 'U+001B']);
        expect(line.indexOf(begin)).toBeLessThan(line.indexOf(end));
      }),
    );
  });
});

it('JSON on a terminal steers nothing, and is read back as it was written', () => {
  fc.assert(
    fc.property(hostileText, (words) => {
      const text = shown(() => printJson(Object.fromEntries([[words, words]])));
      expect(text.split('\n').flatMap(steeringIn)).toEqual([]);
      expect(JSON.parse(text)).toEqual(Object.fromEntries([[words, words]]));
    }),
  );
});

it('a line or JSON holds none of the keys that this process knows, whatever it says', () => {
  keepUnseen(['key-"CANARY"-1', 'short', '']);
  const said = 'a short text with key-"CANARY"-1 and key-%22CANARY%22-1';
  for (const write of [print, printAside, complain]) {
    expect(shown(() => write(said))).toContain('a short text with (key) and (key)');
  }
  expect(JSON.parse(shown(() => printJson({ said })))).toEqual({
    said: 'a short text with (key) and (key)',
  });
});

it('a complaint is broken between words where there is a terminal, and a command in it is not', () => {
  const { isTTY, columns } = process.stderr;
  Object.assign(process.stderr, { isTTY: true, columns: 60 });
  keepUnseen(['two words-CANARY']);
  const said = `there is nothing at all, and no two words-CANARY: \`./scalper candles fetch binanceusdm BTCUSDT\``;
  const text = stripVTControlCharacters(shown(() => complain(said)));
  Object.assign(process.stderr, { isTTY, columns });
  expect(text.split('\n')).toEqual([
    'scalper: there is nothing at all, and no (key):',
    '`./scalper candles fetch binanceusdm BTCUSDT`',
  ]);
  expect(shown(() => complain(said)).split('\n')).toHaveLength(1);
});

it('of two keys of which one begins the other, none is printed in part', () => {
  keepUnseen(['begin-CANARY', 'begin-CANARY-end']);
  expect(shown(() => print('it is begin-CANARY-end'))).toBe('it is (key)');
});

describe('a defect', () => {
  it('a defect is told by its words and its places in this code, and not by the stack and the cause of a library', () => {
    const error = new Error('it broke', { cause: new Error('signed with CANARY') });
    error.stack = `Error: it broke\n    at f (/elsewhere/CANARY.js:1:2)\n${error.stack ?? ''}\n    at g (node:internal/x:1:2)`;
    const lines = defectLines(error);
    expect(lines[0]).toBe('a defect: Error: it broke');
    expect(lines[1]).toMatch(/^ {2}at test\/cli\/terminal\/output\.test\.ts:\d+:\d+$/);
    expect(lines.join('\n')).not.toMatch(/CANARY|node_modules|node:/);
  });

  it('a defect quotes no signed request, also where it is cut, and none of the keys that this process knows', () => {
    const field = (name: string) => `${'x'.repeat(485 - name.length)} ${name}CANARY-0123456789-CANARY&b=1`;
    for (const name of [
      'signature=',
      'x-amz-security-token: ',
      '"apiKey":"',
      'Authorization: AWS4 Credential=',
      'Authorization: Bearer ',
      String.raw`\"signature\":\"`,
      'signature%3D',
      'x-amz-security-token%253A%2520',
    ]) {
      expect(defectLines(new Error(field(name))).join('\n'), name).not.toContain('CANARY');
    }
    keepUnseen(['plainly-CANARY-here']);
    vi.stubEnv('AWS_SESSION_TOKEN', 'lent/CANARY+x==');
    const words = `${'x'.repeat(490)} plainly-CANARY-here lent%2FCANARY%2Bx%3D%3D`;
    expect(defectLines(new Error(words)).join('\n')).not.toContain('CANARY');
    vi.unstubAllEnvs();
  });

  it('a defect that is no error is told as it is, and cut', () => {
    expect(defectLines('x'.repeat(9_999))[0]?.length).toBeLessThan(600);
  });
});
