// What `npm run bench:lambda` compares with: the same work, written without a thought for how it starts. Everything is
// imported, and every tick makes its clients and loads all markets. ccxt's pauses between requests are off, so that
// the difference is work and not waiting.
import { DynamoDBClient, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import ccxt from 'ccxt';
import { z } from 'zod';

const parameters = z.looseObject({ alert: z.boolean().default(false) });

export async function handler() {
  const {
    BOT_ID,
    BOT_SYMBOLS,
    EXCHANGE_ID,
    TABLE_NAME,
    PARAMETERS_NAME,
    ALERT_TOPIC_ARN,
    EXCHANGE_ENDPOINT,
  } = process.env;
  const exchange = new ccxt[EXCHANGE_ID]({ enableRateLimit: false, options: { fetchCurrencies: false } });
  for (const [name, url] of Object.entries(exchange.urls.api)) {
    if (typeof url === 'string') exchange.urls.api[name] = url.replace(/^https:\/\/[^/]+/, EXCHANGE_ENDPOINT);
  }
  const found = await new SSMClient({}).send(new GetParameterCommand({ Name: PARAMETERS_NAME }));
  const { alert } = parameters.parse(JSON.parse(found.Parameter.Value));
  const table = new DynamoDBClient({});
  const { Items: items = [] } = await table.send(
    new QueryCommand({
      TableName: TABLE_NAME,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: BOT_ID } },
      ConsistentRead: true,
    }),
  );
  await exchange.loadMarkets();
  const closes = [];
  for (const name of BOT_SYMBOLS.split(',')) {
    const symbol = Object.values(exchange.markets).find(({ id, swap }) => id === name && swap).symbol;
    const candles = await exchange.fetchOHLCV(symbol, '1m', undefined, 499);
    const quotes = await exchange.fetchBidsAsks([symbol]);
    closes.push(candles.at(-2)[4], quotes[symbol].bid);
  }
  const version = Number(items[0]?.version?.N ?? 0) + 1;
  await table.send(
    new PutItemCommand({
      TableName: TABLE_NAME,
      Item: {
        pk: { S: BOT_ID },
        sk: { S: 'state' },
        version: { N: String(version) },
        closes: { S: JSON.stringify(closes) },
      },
    }),
  );
  if (alert)
    await new SNSClient({}).send(new PublishCommand({ TopicArn: ALERT_TOPIC_ARN, Message: 'alert' }));
  console.log(JSON.stringify({ message: 'tick', version, closes }));
  return { version };
}
