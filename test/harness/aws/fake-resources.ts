/**
 * What CloudFormation makes of the resources of a template: tables and documents of parameters are made, changed and
 * deleted, all others only counted.
 *
 * By its rules:
 * - What leaves a template is deleted or kept by the policy that was in force before. So it is where a creation is
 *   rolled back, with one more policy that keeps everything but what this very operation made.
 * - A policy alone is no change. It comes into force with another change of its resource.
 * - A table that is protected from deletion is not deleted, by nobody.
 */
import { z } from 'zod';
import { parseJson } from '../../../lambda/adapters/parse-json.ts';
import type { FakeParameterStore } from './fake-parameter-store.ts';

const resourceSchema = z.looseObject({
  Type: z.string(),
  Properties: z.looseObject({}).default({}),
  DeletionPolicy: z.enum(['Delete', 'Retain', 'RetainExceptOnCreate']).default('Delete'),
});
export type Resource = z.output<typeof resourceSchema>;

const templateSchema = z.looseObject({ Resources: z.record(z.string(), resourceSchema).default({}) });

const parameterSchema = z.object({ Name: z.string(), Value: z.string() });
const tableSchema = z.looseObject({
  Replicas: z.tuple([z.looseObject({ DeletionProtectionEnabled: z.boolean() })]),
});

/** A resource that CloudFormation has made, under the name it has in AWS. */
export interface Made {
  readonly resource: Resource;
  readonly name: string;
}

export type MadeResources = ReadonlyMap<string, Made>;

/** By logical id; of a template in YAML, such as the bootstrap's, none. */
export function resourcesIn(template: string): ReadonlyMap<string, Resource> {
  return new Map(Object.entries(templateSchema.parse(parseJson(template) ?? {}).Resources));
}

/** A resource cannot be made, changed or deleted. */
export class ResourceError extends Error {
  override readonly name = 'ResourceError';
}

/** The creation of a resource that fails. */
export interface Failure {
  readonly logicalId: string;
  /** Before anything is made, or when it is there and something of it cannot be set. */
  readonly when: 'before' | 'halfway';
}

export class FakeResources {
  /** Whether they are protected from deletion, by their names. */
  readonly tables = new Map<string, boolean>();
  /** Names of everything that CloudFormation has made, and not deleted again. */
  readonly standing = new Set<string>();
  failure: Failure | undefined;
  private readonly parameters: FakeParameterStore;
  private made = 0;

  constructor(parameters: FakeParameterStore) {
    this.parameters = parameters;
  }

  /**
   * Of one stack: those of `before` become those of `template`.
   *
   * @param lastRefusal why it fails all the same when everything is made
   * @throws RolledBackError
   */
  update(
    stack: string,
    before: MadeResources,
    template: string,
    lastRefusal: () => string | undefined = () => undefined,
  ): MadeResources {
    const after = new Map<string, Made>();
    const added: [string, Made][] = [];
    const wanted = resourcesIn(template);
    try {
      for (const [logicalId, resource] of wanted) {
        const old = before.get(logicalId);
        if (old === undefined) {
          const made = { resource, name: this.nameOf(stack, logicalId, resource) };
          if (this.failure?.logicalId === logicalId && this.failure.when === 'before') {
            throw new ResourceError(`${logicalId} is refused`);
          }
          this.create(made);
          added.push([logicalId, made]);
          after.set(logicalId, made);
          if (this.failure?.logicalId === logicalId)
            throw new ResourceError(`${logicalId} is refused halfway`);
        } else {
          after.set(logicalId, this.change(old, resource));
        }
      }
      const refusal = lastRefusal();
      if (refusal !== undefined) throw new ResourceError(refusal);
    } catch (error) {
      throw this.rolledBack(error, before, added);
    }
    for (const [logicalId, old] of before) {
      if (!wanted.has(logicalId) && old.resource.DeletionPolicy === 'Delete') this.delete(old);
    }
    return after;
  }

  /** Everything of a stack. @throws ResourceError with the first that cannot be deleted. */
  deleteAll(made: MadeResources): void {
    for (const one of made.values()) if (one.resource.DeletionPolicy === 'Delete') this.delete(one);
  }

  private rolledBack(
    error: unknown,
    before: MadeResources,
    added: readonly (readonly [string, Made])[],
  ): RolledBackError {
    const left = new Map(before);
    let isClean = true;
    for (const [logicalId, one] of added) {
      // Left behind: it is no resource of the stack any more.
      if (one.resource.DeletionPolicy === 'Retain') continue;
      try {
        this.delete(one);
      } catch {
        left.set(logicalId, one);
        isClean = false;
      }
    }
    return new RolledBackError(error instanceof Error ? error.message : String(error), left, isClean);
  }

  private nameOf(stack: string, logicalId: string, { Type: type, Properties: properties }: Resource): string {
    if (type === 'AWS::SSM::Parameter') return parameterSchema.parse(properties).Name;
    this.made += 1;
    return `${stack}-${logicalId}-${this.made}`;
  }

  private create({ resource, name }: Made): void {
    if (resource.Type === 'AWS::SSM::Parameter' && this.parameters.has(name)) {
      throw new ResourceError(`${name} already exists`);
    }
    this.set(resource, name);
    this.standing.add(name);
  }

  private change(old: Made, resource: Resource): Made {
    if (!isChange(old.resource, resource)) return old;
    if (JSON.stringify(old.resource.Properties) !== JSON.stringify(resource.Properties)) {
      this.set(resource, old.name);
    }
    return { resource, name: old.name };
  }

  private set({ Type: type, Properties: properties }: Resource, name: string): void {
    if (type === 'AWS::SSM::Parameter') this.parameters.put(name, parameterSchema.parse(properties).Value);
    if (type !== 'AWS::DynamoDB::GlobalTable') return;
    this.tables.set(name, tableSchema.parse(properties).Replicas[0].DeletionProtectionEnabled);
  }

  private delete({ name }: Made): void {
    if (this.tables.get(name) === true) throw new ResourceError(`${name} is protected from deletion`);
    this.standing.delete(name);
    this.tables.delete(name);
    this.parameters.delete(name);
  }
}

/** What is left of a stack whose change was rolled back. */
export class RolledBackError extends Error {
  override readonly name = 'RolledBackError';
  readonly left: MadeResources;
  readonly isClean: boolean;

  constructor(message: string, left: MadeResources, isClean: boolean) {
    super(message);
    this.left = left;
    this.isClean = isClean;
  }
}

function isChange(before: Resource, after: Resource): boolean {
  return withoutPolicies(before) !== withoutPolicies(after);
}

const POLICIES = ['DeletionPolicy', 'UpdateReplacePolicy'];

function withoutPolicies(resource: Resource): string {
  return JSON.stringify(Object.entries(resource).filter(([key]) => !POLICIES.includes(key)));
}

/** Whether CloudFormation sees a difference between two templates. */
export function differ(before: string, after: string): boolean {
  const [old, next] = [comparable(before), comparable(after)];
  return old !== next;
}

function comparable(template: string): string {
  const { Resources: resources, ...others } = templateSchema.parse(parseJson(template) ?? {});
  const plain = Object.entries(resources).map(([logicalId, resource]) => [
    logicalId,
    withoutPolicies(resource),
  ]);
  return JSON.stringify({ ...others, plain });
}
