/**
 * Would a mistake in infra/stages.ts be noticed before anything is deployed?
 */
import { describe, expect, it } from 'vitest';
import { STAGE, hasAccount, parseStage, withAlertEmails } from '../../infra/stages.ts';

const BOT = { id: 'paper', exchange: 'binanceusdm', symbols: ['BTCUSDT'], schedule: 'on' };
const ONE_BOT = { name: 'Kallisti', region: 'eu-central-1', bots: [BOT] };

describe('stages', () => {
  it('the stage of this repository can be deployed', () => {
    expect(parseStage(STAGE).bots.length).toBeGreaterThan(0);
  });

  it('a bot needs four entries; the rest has defaults', () => {
    expect(parseStage(ONE_BOT).bots).toEqual([
      {
        ...BOT,
        alignToMinute: 15,
        allowLive: false,
        demo: false,
        memoryMb: 512,
        staticEgress: false,
        group: 1,
      },
    ]);
  });

  it.each([
    ['an id in capitals', { id: 'Paper' }, /bots\.0\.id: an id has 1 to 16 of the characters/],
    ['an id that makes order ids too long', { id: 'a'.repeat(17) }, /bots\.0\.id: an id has 1 to 16/],
    ['an id that begins with a digit', { id: '2-fast' }, /bots\.0\.id: an id begins with a letter/],
    ['an exchange nobody knows how to name', { exchange: 'Binance USDM' }, /bots\.0\.exchange: .*ccxt/],
    ['no symbols', { symbols: [] }, /bots\.0\.symbols: a bot trades at least one/],
    ['a symbol as ccxt writes it', { symbols: ['BTC/USDT:USDT'] }, /bots\.0\.symbols\.0: .*BTCUSDT/],
    ['a symbol twice', { symbols: ['BTCUSDT', 'BTCUSDT'] }, /bots\.0\.symbols: a symbol is listed twice/],
    [
      'symbols that settle in two currencies',
      { symbols: ['BTCUSDT', 'ETHUSDC'] },
      /bots\.0\.symbols: all symbols of a bot settle in one currency, and these do not: BTCUSDT in USDT; ETHUSDC in USDC/,
    ],
    [
      'a perpetual in a currency of which no ledger is kept',
      { symbols: ['BTCEUR'] },
      /bots\.0\.symbols\.0: is not a perpetual settled in USDT or USDC, such as BTCUSDT/,
    ],
    [
      'a contract that ends on a day',
      { symbols: ['BTCUSDT_260327'] },
      /bots\.0\.symbols\.0: is not a perpetual/,
    ],
    ['a schedule that is neither on nor off', { schedule: true }, /bots\.0\.schedule: .*"on"\|"off"/],
    ['an address that is none', { alertEmail: 'owner' }, /bots\.0\.alertEmail: an e-mail address, or 'none'/],
    [
      'real money and play money at once',
      { allowLive: true, demo: true },
      /bots\.0\.demo: a bot trades real money or play money: leave out either demo or allowLive/,
    ],
    [
      'real money at an exchange that is not tested',
      { exchange: 'mexc', allowLive: true },
      /bots\.0\.allowLive: mexc cannot be traded live: .*: leave it out, or set exchange: 'binanceusdm'/,
    ],
    [
      'the demo of an exchange that has none',
      { exchange: 'mexc', demo: true },
      /bots\.0\.demo: mexc has no demo trading that this bot can reach: leave it out, or set exchange: 'binanceusdm'/,
    ],
    ['a demo that is neither yes nor no', { demo: 'yes' }, /bots\.0\.demo: .*boolean/],
    ['consent that is neither yes nor no', { allowLive: 1 }, /bots\.0\.allowLive: .*boolean/],
    ['too little memory', { memoryMb: 128 }, /bots\.0\.memoryMb: .*256/],
    ['a wait longer than a minute', { alignToMinute: 61 }, /bots\.0\.alignToMinute: .*60/],
    ['a wait of half a second', { alignToMinute: 0.5 }, /bots\.0\.alignToMinute: .*int/],
    [
      'a wait for the turn with one function at a time',
      { alignToMinute: 1, reservedConcurrency: 1 },
      /bots\.0\.reservedConcurrency: a bot that waits .* has two functions at once: reserve 2 or more/,
    ],
    [
      'one function at a time, and the wait that a bot has by default',
      { reservedConcurrency: 1 },
      /bots\.0\.reservedConcurrency: .*set alignToMinute to 0/,
    ],
    ['an option that does not exist', { alertMail: 'a@example.org' }, /bots\.0: .*"alertMail"/],
  ])('a stage with %s is refused', (_, change, message) => {
    expect(() => parseStage({ ...ONE_BOT, bots: [{ ...BOT, ...change }] })).toThrow(message);
  });

  it('a bot may trade real money, or play money at the demo, only where its entry says so', () => {
    const parsed = (change: object) => parseStage({ ...ONE_BOT, bots: [{ ...BOT, ...change }] }).bots;
    expect(parsed({})).toMatchObject([{ allowLive: false, demo: false }]);
    expect(parsed({ allowLive: true })).toMatchObject([{ allowLive: true, demo: false }]);
    expect(parsed({ demo: true })).toMatchObject([{ allowLive: false, demo: true }]);
    expect(parseStage(STAGE).bots.some((bot) => hasAccount(bot))).toBe(false);
  });

  it('a bot may have one function at a time where it waits for no turn, and two where it does', () => {
    for (const change of [
      { alignToMinute: 0, reservedConcurrency: 1 },
      { alignToMinute: 60, reservedConcurrency: 2 },
    ]) {
      expect(parseStage({ ...ONE_BOT, bots: [{ ...BOT, ...change }] }).bots).toMatchObject([change]);
    }
  });

  it.each([
    ['a region that is none', { region: 'Tokyo' }, /region: a region of AWS/],
    ['a name that no stack may have', { name: '1st' }, /name: a name begins with a letter/],
    ['no bot at all', { bots: [] }, /bots: a stage has at least one bot/],
    ['the same bot twice', { bots: [BOT, BOT] }, /bots\.1\.id: another bot is called paper/],
    [
      'two bots that differ in hyphens only',
      { bots: [BOT, { ...BOT, id: 'pa-per' }] },
      /bots\.1\.id: another bot is called paper/,
    ],
    [
      'a Slack channel by its name',
      { slack: { workspaceId: 'T0123ABCDEF', channelId: '#alarms' } },
      /slack\.channelId: an id of a Slack channel/,
    ],
    ['a key of nobody', { secretsKey: 'mine' }, /secretsKey: .*"aws"\|"own"/],
    [
      'buttons without the pictures that they are in',
      { dashboardActions: true },
      /dashboardActions: the buttons are in the pictures: set dashboardPictures to true/,
    ],
    [
      'buttons in a dashboard that is shared',
      { dashboardPictures: true, dashboardActions: true, dashboardShared: true },
      /dashboardActions: whoever has the link of a shared dashboard could close positions/,
    ],
    ['a budget of nothing', { monthlyBudget: { usd: 0, email: 'a@example.org' } }, /monthlyBudget\.usd/],
  ])('a stage with %s is refused', (_, change, message) => {
    expect(() => parseStage({ ...ONE_BOT, ...change })).toThrow(message);
  });

  it('all that is wrong with the stages is listed at once', () => {
    const wrong = { ...ONE_BOT, region: '', bots: [{ ...BOT, id: '', symbols: [] }] };
    expect(() => parseStage(wrong)).toThrow(/region:[^]*bots\.0\.id:[^]*bots\.0\.symbols:/);
  });
});

describe('who gets the alarms', () => {
  const heard = { ...BOT, id: 'heard', alertEmail: 'owner@example.org' };
  const stage = parseStage({ ...ONE_BOT, bots: [BOT, heard] });

  it('who gets the alarms must be said of every bot: one sentence says what to write where', () => {
    expect(() => withAlertEmails(stage)).toThrow(
      /^Nobody would hear of an alarm of paper: write alertEmail: 'you@example\.org' into infra\/stages\.ts/,
    );
    expect(() => withAlertEmails(parseStage({ ...ONE_BOT, bots: [heard] }))).not.toThrow();
  });

  it('who gets the alarms can be answered for those that do not say it, and is checked like theirs', () => {
    const { bots } = withAlertEmails(stage, 'none');
    expect(bots.map(({ alertEmail }) => alertEmail)).toEqual(['none', 'owner@example.org']);
    expect(() => withAlertEmails(stage, 'owner')).toThrow(
      /bots\.0\.alertEmail: an e-mail address, or 'none'/,
    );
  });
});
