/**
 * The services of AWS that a bot uses, each answered by its twin.
 */
import type { FakeTopic } from '../../harness/aws/fake-aws.ts';
import type { FakeParameterStore } from '../../harness/aws/fake-parameter-store.ts';
import type { WireAnswer, WireRequest } from '../twins/aws-wire.ts';
import type { DynamoTwin } from '../twins/dynamo-twin.ts';
import { readBy, sentBy, type OtherRelease } from './other-release.ts';

export interface AwsServices {
  readonly dynamo: DynamoTwin;
  readonly parameters: FakeParameterStore;
  readonly topic: FakeTopic;
}

/** @param release of the code that asks; `undefined` for this one */
export function served(
  { dynamo, parameters, topic }: AwsServices,
  { edge, operation, body }: WireRequest,
  release: OtherRelease | undefined,
): WireAnswer {
  switch (edge) {
    case 'dynamodb': {
      const sent = release === undefined ? body : sentBy(release, operation, body);
      const answer = dynamo.respond(operation, sent);
      return release === undefined ? answer : readBy(release, operation, answer);
    }
    case 'ssm': {
      const answer = parameters.respond(operation, body);
      if (answer === undefined || answer === 'silence')
        throw new Error(`the twin of SSM knows no ${operation}`);
      return { status: answer[0], body: JSON.stringify(answer[1]) };
    }
    case 'sns': {
      const answer = topic.answer(operation, new URLSearchParams(body));
      if (answer === undefined) throw new Error(`the twin of SNS knows no ${operation}`);
      return answer;
    }
  }
}
