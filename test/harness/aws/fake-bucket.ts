/**
 * S3: keeps what is uploaded by its key, whatever the bucket is called.
 */
import type { IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { xmlOf, type XmlAnswer } from './protocols.ts';

export class FakeBucket {
  /** What was uploaded, by its key. */
  readonly uploads = new Map<string, Buffer>();
  /** Every upload, in order. */
  readonly uploadedKeys: string[] = [];

  /** The text of what was uploaded there. */
  textAt(url: string): string | undefined {
    return this.uploads.get(new URL(url).pathname.split('/').at(-1) ?? '')?.toString('utf8');
  }

  /** `answer` is `undefined` for what it does not know. */
  async answer(
    request: IncomingMessage,
  ): Promise<{ readonly asked: string; readonly answer: XmlAnswer | undefined }> {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://bucket');
    const [, bucket = '', key = ''] = pathname.split('/');
    const { method = '' } = request;
    const options = [...searchParams.keys()].map((name) => ` ?${name}`).join('');
    const asked = `${method} ${bucket}/${key}${options}`;
    if (method !== 'PUT' || key === '')
      return { asked, answer: method === 'GET' ? this.described(searchParams) : undefined };
    this.uploads.set(key, await buffer(request));
    this.uploadedKeys.push(key);
    return { asked, answer: { status: 200, body: '' } };
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
