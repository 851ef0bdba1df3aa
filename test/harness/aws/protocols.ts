/**
 * How do AWS's services answer? The older ones in XML, in which a field is an element; the newer ones in JSON, asked
 * with a header that names the operation.
 */

export interface Part {
  readonly [name: string]: string | Part | readonly Part[];
}

export interface XmlAnswer {
  readonly status: number;
  readonly body: string;
}

/** A document with one element, and the fields within. */
export function xmlOf(name: string, fields: Part): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${name}>${elementsOf(fields)}</${name}>`;
}

function elementsOf(fields: Part): string {
  return Object.entries(fields)
    .flatMap(([name, value]) => {
      const values = Array.isArray(value) ? value : [value];
      return values.map(
        (one: string | Part) =>
          `<${name}>${typeof one === 'string' ? escaped(one) : elementsOf(one)}</${name}>`,
      );
    })
    .join('');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** An error of the service, by its code. */
export function refused(code: string, message: string, status = 400): XmlAnswer {
  const error = { Type: 'Sender', Code: code, Message: message };
  return { status, body: xmlOf('ErrorResponse', { Error: error }) };
}

/** `silence`: nothing is answered. */
export type JsonAnswer = readonly [status: number, body: object] | 'silence';

export function found(body: object): JsonAnswer {
  return [200, body];
}

/** An exception of the service, by its name. */
export function failed(name: string, message: string): JsonAnswer {
  return [400, { __type: name, message }];
}
