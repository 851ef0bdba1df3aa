/**
 * A run as a file: its seed, its length, and what happens in it.
 *
 * JSON has no `Infinity`: it is written as the venue's own scripts say it.
 */
import { z } from 'zod';
import { InputError } from '../../../infra/input-error.ts';
import { takeoverSchema } from '../../venue/account/liquidation.ts';
import { marketChangeSchema } from '../../venue/market/exchange-info.ts';
import { eventSchema } from '../../venue/venue-events.ts';
import { faultScriptSchema } from '../../venue/request-faults.ts';
import { rulesSchema, type VenueRules } from '../../venue/venue-rules.ts';
import { ORDER_STATES } from '../order-states.ts';
import { OTHER_RELEASES } from '../world/other-release.ts';
import { UNREAD_HOURS, type Happening } from './happening.ts';

export interface Scenario {
  readonly seed: number;
  readonly minutes: number;
  /** Instead of what the seed has drawn. */
  readonly happenings?: readonly Happening[];
  /** Files and folders of candles, in place of the markets that the seed has drawn. */
  readonly recorded?: readonly string[];
}

const number = z.number();
const symbol = z.string();
const at = { atMs: number, during: z.enum(ORDER_STATES).exactOptional() };
const window = { ...at, forMs: number };
const way = z.enum(['arrives', 'lost', 'reset']);
const requests = {
  ...window,
  edge: z.enum(['dynamodb', 'ssm', 'sns', 'venue']),
  what: z.string().exactOptional(),
  share: number,
  times: number.exactOptional(),
};

const happeningSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('way'),
    ...requests,
    there: way.exactOptional(),
    back: way.exactOptional(),
  }),
  z.strictObject({ kind: z.literal('slow'), ...requests, thereMs: number, backMs: number }),
  z.strictObject({
    kind: z.literal('refused'),
    ...requests,
    by: z.enum(['throttling', 'internal-error', 'access-denied', 'too-large', 'gone']),
  }),
  z.strictObject({
    kind: z.literal('doom'),
    ...at,
    what: z.string().exactOptional(),
    call: number,
    phase: z.enum(['before', 'after']),
    frozenMs: number.exactOptional(),
  }),
  z.strictObject({
    kind: z.literal('delivery'),
    ...at,
    lateMs: number,
    copies: number,
    apartMs: number.exactOptional(),
  }),
  z.strictObject({ kind: z.literal('reclaimed'), ...at }),
  z.strictObject({ kind: z.literal('clock'), ...window, offMs: number }),
  z.strictObject({ kind: z.literal('slow-start'), ...window, startMs: number }),
  z.strictObject({
    kind: z.literal('venue-fault'),
    ...at,
    script: faultScriptSchema.omit({ clientId: true }),
  }),
  z.strictObject({
    kind: z.literal('venue-rules'),
    ...window,
    rules: z.custom<Partial<VenueRules>>(
      (value) => rulesSchema.safeParse(value).success,
      'no rules of a venue',
    ),
  }),
  z.strictObject({ kind: z.literal('venue-event'), ...at, event: eventSchema }),
  z.strictObject({
    kind: z.literal('takeover'),
    ...at,
    symbol,
    by: takeoverSchema,
    share: number,
  }),
  z.strictObject({
    kind: z.literal('stop-ends'),
    ...at,
    symbol,
    status: z.enum(['EXPIRED', 'REJECTED', 'CANCELED']),
  }),
  z.strictObject({ kind: z.literal('limit-ends'), ...at, symbol }),
  z.strictObject({ kind: z.literal('limit-met'), ...at, symbol, share: number }),
  z.strictObject({
    kind: z.literal('owner-sets'),
    ...window,
    symbol,
    setting: z.enum(['leverage', 'cross-margin']),
  }),
  z.strictObject({
    kind: z.literal('owner-trades'),
    ...at,
    symbol,
    share: number,
    side: z.enum(['against', 'along']),
  }),
  z.strictObject({ kind: z.literal('jump'), ...at, symbol, pct: number }),
  z.strictObject({
    kind: z.literal('hunt'),
    ...at,
    symbol,
    ends: z.enum(['before', 'at', 'through']),
    pct: number,
  }),
  z.strictObject({ kind: z.literal('thin-book'), ...window, symbol, usd: number, restPct: number }),
  z.strictObject({
    kind: z.literal('candles'),
    ...window,
    symbol,
    are: z.enum(['missing', 'late', 'revised']),
  }),
  z.strictObject({ kind: z.literal('parameters'), ...window, document: z.string().exactOptional() }),
  z.strictObject({ kind: z.literal('market'), ...window, symbol, change: marketChangeSchema }),
  z.strictObject({
    kind: z.literal('command'),
    ...at,
    command: z.enum(['pause', 'resume', 'flatten']),
    againMs: number.exactOptional(),
  }),
  z.strictObject({
    kind: z.literal('commands-unread'),
    ...window,
    by: z.enum(['throttling', 'internal-error', 'access-denied']),
    share: number,
  }),
  z.strictObject({
    kind: z.literal('flood'),
    ...at,
    of: z.enum(['pause', 'resume', 'flatten', 'unreadable']),
    count: number,
    bytes: number.exactOptional(),
  }),
  z.strictObject({ kind: z.literal('keys-replaced'), ...at }),
  z.strictObject({ kind: z.literal('restored'), ...at, agoMs: number }),
  z.strictObject({ kind: z.literal('closed-hours'), ...window, symbol, gapPct: number }),
  z.strictObject({ kind: z.literal('hours-unread'), ...window, as: z.enum(UNREAD_HOURS) }),
  z.strictObject({ kind: z.literal('agreement-unsigned'), ...window }),
  z.strictObject({ kind: z.literal('release'), ...window, release: z.enum(OTHER_RELEASES) }),
  z.strictObject({ kind: z.literal('deployed'), ...at }),
]);

const scenarioSchema = z.strictObject({
  seed: z.number().int(),
  minutes: z.number().int().positive(),
  revision: z.string().exactOptional(),
  happenings: z.array(happeningSchema).exactOptional(),
  recorded: z.array(z.string()).exactOptional(),
});

/** @throws InputError where it is none. */
export function parseScenario(text: string, file: string): Scenario {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new InputError(`${file} is not JSON`, { cause: error });
  }
  const parsed = scenarioSchema.safeParse(value);
  if (!parsed.success) throw new InputError(`${file} is no run: ${z.prettifyError(parsed.error)}`);
  const { revision: _, ...scenario } = parsed.data;
  return scenario;
}

/** As it is read back. */
export function scenarioJson(scenario: Scenario): string {
  return `${JSON.stringify(scenario, withoutInfinity, 2)}\n`;
}

/** As JSON can hold them. */
export function happeningsJson(happenings: readonly Happening[]): unknown {
  return JSON.parse(JSON.stringify(happenings, withoutInfinity));
}

function withoutInfinity(key: string, value: unknown): unknown {
  if (value !== Infinity) return value;
  return key === 'times' ? 'always' : 'ever';
}
