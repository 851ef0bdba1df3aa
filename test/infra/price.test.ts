/**
 * Does a month cost what the runbook says, and no more than was promised?
 */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { priceReport, type PriceReport } from '../../infra/price/cost-report.ts';
import { priceTables, withFirstPrice, withPriceTables } from '../../infra/price/cost-tables.ts';
import { withScaleTables } from '../../infra/price/scale-tables.ts';
import { PRICED_UNITS, TICK, WATCHED_MINUTE } from '../../infra/price/list-prices.ts';
import { priceIn } from '../../infra/price/region-prices.ts';
import { PriceError, shownMetrics, usageOf, type Template } from '../../infra/price/usage.ts';
import { parseParameters } from '../../lambda/config.ts';
import { PAPER_BOT, resourcesOf, stageOf, synthesise } from './synthesis.ts';

let report: PriceReport;
beforeAll(() => {
  report = priceReport(stageOf());
});

describe('a month', () => {
  it('a month of one paper bot as it comes costs at most 0.30 USD with free tiers and 7.80 without', () => {
    expect(report.oneBot.withFreeTiersUsd).toBeLessThanOrEqual(0.3);
    expect(report.oneBot.withoutUsd).toBeLessThanOrEqual(7.8);
  });

  it('a month of one paper bot that does not watch costs at most 5.60 USD without free tiers', () => {
    expect(report.unwatchedBot.withoutUsd).toBeLessThanOrEqual(5.6);
  });

  it('a month of one paper bot is that of its defaults: it watches, at the interval that was counted', () => {
    const { watchIntervalSeconds } = parseParameters({});
    // The step at the turn is made just before it; the last look finds that the next function has decided.
    // Each is a read of the item and one of its commands.
    expect(2 * (Math.floor(WATCHED_MINUTE.seconds / watchIntervalSeconds) + 1)).toBe(
      WATCHED_MINUTE.readUnits,
    );
    const { watching, unwatchedBot, oneBot } = report;
    const recorded = watching.find(({ openShare }) => openShare === TICK.openShare);
    expect(unwatchedBot.withoutUsd + recorded!.withoutUsd).toBeCloseTo(oneBot.withoutUsd, 9);
  });

  it('a month of a further bot costs at most 4.80 USD, when nothing is free any more; the second still gets something free', () => {
    const { furtherBot, secondBot } = report;
    expect(furtherBot.withoutUsd).toBeLessThanOrEqual(4.8);
    expect(furtherBot.withFreeTiersUsd).toBe(furtherBot.withoutUsd);
    expect(secondBot.withoutUsd).toBe(furtherBot.withoutUsd);
    expect(secondBot.withFreeTiersUsd).toBeLessThan(1);
  });

  it('a month is the sum of its lines, none of which is forgotten', () => {
    const { lines, withoutUsd } = report.oneBot;
    expect(lines.reduce((sum, line) => sum + line.withoutUsd, 0)).toBeCloseTo(withoutUsd, 9);
    expect(lines.every((line) => line.withFreeTiersUsd <= line.withoutUsd)).toBe(true);
    const counted = Object.fromEntries(lines.map(({ unit, quantity }) => [unit, quantity]));
    expect(counted).toMatchObject({ alarmMetric: 7, dashboard: 1, request: 43_800 });
    // Five every minute, and two in one hour of each day.
    expect(counted['customMetric']).toBeCloseTo(5 + 2 / 24, 9);
  });

  it('a month with a static address costs several times as much, which is stated on its own', () => {
    expect(report.staticEgress.withoutUsd).toBeGreaterThan(30);
    expect(report.staticEgress.withFreeTiersUsd).toBeGreaterThan(30);
    expect(report.oneBot.lines.map(({ unit }) => unit)).not.toContain('natHour');
  });

  it("a month with a key of the stage's own costs a dollar more, and its requests, which are free", () => {
    const { ownKey } = report;
    expect(ownKey.withFreeTiersUsd).toBeCloseTo(1, 9);
    expect(ownKey.withoutUsd).toBeCloseTo(1 + 1_460 * (0.03 / 10_000), 9);
    expect(report.oneBot.lines.map(({ unit }) => unit)).not.toContain('key');
  });

  it('a month with buttons in the dashboard and a hundred clicks costs less than a cent more', () => {
    const { withFreeTiersUsd, withoutUsd } = report.buttons;
    expect(withFreeTiersUsd).toBeGreaterThan(0);
    expect(withoutUsd).toBeGreaterThan(withFreeTiersUsd);
    expect(withoutUsd).toBeLessThan(0.01);
  });

  it('a month in which somebody looks at the pictures an hour of each day costs some cents more', () => {
    const { withFreeTiersUsd, withoutUsd } = report.pictures;
    const looks = 60 * (365 / 12);
    expect(withFreeTiersUsd).toBeGreaterThan(looks * 350 * 0.1e-6);
    expect(withoutUsd).toBeGreaterThan(withFreeTiersUsd);
    expect(withoutUsd).toBeLessThan(0.2);
  });

  it('a month costs more the longer open positions are watched', () => {
    const { watching } = report;
    expect(watching.map(({ openShare }) => openShare)).toEqual([0.05, 0.123, 0.25, 0.5, 1]);
    for (const [k, { openShare, withoutUsd }] of watching.entries()) {
      const [first] = watching;
      expect(withoutUsd / openShare, `at ${openShare}`).toBeCloseTo(first!.withoutUsd / first!.openShare, 6);
      expect(withoutUsd).toBeGreaterThan(watching[k - 1]?.withoutUsd ?? 0);
    }
  });

  it('a month of ticks that each take a second longer costs 21,900 GB-s more, which the free tier covers', () => {
    const { usd } = priceIn(report.region, 'gbSecond');
    expect(report.secondLonger.withoutUsd).toBeCloseTo(21_900 * usd, 9);
    expect(report.secondLonger.withFreeTiersUsd).toBeCloseTo(0, 9);
  });

  it('a month of a bot that is switched off costs its alarms and the dashboard', () => {
    const off = synthesise(stageOf({ bots: [{ ...PAPER_BOT, schedule: 'off' }] }));
    expect(usageOf([off.ledger.json, off.trader.json], TICK.openShare)).toEqual({
      alarmMetric: 6,
      dashboard: 1,
      email: 60,
    });
  });
});

describe('the price', () => {
  const holding = (resource: Template['Resources'][string]): Template => ({ Resources: { Thing: resource } });

  it.each([
    ['a resource that nobody has priced', { Type: 'AWS::KMS::ReplicaKey', Properties: {} }],
    ['a parameter of the advanced tier', { Type: 'AWS::SSM::Parameter', Properties: { Tier: 'Advanced' } }],
    [
      'an endpoint that is charged by the hour',
      { Type: 'AWS::EC2::VPCEndpoint', Properties: { VpcEndpointType: 'Interface' } },
    ],
    ['alerts by SMS', { Type: 'AWS::SNS::Subscription', Properties: { Protocol: 'sms' } }],
  ])('the price of %s is not taken for nothing', (_, resource) => {
    expect(() => usageOf([holding(resource)], 0)).toThrow(PriceError);
  });

  it('the price of a stage with every option is known: a Slack channel and a budget cost nothing', () => {
    const options = {
      slack: { workspaceId: 'T0123ABCDEF', channelId: 'C0123ABCDEF' },
      monthlyBudget: { usd: 20, email: 'owner@example.org' },
    };
    const [plain, chatty] = [{}, options].map((more) => synthesise(stageOf(more)));
    expect(usageOf([chatty!.ledger.json, chatty!.trader.json], 0)).toEqual(
      usageOf([plain!.ledger.json, plain!.trader.json], 0),
    );
  });

  it('the price of an alarm that reads two metrics is that of two', () => {
    const properties = { Metrics: [{ Expression: 'a + b' }, { MetricStat: {} }, { MetricStat: {} }] };
    expect(usageOf([holding({ Type: 'AWS::CloudWatch::Alarm', Properties: properties })], 0)).toEqual({
      alarmMetric: 2,
    });
  });

  it.each([
    [50, { dashboard: 1 }],
    [51, { largeDashboard: 1 }],
  ])('the price of a dashboard of %i metrics, beside an expression and a text, is known', (count, usage) => {
    const metrics = Array.from({ length: count }, (_, k) => ['Kallisti', `Metric${k}`, 'Bot', 'paper', {}]);
    const widgets = [
      { type: 'metric', properties: { metrics: [[{ expression: 'a + b' }], ...metrics] } },
      { type: 'text', properties: { markdown: 'words' } },
    ];
    const body = JSON.stringify({ widgets });
    const cut = body.indexOf('paper');
    const joined = { 'Fn::Join': ['', [body.slice(0, cut), { Ref: 'Bot' }, body.slice(cut)]] };
    for (const DashboardBody of [body, joined]) {
      const dashboard = holding({ Type: 'AWS::CloudWatch::Dashboard', Properties: { DashboardBody } });
      expect(shownMetrics(dashboard)).toEqual([count]);
      expect(usageOf([dashboard], 0)).toEqual(usage);
    }
  });

  it('the price of several bots is that of the first, the second and the others; the dashboard is charged from the number that is printed', () => {
    const { oneBot, furtherBot, largeDashboard } = report;
    const { fromBots } = largeDashboard;
    const several = (count: number) => {
      const bots = Array.from({ length: count }, (_, k) => ({ ...PAPER_BOT, id: `paper-${k}` }));
      return priceReport(stageOf({ bots })).stage;
    };
    const [before, from] = [several(fromBots - 1), several(fromBots)];
    expect(from.withoutUsd).toBeCloseTo(oneBot.withoutUsd + (fromBots - 1) * furtherBot.withoutUsd, 9);
    const { usd } = priceIn(report.region, 'largeDashboard');
    expect(from.withFreeTiersUsd - before.withFreeTiersUsd).toBeGreaterThan(usd);
    expect(from.withFreeTiersUsd - before.withFreeTiersUsd).toBeLessThanOrEqual(usd + furtherBot.withoutUsd);
    expect(several(2).withFreeTiersUsd).toBeCloseTo(
      oneBot.withFreeTiersUsd + report.secondBot.withFreeTiersUsd,
      9,
    );
  });

  it.each([
    ['infra/README.md', withPriceTables],
    ['infra/README.md', withScaleTables],
    ['README.md', withFirstPrice],
  ])('the price in %s is this one', (path, renewed) => {
    const page = readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
    expect(renewed(page, report)).toBe(page);
    expect(() => renewed('', report)).toThrow(/no place|does not say/);
  });
});

describe('the price in a region', () => {
  it('the price in Tokyo is its own, but for what is named, and never nothing', () => {
    for (const unit of PRICED_UNITS) expect(priceIn('ap-northeast-1', unit).usd, unit).toBeGreaterThan(0);
    const strangers = PRICED_UNITS.filter(
      (unit) => priceIn('ap-northeast-1', unit).region !== 'ap-northeast-1',
    );
    expect(strangers).toEqual([
      'recoveryGb',
      'email',
      'keyRequest',
      'transition',
      'objectWrite',
      'objectRead',
    ]);
    expect(priceIn('ap-northeast-1', 'logGbIn')).toMatchObject({ usd: 0.76, free: 5 });
    expect(priceTables(report)).toContain(
      'Not known for ap-northeast-1, and so priced as in us-east-1, 0.007 USD of it: DynamoDB, GB with point-in-time recovery; SNS, mails.',
    );
  });

  it('the price in a region is told as one of an unknown day where it is, and only there', () => {
    expect(priceTables(report)).toContain(
      'Of a day that is not known: Lambda, GB-seconds; DynamoDB, reads of 4 KB.',
    );
    expect(priceTables(priceReport(stageOf({ region: 'eu-central-1' })))).not.toContain('not known: ');
  });

  it("the price in a region that nobody has looked up is us-east-1's, and says so of each but the dashboard", () => {
    const strange = priceReport(stageOf({ region: 'eu-west-1' }));
    const own = strange.oneBot.lines.filter(({ price }) => price.region === 'eu-west-1');
    expect(own.map(({ unit }) => unit)).toEqual(['dashboard']);
    expect(priceTables(strange)).toMatch(
      /Not known for eu-west-1, .*: CloudWatch metrics of the bots; .*mails/,
    );
    const listed = priceReport(stageOf({ region: 'us-east-1' }));
    expect(listed.oneBot.withoutUsd).toBe(strange.oneBot.withoutUsd);
    expect(priceTables(listed)).toContain('Every price is that of us-east-1.');
  });

  it.each([
    ['ap-northeast-1', 0.76, 0.715],
    ['us-east-1', 0.5, 0.625],
    ['eu-central-1', 0.5, 0.7625],
  ])('the price in a region is what the dashboard computes a day with: %s', (region, logs, writes) => {
    const { trader } = synthesise(stageOf({ region }));
    const [dashboard] = resourcesOf(trader, 'AWS::CloudWatch::Dashboard').values();
    const body = JSON.stringify(dashboard?.Properties['DashboardBody']);
    expect(body).toContain(`/ 1000000000 * ${logs}`);
    expect(body).toContain(`(writes * ${writes} + reads`);
  });
});
