/**
 * S3: keeps what is uploaded by its key, whatever the bucket is called.
 */
import type { IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { xmlOf, type XmlAnswer } from './protocols.ts';

/** In XML, or an object as it is. */
export interface BucketAnswer {
  readonly status: number;
  readonly body: string | Uint8Array;
}

export class FakeBucket {
  /** What was uploaded, by its key. */
  readonly uploads = new Map<string, Buffer>();
  /** Every upload, in order. */
  readonly uploadedKeys: string[] = [];
  /** Keys that were asked for and are not there, in order. */
  readonly absent: string[] = [];
  /** How many requests for objects it still refuses, because it is asked too often. */
  throttled = 0;

  /** The text of what was uploaded there. */
  textAt(url: string): string | undefined {
    return this.uploads.get(new URL(url).pathname.split('/').at(-1) ?? '')?.toString('utf8');
  }

  /** `answer` is `undefined` for what it does not know. */
  async answer(
    request: IncomingMessage,
  ): Promise<{ readonly asked: string; readonly answer: BucketAnswer | undefined }> {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://bucket');
    const [, bucket = '', ...parts] = pathname.split('/');
    const key = parts.join('/');
    const { method = '' } = request;
    const options = [...searchParams.keys()].map((name) => ` ?${name}`).join('');
    const asked = `${method} ${bucket}/${key}${options}`;
    if (key !== '' && this.throttled > 0) {
      this.throttled -= 1;
      return { asked, answer: { status: 503, body: xmlOf('Error', { Code: 'SlowDown' }) } };
    }
    if (key !== '' && (method === 'HEAD' || searchParams.get('x-id') === 'GetObject'))
      return { asked, answer: this.object(key) };
    if (method !== 'PUT' || key === '')
      return { asked, answer: method === 'GET' ? this.described(searchParams) : undefined };
    this.uploads.set(key, await buffer(request));
    this.uploadedKeys.push(key);
    return { asked, answer: { status: 200, body: '' } };
  }

  private object(key: string): BucketAnswer {
    const body = this.uploads.get(key);
    if (body !== undefined) return { status: 200, body };
    this.absent.push(key);
    return { status: 404, body: xmlOf('Error', { Code: 'NoSuchKey' }) };
  }

  private described(options: URLSearchParams): XmlAnswer | undefined {
    if (options.has('location')) return { status: 200, body: xmlOf('LocationConstraint', {}) };
    if (options.has('encryption')) {
      const rule = { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } };
      return { status: 200, body: xmlOf('ServerSideEncryptionConfiguration', { Rule: rule }) };
    }
    if (!options.has('list-type')) return undefined;
    const prefix = options.get('prefix') ?? '';
    const listed = [...this.uploads].filter(([name]) => name.startsWith(prefix));
    const contents = listed.map(([Key, content]) => ({ Key, Size: String(content.length) }));
    const result = { KeyCount: String(listed.length), Contents: contents };
    return { status: 200, body: xmlOf('ListBucketResult', result) };
  }
}
