/**
 * CloudFormation: takes change sets and carries them out at once.
 *
 * It keeps each stack's template and resources, knows which exports exist, and refuses a template that imports one that
 * does not, so that stacks in the wrong order fail here as they would there; an export that another stack has fails when
 * everything else is made. It resolves no values.
 */
import { RolledBackError, differ, type FakeResources, type MadeResources } from './fake-resources.ts';
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
  status: string;
  /** Why its last change was rolled back. */
  reason?: string;
  resources: MadeResources;
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
  /** Their templates. */
  readonly carriedOut: string[] = [];
  /** What the change sets of a stack fail with. */
  readonly failures = new Map<string, string>();
  /** Called when the change set of a stack was carried out. */
  onExecuted: (stack: string) => void = () => {};
  private readonly region: string;
  private readonly account: string;
  private readonly resources: FakeResources;
  /** The text of what was uploaded. */
  private readonly readUpload: (url: string) => string | undefined;

  constructor(
    where: { readonly region: string; readonly account: string },
    resources: FakeResources,
    readUpload: (url: string) => string | undefined,
  ) {
    this.region = where.region;
    this.account = where.account;
    this.resources = resources;
    this.readUpload = readUpload;
  }

  /** A stack as a deployment has left it. */
  add(name: string, outputs: Readonly<Record<string, string>> = {}, template = '{}'): void {
    this.stacks.set(name, {
      ...this.newStack(name),
      status: 'CREATE_COMPLETE',
      template,
      resources: this.resources.update(name, new Map(), template),
      outputs: new Map(Object.entries(outputs)),
    });
  }

  private newStack(name: string): Stack {
    const id = `arn:aws:cloudformation:${this.region}:${this.account}:stack/${name}/00000000-0000-4000-8000-000000000000`;
    const empty = { template: undefined, changeSet: undefined, outputs: new Map<string, string>() };
    return {
      name,
      id,
      status: 'REVIEW_IN_PROGRESS',
      terminationProtection: false,
      resources: new Map(),
      ...empty,
    };
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
        (stack.template !== undefined && !differ(stack.template, template) ? NO_CHANGES : undefined),
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
    return new Set([...this.stacks.values()].flatMap(({ template = '' }) => exportsIn(template)));
  }

  private execute(stack: Stack): XmlAnswer {
    const { changeSet, resources } = stack;
    if (changeSet === undefined) return missing(stack.name);
    stack.changeSet = undefined;
    this.executed.push(stack.name);
    this.carriedOut.push(changeSet.template);
    try {
      const others = [...this.stacks.values()].filter((other) => other !== stack);
      stack.resources = this.resources.update(stack.name, resources, changeSet.template, () => {
        const taken = others.flatMap(({ template = '' }) => exportsIn(template));
        const twice = exportsIn(changeSet.template).find((name) => taken.includes(name));
        return twice && `Export with name ${twice} is already exported by another stack`;
      });
      stack.status = changeSet.isCreation ? 'CREATE_COMPLETE' : 'UPDATE_COMPLETE';
      stack.template = changeSet.template;
      this.onExecuted(stack.name);
    } catch (error) {
      if (!(error instanceof RolledBackError)) throw error;
      stack.resources = error.left;
      const rollback = changeSet.isCreation ? 'ROLLBACK' : 'UPDATE_ROLLBACK';
      stack.status = `${rollback}_${error.isClean ? 'COMPLETE' : 'FAILED'}`;
      stack.reason = error.message;
    }
    return ok('ExecuteChangeSet', {});
  }

  private delete({ name, terminationProtection, resources }: Stack): XmlAnswer {
    if (terminationProtection) {
      const reason = `Stack [${name}] cannot be deleted while TerminationProtection is enabled`;
      return refused('ValidationError', reason);
    }
    this.resources.deleteAll(resources);
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

  private described({ name, id, status, reason, terminationProtection, outputs }: Stack): Part {
    return {
      StackId: id,
      StackName: name,
      CreationTime: TIME,
      StackStatus: status,
      ...(reason !== undefined && { StackStatusReason: reason }),
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

function exportsIn(template: string): readonly string[] {
  return [...template.matchAll(/"Export":\s*\{\s*"Name":\s*"([^"]+)"/g)].map(([, name]) => name ?? '');
}

function ok(action: string, result: Part): XmlAnswer {
  return { status: 200, body: xmlOf(`${action}Response`, { [`${action}Result`]: result }) };
}

function missing(name: string): XmlAnswer {
  return refused('ValidationError', `Stack with id ${name} does not exist`);
}
