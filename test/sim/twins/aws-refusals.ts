/**
 * How AWS's services say no, each in its own words.
 */
import type { RefusedBy } from '../swarm/happening.ts';
import type { WireAnswer } from './aws-wire.ts';
import { refusal } from './dynamo-twin.ts';

interface Words {
  readonly name: string;
  readonly message: string;
  readonly status: number;
}

const NO = 'The twin says no';

export function jsonRefusal(by: RefusedBy, edge: 'dynamodb' | 'ssm'): WireAnswer {
  const throttling = edge === 'ssm' ? 'ThrottlingException' : 'ProvisionedThroughputExceededException';
  const notFound = edge === 'ssm' ? 'ParameterNotFound' : 'ResourceNotFoundException';
  const words: Readonly<Record<RefusedBy, Words>> = {
    throttling: { name: throttling, message: NO, status: 400 },
    'internal-error': { name: 'InternalServerError', message: NO, status: 500 },
    'access-denied': { name: 'AccessDeniedException', message: NO, status: 400 },
    'too-large': {
      name: 'ValidationException',
      message: 'Item size has exceeded the maximum allowed size',
      status: 400,
    },
    gone: { name: notFound, message: 'Requested resource not found', status: 400 },
  };
  const { name, message, status } = words[by];
  return refusal(name, message, status);
}

export function snsRefusal(by: RefusedBy): WireAnswer {
  const words: Readonly<Record<RefusedBy, { readonly code: string; readonly status: number }>> = {
    throttling: { code: 'Throttled', status: 429 },
    'internal-error': { code: 'InternalError', status: 500 },
    'access-denied': { code: 'AuthorizationError', status: 403 },
    'too-large': { code: 'InvalidParameter', status: 400 },
    gone: { code: 'NotFound', status: 404 },
  };
  const { code, status } = words[by];
  const body = `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>no</Message></Error></ErrorResponse>`;
  return { status, body };
}
