/**
 * What does a stage with pictures deploy, and what may the function do that draws them?
 */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { dashboardPage } from './dashboard-page.ts';
import { permissionsOf } from './permissions.ts';
import { OTHER_BOT, PAPER_BOT, resourcesOf, stageOf } from './synthesis.ts';

const widgetSchema = z.looseObject({ type: z.string(), properties: z.looseObject({}) });
const pageSchema = z.looseObject({ widgets: z.array(widgetSchema) });
const customSchema = z.looseObject({
  endpoint: z.string(),
  title: z.string(),
  params: z.unknown(),
  updateOn: z.unknown(),
});

function pictured(bots = [PAPER_BOT, OTHER_BOT]) {
  const page = dashboardPage(stageOf({ bots, dashboardPictures: true }));
  const { widgets } = pageSchema.parse(page.body);
  const custom = widgets
    .filter(({ type }) => type === 'custom')
    .map(({ properties }) => customSchema.parse(properties));
  return { page, widgets, custom };
}

describe('a dashboard with pictures', () => {
  it('has one of each bot, drawn anew when the reader moves in time or size', () => {
    const { custom, page } = pictured();
    expect(custom.map(({ title, params }) => [title, params])).toEqual([
      ['paper', { bot: 'paper' }],
      ['other-1', { bot: 'other-1' }],
    ]);
    for (const { updateOn, endpoint } of custom) {
      expect(updateOn).toEqual({ refresh: true, resize: true, timeRange: true });
      expect(
        resourcesOf(page.trader, 'AWS::Lambda::Function').has(endpoint.slice(1).split('.')[0] ?? ''),
      ).toBe(true);
    }
  });

  it('says before them what CloudWatch asks, and what may be answered', () => {
    const { widgets } = pictured();
    const first = widgets.findIndex(({ type }) => type === 'custom');
    expect(JSON.stringify(widgets[first - 1])).toContain('changes nothing');
  });

  it('is drawn by a function that may read these bots, and nothing else', () => {
    const { page } = pictured();
    const own = permissionsOf(page.trader).filter((row) => row.startsWith('DashboardPictures'));
    const partitions = ['paper', 'other-1'].flatMap((bot) => [
      `bot#${bot}`,
      `commands#${bot}`,
      `ledger#${bot}`,
    ]);
    expect(own.filter((row) => !row.includes('  logs:'))).toEqual([
      `DashboardPicturesRole  dynamodb:Query  ledger Table  if ForAllValues:StringEquals dynamodb:LeadingKeys ${JSON.stringify(partitions)}`,
    ]);
    expect(own.filter((row) => row.includes('  logs:')).length).toBeGreaterThan(0);
  });

  it('is called by nobody but who looks: no rule, no address, no permission for another', () => {
    const { page } = pictured();
    expect([...resourcesOf(page.trader, 'AWS::Lambda::Url')]).toEqual([]);
    const permissions = JSON.stringify([...resourcesOf(page.trader, 'AWS::Lambda::Permission').values()]);
    expect(permissions).not.toContain('DashboardPictures');
  });
});

it('a stage that does not ask for pictures has neither', () => {
  const page = dashboardPage(stageOf({ bots: [PAPER_BOT] }));
  expect(JSON.stringify(page.body)).not.toContain('"custom"');
  expect([...resourcesOf(page.trader, 'AWS::Lambda::Function').keys()].join()).not.toContain('Pictures');
});
