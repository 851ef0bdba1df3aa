/**
 * The deployed bot's cache of the exchange's markets.
 *
 * It is an item beside the ledger's rows, under a key that no row has. It is not part of the state, because every tick
 * reads that whole.
 *
 * Invariant: everything in it could be read again from the exchange, so that any failure here counts as an empty
 * cache.
 */
import { GetItemCommand, PutItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ledgerPartition } from './dynamo-items.ts';
import type { MarketsStore } from '../market/lazy-market.ts';

export class DynamoMarketCache implements MarketsStore {
  private readonly client: DynamoDBClient;
  private readonly table: string;
  private readonly key;

  constructor(client: DynamoDBClient, table: string, botId: string) {
    this.client = client;
    this.table = table;
    this.key = { pk: { S: ledgerPartition(botId) }, sk: { S: 'markets' } };
  }

  async read(): Promise<string | undefined> {
    const command = new GetItemCommand({ TableName: this.table, Key: this.key });
    const answer = await this.client.send(command).catch(() => undefined);
    return answer?.Item?.body?.S;
  }

  async write(text: string): Promise<void> {
    const item = { ...this.key, body: { S: text } };
    await this.client.send(new PutItemCommand({ TableName: this.table, Item: item })).catch(() => {});
  }
}
