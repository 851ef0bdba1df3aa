/**
 * Do the commands that trade nothing say what they should, to people and to machines?
 */
import packageOf from '../../package.json' with { type: 'json' };
import { revisionOfClone } from '../../infra/bundle/release.ts';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { PARAMETER_NAMES, parametersSchema, parseParameters } from '../../lambda/config.ts';
import { economicsOf } from '../../lambda/core/risk/economics.ts';
import { folderOf, scalper, type Ended } from '../harness/scalper-process.ts';
import { ESCAPE } from '../harness/terminal-emulator.ts';

function expectDone({ code, stderr, stdout }: Ended): string {
  expect(stderr).toBe('');
  expect(stdout).not.toMatch(/NaN|undefined|-0\.00\b/);
  expect(stdout).not.toContain(ESCAPE);
  expect(code).toBe(0);
  return stdout;
}

describe('help', () => {
  it.each(['--version', '-V'])('the program tells its version and its revision: %s', async (flag) => {
    expect(await scalper([flag])).toMatchObject({
      code: 0,
      stdout: `scalper ${packageOf.version}, revision ${revisionOfClone()}, Node ${process.versions.node}, ${process.platform} ${process.arch}\n`,
    });
  });

  it('help of the program names the commands and the exit codes', async () => {
    const [asked, named] = await Promise.all([scalper(['--help']), scalper(['help'])]);
    const help = expectDone(asked);
    for (const command of ['start', 'economics', 'params'])
      expect(help).toMatch(new RegExp(`^  ${command}`, 'm'));
    expect(help).toContain('0 done, 1 a check failed, or a defect, 2 the input cannot be used');
    expect(expectDone(named)).toBe(help);
  });

  it.each([
    [
      'start',
      ['candles', 'symbols', 'days', 'seed', 'set', 'params', 'speed', 'both-ways', 'report', 'quiet'],
    ],
    ['economics', ['set', 'params', 'candles', 'symbols', 'real-time', 'json']],
    ['params', ['set', 'params', 'json']],
  ])('help of %s names its options', async (command, options) => {
    const help = expectDone(await scalper([command, '--help']));
    for (const option of options) expect(help).toMatch(new RegExp(`^  --${option}\\b`, 'm'));
  });
});

describe('params', () => {
  it('params prints every parameter once, and says that all are at their defaults', async () => {
    const table = expectDone(await scalper(['params']));
    for (const name of PARAMETER_NAMES) {
      const [, value] = new RegExp(`^ +${name} +(\\S+) `, 'm').exec(table) ?? [];
      expect(value, name).toBe(String(parseParameters({})[name]));
    }
    expect(table).toContain('All are at their defaults.');
    expect(table).not.toContain('*');
  });

  it('params marks what differs from its default, wherever it was set', async () => {
    const folder = await folderOf({ 'mine.json': '{ "targetPct": 0.3, "leverage": 10, "lossStreak": 4 }' });
    const args = ['params', '--params', 'mine.json', '--set', 'targetPct=0.2', '--set', 'breakeven=gross'];
    const table = expectDone(await scalper(args, { folder }));
    const marked = [...table.matchAll(/^ +(\w+) +(\S+) \*/gm)].map(([, name, value]) => [name, value]);
    expect(marked).toEqual([
      ['targetPct', '0.2'],
      ['breakeven', 'gross'],
      ['leverage', '10'],
    ]);
    expect(table).toContain('* differs from the default (3)');
    expect(table).toContain('/scalper params set` changes the parameters of a bot.');
  });

  it('params gives the complete set as JSON, the last word of the command line winning', async () => {
    const args = ['params', '--json', '--set', 'targetPct=0.3', '--set', 'targetPct=0.2'];
    const set = parametersSchema.parse(JSON.parse(expectDone(await scalper(args))));
    expect(set).toEqual({ ...parseParameters({}), targetPct: 0.2 });
    expect(Object.keys(set)).toEqual(PARAMETER_NAMES);
  });
});

describe('economics', () => {
  it('economics says what the defaults must achieve', async () => {
    const screen = expectDone(await scalper(['economics'])).replaceAll(/\s+/g, ' ');
    expect(screen).toContain('A position: 30.00 USD × 20 = 600.00 USD.');
    expect(screen).toContain('To break even, 81.6 % of the trades must reach the target');
    expect(screen).toContain('taker / maker 0.48 -2.13 81.6 % 73.8 % ←');
    expect(screen).toContain('Most it can lose 2.19 USD as planned');
    expect(screen).toContain('Cost of a day 475.20 USD at 30 trades an hour');
    expect(screen).toContain('reach it in 4.0 hours');
    expect(screen).toContain('4.50 % away at 20×');
    expect(screen.match(/•/g)).toHaveLength(1);
  });

  it('economics says what a minute moves beside a round trip, in gold too, and where that was seen', async () => {
    const [screen, json] = await Promise.all([
      scalper(['economics', '--symbols', 'BTCUSDT,XAUUSDT']),
      scalper(['economics', '--symbols', 'BTCUSDT,XAUUSDT', '--json']),
    ]);
    expect(expectDone(screen)).toMatch(
      /XAUUSDT {2}moves \d\.\d bps in a minute and \d\.\d in 5, a round trip costs 11\.0\n/,
    );
    expect(expectDone(screen)).toContain('SYNTHETIC market, seed 1');
    const told = z.object({
      market: z.string().startsWith('SYNTHETIC market'),
      symbols: z.array(z.looseObject({ symbol: z.string(), minuteMoveBps: z.number() })),
    });
    const { symbols } = told.parse(JSON.parse(expectDone(json)));
    expect(symbols.map(({ symbol }) => symbol)).toEqual(['BTCUSDT', 'XAUUSDT']);
  });

  it('economics gives the same numbers as JSON', async () => {
    const args = ['economics', '--json', '--set', 'entryStyle=maker'];
    const economics: unknown = JSON.parse(expectDone(await scalper(args)));
    expect(economics).toMatchObject(economicsOf(parseParameters({ entryStyle: 'maker' })));
    const styles = z.object({ styles: z.array(z.object({ breakEvenWinRate: z.number() })) });
    expect(styles.parse(economics).styles).toHaveLength(4);
  });

  it('economics says that no win rate is enough, and that rebates cost nothing', async () => {
    const [hopeless, rebates] = await Promise.all([
      scalper(['economics', '--set', 'targetPct=0.05']),
      scalper([
        'economics',
        '--set',
        'takerFeePct=-0.03',
        '--set',
        'makerFeePct=-0.05',
        '--set',
        'slippageBps=0',
      ]),
    ]);
    expect(expectDone(hopeless)).toContain('No win rate is enough');
    expect(expectDone(hopeless)).toMatch(/taker \/ maker +-0\.12 +-2\.13 +never +never/);
    expect(expectDone(rebates)).toContain('costs alone never reach it');
  });
});
