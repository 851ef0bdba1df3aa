/**
 * The environment in which the unmodified clients of AWS go to the fakes.
 */
import { vi } from 'vitest';
import type { FakeAws } from './fake-aws.ts';

export function stubAws(aws: FakeAws, databaseEndpoint: string): void {
  vi.stubEnv('AWS_REGION', 'ap-northeast-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', databaseEndpoint);
  vi.stubEnv('AWS_ENDPOINT_URL_SSM', aws.baseUrl);
  vi.stubEnv('AWS_ENDPOINT_URL_SNS', aws.baseUrl);
}
