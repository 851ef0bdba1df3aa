/**
 * Does a month cost what the runbook says, and no more than was promised?
 */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { priceReport, type PriceReport } from '../../infra/price/cost-report.ts';
import { withPriceTables } from '../../infra/price/cost-tables.ts';
import { PriceError, usageOf, type Template } from '../../infra/price/usage.ts';
import { PAPER_BOT, stageOf, synthesise } from './synthesis.ts';

let report: PriceReport;
beforeAll(() => {
  report = priceReport(stageOf());
});

describe('a month', () => {
  it('a month of one paper bot costs at most 0.30 USD with free tiers and 5.60 without', () => {
    expect(report.oneBot.withFreeTiersUsd).toBeLessThanOrEqual(0.3);
    expect(report.oneBot.withoutUsd).toBeLessThanOrEqual(5.6);
  });

  it('a month of each further bot costs at most 2.43 USD without free tiers', () => {
    expect(report.furtherBot.withoutUsd).toBeLessThanOrEqual(2.43);
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

  it('a month costs more the longer open positions are watched, and within the free tier next to nothing', () => {
    const { watching, oneBot } = report;
    expect(watching.map(({ openShare }) => openShare)).toEqual([0.05, 0.123, 0.25, 0.5, 1]);
    for (const [k, { openShare, withoutUsd }] of watching.entries()) {
      const [first] = watching;
      expect(withoutUsd / openShare, `at ${openShare}`).toBeCloseTo(first!.withoutUsd / first!.openShare, 6);
      expect(withoutUsd).toBeGreaterThan(watching[k - 1]?.withoutUsd ?? 0);
    }
    const [, recorded] = watching;
    expect(oneBot.withFreeTiersUsd + recorded!.withFreeTiersUsd).toBeLessThanOrEqual(0.3);
  });

  it('a month of a bot that is switched off costs its alarms and the dashboard', () => {
    const off = synthesise(stageOf({ bots: [{ ...PAPER_BOT, schedule: 'off' }] }));
    expect(usageOf([off.ledger.json, off.trader.json])).toEqual({ alarmMetric: 6, dashboard: 1, email: 60 });
  });
});

describe('the price', () => {
  const holding = (resource: Template['Resources'][string]): Template => ({ Resources: { Thing: resource } });

  it.each([
    ['a resource that nobody has priced', { Type: 'AWS::KMS::Key', Properties: {} }],
    ['a parameter of the advanced tier', { Type: 'AWS::SSM::Parameter', Properties: { Tier: 'Advanced' } }],
    [
      'an endpoint that is charged by the hour',
      { Type: 'AWS::EC2::VPCEndpoint', Properties: { VpcEndpointType: 'Interface' } },
    ],
    ['alerts by SMS', { Type: 'AWS::SNS::Subscription', Properties: { Protocol: 'sms' } }],
  ])('the price of %s is not taken for nothing', (_, resource) => {
    expect(() => usageOf([holding(resource)])).toThrow(PriceError);
  });

  it('the price of an alarm that reads two metrics is that of two', () => {
    const properties = { Metrics: [{ Expression: 'a + b' }, { MetricStat: {} }, { MetricStat: {} }] };
    expect(usageOf([holding({ Type: 'AWS::CloudWatch::Alarm', Properties: properties })])).toEqual({
      alarmMetric: 2,
    });
  });

  it('the price in infra/README.md is this one', () => {
    const page = readFileSync(new URL('../../infra/README.md', import.meta.url), 'utf8');
    expect(withPriceTables(page, report)).toBe(page);
  });
});
