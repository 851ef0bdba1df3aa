/**
 * Is every file in the room where it belongs, and does no room grow into a hall?
 *
 * Imports of types count like all others here: whoever reads a file has to read what its types are made of.
 */
import { codeOf, type Rule, type SourceFile, type Violation } from './repository.ts';
import { fileOf, importsOf, violationAt } from './syntax.ts';

/**
 * The core from the ground up. A file imports from floors below its own, and from its own room; never from another room
 * on its floor. A room is a folder, or a file that stands alone.
 */
const FLOORS: readonly (readonly string[])[] = [
  ['units.ts', 'reasons.ts', 'market.ts', 'request-weight.ts', 'settlement.ts', 'words.ts'],
  ['fill-model.ts', 'trading-sessions.ts', 'text/'],
  ['ledger/'],
  ['order.ts', 'alerts/', 'standing-failures.ts'],
  ['paper/'],
  ['bot-state.ts'],
  ['item-room.ts'],
  ['risk/', 'control/', 'venue-report.ts'],
  ['strategy/', 'preflight/', 'periodic-alerts.ts', 'restrictions/'],
  ['audit/', 'orders/'],
  ['decide.ts', 'reconcile.ts'],
];
const CORE = 'lambda/core/';
const FOLDER_FILES_MAX = 16;

interface Room {
  readonly name: string;
  /** From 1, the ground. */
  readonly floor: number;
}

function roomOf(path: string): Room | undefined {
  const inside = path.slice(CORE.length);
  for (const [index, rooms] of FLOORS.entries()) {
    const name = rooms.find((room) => (room.endsWith('/') ? inside.startsWith(room) : inside === room));
    if (name !== undefined) return { name, floor: index + 1 };
  }
  return undefined;
}

/** The core has floors, and looks down. */
export const coreKeepsItsFloors: Rule = (files) =>
  codeOf(files, CORE).flatMap((file): readonly Violation[] => {
    const room = roomOf(file.path);
    if (room === undefined) {
      return [
        { path: file.path, line: 1, problem: 'is in no room of the core: add it to the list of floors' },
      ];
    }
    return importsOf(file).flatMap(({ node, specifier }) => {
      const target = specifier === undefined ? undefined : fileOf(file.path, specifier);
      const other = target?.startsWith(CORE) === true ? roomOf(target) : undefined;
      if (other === undefined || other.floor < room.floor || other.name === room.name) return [];
      const problem = `${room.name} on floor ${room.floor} must not import ${other.name} on floor ${other.floor}: move down what it needs`;
      return [violationAt(file, node, problem)];
    });
  });

/** What runs and what operates the bot; a declaration of another package's types is no source. */
function sourcesOf(files: readonly SourceFile[]): readonly SourceFile[] {
  return codeOf(files).filter(({ path }) => /^(?:lambda|infra)\//.test(path) && !path.endsWith('.d.ts'));
}

/** A folder is read at a glance. */
export const foldersAreSmall: Rule = (files) => {
  const folders = Map.groupBy(sourcesOf(files), ({ path }) => path.slice(0, path.lastIndexOf('/')));
  return [...folders].flatMap(([folder, { length }]) =>
    length <= FOLDER_FILES_MAX
      ? []
      : [
          {
            path: `${folder}/`,
            line: 1,
            problem: `has ${length} source files, and may have ${FOLDER_FILES_MAX}: divide it by subject`,
          },
        ],
  );
};

/** A file is known by its name. */
export const namesOccurOnce: Rule = (files) => {
  const named = Map.groupBy(sourcesOf(files), ({ path }) => path.slice(path.lastIndexOf('/') + 1));
  return [...named].flatMap(([name, [first, ...others]]) =>
    others.map(({ path }) => ({ path, line: 1, problem: `${name} is the name of ${first?.path} already` })),
  );
};

/** No file needs itself, through whatever it imports. */
export const importsGoNoCircle: Rule = (files) => {
  const loads = new Map(
    codeOf(files).map((file) => {
      const targets = importsOf(file).flatMap(({ specifier }) =>
        specifier === undefined ? [] : [fileOf(file.path, specifier)],
      );
      return [file.path, targets.filter((target) => target !== undefined)] as const;
    }),
  );
  const violations: Violation[] = [];
  const settled = new Set<string>();
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start >= 0) {
      const round = [...trail.slice(start), path].join(' → ');
      violations.push({ path, line: 1, problem: `imports itself: ${round}; move what they share` });
    }
    if (settled.has(path)) return;
    settled.add(path);
    for (const target of loads.get(path) ?? []) visit(target, [...trail, path]);
  };
  for (const path of loads.keys()) visit(path, []);
  return violations;
};
