/**
 * Where the deployed bot keeps what it uses of the exchange's markets.
 *
 * An item beside the ledger's rows, under a key that no row has, and not beside the state, which every tick reads whole.
 * Invariant: it is worth nothing that could not be had again, so that whatever fails here is told as "there is none".
 */
import { GetItemCommand, PutItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ledgerPartition } from './dynamo-items.ts';
import type { MarketsStore } from '../market/lazy-market.ts';

export class DynamoMarkets implements MarketsStore {
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
