/**
 * What another release of the bot reads and writes: one before this one, or one that is still to come.
 *
 * The code that runs is always this release's: what differs is what passes between it and its table.
 *
 * - `older`: the one of `test/adapters/dynamo/items/2026-11-26-2150-a6e0070.json`. What was added since, it neither reads nor
 *   writes: it is gone when this release is deployed again. Rows and alerts that wait go through it as they are.
 * - `newer`: its items have fields and parameters of which this release knows nothing, and a schema of its own number. This
 *   release reads them, and drops what it does not know.
 * - `incompatible`: the same, and no release before it can read its items. It has to be deployed again.
 */
import { z } from 'zod';
import type { WireAnswer } from '../twins/aws-wire.ts';
import { OLDER_ITEM, type KnownFields } from './older-item.ts';

export const OTHER_RELEASES = ['older', 'newer', 'incompatible'] as const;
export type OtherRelease = (typeof OTHER_RELEASES)[number];

type Json = Readonly<Record<string, unknown>>;

const jsonSchema = z.record(z.string(), z.unknown());
const itemSchema = z.record(z.string(), z.record(z.string(), z.unknown()));
const putSchema = z.looseObject({ Item: itemSchema });
const getSchema = z.looseObject({ Item: itemSchema });
const querySchema = z.looseObject({ Items: z.array(itemSchema) });
const bodySchema = z.looseObject({
  ledger: z.looseObject({ positions: z.array(jsonSchema) }),
  orders: z.array(jsonSchema),
  parameters: jsonSchema.optional(),
});

type Item = z.infer<typeof itemSchema>;
type Body = z.infer<typeof bodySchema>;

/** A parameter that the newer releases have, and this one does not know. */
export const LATER_PARAMETER = 'parameterOfLater';

/** Schema of the next release's items. */
const NEXT_SCHEMA = '2';

/** What this release sends to the table, as the other one would. */
export function sentBy(release: OtherRelease, operation: string, body: string): string {
  if (operation !== 'PutItem') return body;
  const put = putSchema.parse(JSON.parse(body));
  return JSON.stringify({ ...put, Item: ofState(put.Item, (item) => writtenBy(release, item)) });
}

/** What the table answers, as the other release would read it. */
export function readBy(release: OtherRelease, operation: string, answer: WireAnswer): WireAnswer {
  if (answer.status !== 200) return answer;
  const read = (item: Item) => ofState(item, (state) => understoodBy(release, state));
  const json: unknown = JSON.parse(answer.body);
  if (operation === 'Query') {
    const found = querySchema.parse(json);
    return { ...answer, body: JSON.stringify({ ...found, Items: found.Items.map(read) }) };
  }
  const found = getSchema.safeParse(json);
  if (operation !== 'GetItem' || !found.success) return answer;
  return { ...answer, body: JSON.stringify({ ...found.data, Item: read(found.data.Item) }) };
}

function ofState(item: Item, change: (item: Item) => Item): Item {
  return item['sk']?.['S'] === 'state' ? change(item) : item;
}

function writtenBy(release: OtherRelease, item: Item): Item {
  if (release === 'older') return withBody(item, asBefore);
  const readableBy = { N: release === 'incompatible' ? NEXT_SCHEMA : '1' };
  return { ...withBody(item, asLater), schema: { N: NEXT_SCHEMA }, readableBy };
}

function understoodBy(release: OtherRelease, item: Item): Item {
  if (release === 'older') return withBody(item, asBefore);
  return { ...item, readableBy: { N: '1' } };
}

function withBody(item: Item, change: (body: Body) => Body): Item {
  const text = z.string().parse(item['body']?.['S']);
  return { ...item, body: { S: JSON.stringify(change(bodySchema.parse(JSON.parse(text)))) } };
}

/** Of what it reads and writes it keeps what it knows. */
function asBefore(body: Body): Body {
  return bodySchema.parse(knownOf(body, OLDER_ITEM));
}

function knownOf(value: unknown, known: KnownFields): unknown {
  if (known === 'whole' || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((one) => knownOf(one, known));
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, one]) => {
      const fields = known[name];
      return fields === undefined ? [] : [[name, knownOf(one, fields)]];
    }),
  );
}

function asLater(body: Body): Body {
  const { ledger, orders, parameters } = body;
  const marked = (value: Json) => ({ ...value, addedLater: { since: 'a later release', count: 1 } });
  return {
    ...body,
    ...marked(body),
    ledger: { ...ledger, ...marked(ledger), positions: ledger.positions.map(marked) },
    orders: orders.map(marked),
    ...(parameters !== undefined && { parameters: { ...parameters, [LATER_PARAMETER]: 3 } }),
  };
}
