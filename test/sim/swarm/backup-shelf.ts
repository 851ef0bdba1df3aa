/**
 * Backups of a table, by when they were taken.
 */
import type { Partition } from '../twins/twin-item.ts';
import type { World } from '../world/world.ts';

type Backup = ReadonlyMap<string, Partition>;

export class BackupShelf {
  private readonly world: World;
  private readonly taken: { readonly atMs: number; readonly backup: Backup }[] = [];
  private restored = 0;
  lastRestoreMs = -Infinity;

  constructor(world: World) {
    this.world = world;
  }

  take(): void {
    const { time, dynamo, tableName } = this.world;
    this.taken.push({ atMs: time.nowMs(), backup: dynamo.backup(tableName) });
  }

  /** The last that was taken by then; `undefined` where there is none. */
  asOf(ms: number): Backup | undefined {
    return this.taken.findLast(({ atMs }) => atMs <= ms)?.backup;
  }

  /** The function uses the table of a backup, under a name that no table had. */
  restore(backup: Backup): void {
    this.restored += 1;
    this.lastRestoreMs = this.world.time.nowMs();
    const name = `Restored-${this.restored}`;
    this.world.dynamo.restore(name, backup);
    this.world.useTable(name);
  }
}
