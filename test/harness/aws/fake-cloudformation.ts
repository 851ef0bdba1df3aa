/**
 * CloudFormation: takes change sets and carries them out at once.
 *
 * It keeps each stack's template, knows which exports exist, and refuses a template that imports one that does not, so
 * that stacks in the wrong order fail here as they would there. It makes no resources and resolves no values.
 */
import { refused, xmlOf, type Part, type XmlAnswer } from './protocols.ts';

interface ChangeSet {
  readonly name: string;
  readonly template: string;
  readonly isCreation: boolean;
  /** Why it cannot be carried out. */
  readonly failure: string | undefined;
}

export interface Stack {
  readonly name: string;
  readonly id: string;
  /** `undefined` before its first change set was carried out. */
  template: string | undefined;
  terminationProtection: boolean;
  changeSet: ChangeSet | undefined;
  readonly outputs: ReadonlyMap<string, string>;
}

const TIME = '2026-01-05T12:00:00.000Z';
const NO_CHANGES =
  "The submitted information didn't contain changes. Submit different information to create a change set.";

export class FakeCloudFormation {
  readonly stacks = new Map<string, Stack>();
  /** Names of the stacks whose change sets were carried out, in order. */
  readonly executed: string[] = [];
  /** What the change sets of a stack fail with. */
  readonly failures = new Map<string, string>();
  /** Called when the change set of a stack was carried out. */
  onExecuted: (stack: string) => void = () => {};
  private readonly region: string;
  private readonly account: string;
  /** The text of what was uploaded. */
  private readonly readUpload: (url: string) => string | undefined;

  constructor(region: string, account: string, readUpload: (url: string) => string | undefined) {
    this.region = region;
    this.account = account;
    this.readUpload = readUpload;
  }

  /** A stack as a deployment has left it. */
  add(name: string, outputs: Readonly<Record<string, string>> = {}): void {
    this.stacks.set(name, {
      ...this.newStack(name),
      template: '{}',
      outputs: new Map(Object.entries(outputs)),
    });
  }

  private newStack(name: string): Stack {
    const id = `arn:aws:cloudformation:${this.region}:${this.account}:stack/${name}/00000000-0000-4000-8000-000000000000`;
    const empty = { template: undefined, changeSet: undefined, outputs: new Map<string, string>() };
    return { name, id, terminationProtection: false, ...empty };
  }

  /** `undefined` for an action it does not know. */
  answer(action: string, body: URLSearchParams): XmlAnswer | undefined {
    const name = (body.get('StackName') ?? '').replace(/^arn:.*:stack\/([^/]+)\/.*$/, '$1');
    const stack = this.stacks.get(name);
    switch (action) {
      case 'CreateChangeSet':
        return this.createChangeSet(name, body);
      case 'DescribeStacks':
        return this.describe(name, body.get('StackName') ?? '');
      case 'GetTemplate':
        // A stack under review has none yet.
        if (stack === undefined) return missing(name);
        return ok(action, stack.template === undefined ? {} : { TemplateBody: stack.template });
      case 'DescribeChangeSet':
        return stack?.changeSet === undefined
          ? refused('ChangeSetNotFound', `${name} has no such change set`)
          : ok(action, this.changeSet(stack, stack.changeSet));
      case 'DeleteChangeSet':
        if (stack !== undefined) stack.changeSet = undefined;
        return ok(action, {});
      case 'ExecuteChangeSet':
        return stack === undefined ? missing(name) : this.execute(stack);
      case 'UpdateTerminationProtection':
        if (stack === undefined) return missing(name);
        stack.terminationProtection = body.get('EnableTerminationProtection') === 'true';
        return ok(action, { StackId: stack.id });
      case 'DeleteStack':
        return stack === undefined ? ok(action, {}) : this.delete(stack);
      case 'DescribeStackEvents':
        return ok(action, { StackEvents: {} });
      case 'DescribeStackResources':
      case 'ListStackResources':
        return ok(action, {});
      default:
        return undefined;
    }
  }

  private createChangeSet(name: string, body: URLSearchParams): XmlAnswer {
    const template = body.get('TemplateBody') ?? this.readUpload(body.get('TemplateURL') ?? '');
    if (template === undefined) return refused('ValidationError', `${body.get('TemplateURL')} is not there`);
    const stack = this.stacks.get(name) ?? this.newStack(name);
    this.stacks.set(name, stack);
    stack.changeSet = {
      name: body.get('ChangeSetName') ?? '',
      template,
      isCreation: body.get('ChangeSetType') === 'CREATE',
      failure:
        this.failures.get(name) ??
        this.missingImport(template) ??
        (template === stack.template ? NO_CHANGES : undefined),
    };
    return ok('CreateChangeSet', { Id: `${stack.id}/${stack.changeSet.name}`, StackId: stack.id });
  }

  /** Which export a template needs that no stack has. */
  private missingImport(template: string): string | undefined {
    const imports = [...template.matchAll(/"Fn::ImportValue":\s*"([^"]+)"/g)].map(([, name]) => name);
    const missingName = imports.find((name) => name !== undefined && !this.exports().has(name));
    return missingName === undefined ? undefined : `No export named ${missingName} found.`;
  }

  private exports(): ReadonlySet<string> {
    const templates = [...this.stacks.values()].map(({ template }) => template ?? '');
    return new Set(
      templates.flatMap((template) =>
        [...template.matchAll(/"Export":\s*\{\s*"Name":\s*"([^"]+)"/g)].map(([, name]) => name ?? ''),
      ),
    );
  }

  private execute(stack: Stack): XmlAnswer {
    if (stack.changeSet === undefined) return missing(stack.name);
    stack.template = stack.changeSet.template;
    stack.changeSet = undefined;
    this.executed.push(stack.name);
    this.onExecuted(stack.name);
    return ok('ExecuteChangeSet', {});
  }

  private delete({ name, terminationProtection }: Stack): XmlAnswer {
    if (terminationProtection) {
      const reason = `Stack [${name}] cannot be deleted while TerminationProtection is enabled`;
      return refused('ValidationError', reason);
    }
    this.stacks.delete(name);
    return ok('DeleteStack', {});
  }

  /** A stack that is gone is still known by its id. */
  private describe(name: string, asked: string): XmlAnswer {
    const stack = this.stacks.get(name);
    if (stack !== undefined) return ok('DescribeStacks', { Stacks: { member: this.described(stack) } });
    if (!asked.startsWith('arn:')) return missing(name);
    const gone = { StackId: asked, StackName: name, CreationTime: TIME, StackStatus: 'DELETE_COMPLETE' };
    return ok('DescribeStacks', { Stacks: { member: gone } });
  }

  private described({ name, id, template, terminationProtection, outputs }: Stack): Part {
    return {
      StackId: id,
      StackName: name,
      CreationTime: TIME,
      StackStatus: template === undefined ? 'REVIEW_IN_PROGRESS' : 'CREATE_COMPLETE',
      EnableTerminationProtection: String(terminationProtection),
      Outputs: { member: [...outputs].map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })) },
    };
  }

  private changeSet({ name, id }: Stack, { name: changeSetName, failure, isCreation }: ChangeSet): Part {
    const added = {
      Type: 'Resource',
      ResourceChange: { Action: isCreation ? 'Add' : 'Modify', LogicalResourceId: 'All' },
    };
    return {
      ChangeSetId: `${id}/${changeSetName}`,
      ChangeSetName: changeSetName,
      StackId: id,
      StackName: name,
      CreationTime: TIME,
      ...(failure === undefined
        ? { Status: 'CREATE_COMPLETE', ExecutionStatus: 'AVAILABLE', Changes: { member: added } }
        : { Status: 'FAILED', ExecutionStatus: 'UNAVAILABLE', StatusReason: failure }),
    };
  }
}

function ok(action: string, result: Part): XmlAnswer {
  return { status: 200, body: xmlOf(`${action}Response`, { [`${action}Result`]: result }) };
}

function missing(name: string): XmlAnswer {
  return refused('ValidationError', `Stack with id ${name} does not exist`);
}
