/**
 * The context that AWS gives a function, where this process takes its place.
 */
import type { Context } from 'aws-lambda';

/** @param remainingMs how much time the invocation has left, asked whenever it wants to know. */
export function localContext(remainingMs: () => number): Context {
  return {
    callbackWaitsForEmptyEventLoop: false,
    functionName: 'local',
    functionVersion: 'local',
    invokedFunctionArn: 'local',
    memoryLimitInMB: '0',
    awsRequestId: 'local',
    logGroupName: 'local',
    logStreamName: 'local',
    getRemainingTimeInMillis: remainingMs,
    // oxlint-disable typescript/no-deprecated -- the type asks for what handlers with promises never call
    done: () => {},
    fail: () => {},
    succeed: () => {},
    // oxlint-enable typescript/no-deprecated
  };
}
