/**
 * The share of a processor that a function of so much memory has, by the control groups of Linux.
 *
 * Lambda gives a whole one with 1,769 MB, and a proportional share below. While a function is initialised it has more;
 * therefore a process is put under its quota afterwards.
 */
import { accessSync, constants, existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FULL_PROCESSOR_MB = 1_769;
const PERIOD_MICROSECONDS = 20_000;
const ROOT = '/sys/fs/cgroup';

export function shareOf(memoryMb: number): number {
  return memoryMb / FULL_PROCESSOR_MB;
}

export interface CpuQuota {
  /** Puts a process, with all its threads, under the quota. */
  add(pid: number): void;
  /** When its processes are gone. */
  close(): void;
}

/** @returns why there is none, where this machine does not let us */
export function cpuQuota(memoryMb: number): CpuQuota | string {
  const quota = Math.round(PERIOD_MICROSECONDS * shareOf(memoryMb));
  const name = `kallisti-bench-${process.pid}-${memoryMb}`;
  try {
    return existsSync(join(ROOT, 'cgroup.controllers')) ? second(name, quota) : first(name, quota);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Version 1: a tree for each kind of resource. */
function first(name: string, quota: number): CpuQuota {
  const tree = join(ROOT, 'cpu');
  accessSync(tree, constants.W_OK);
  return group(join(tree, name), { 'cpu.cfs_period_us': PERIOD_MICROSECONDS, 'cpu.cfs_quota_us': quota });
}

/** Version 2: one tree, in which a parent says what its children control. */
function second(name: string, quota: number): CpuQuota {
  writeFileSync(join(ROOT, 'cgroup.subtree_control'), '+cpu');
  return group(join(ROOT, name), { 'cpu.max': `${quota} ${PERIOD_MICROSECONDS}` });
}

function group(path: string, limits: Readonly<Record<string, number | string>>): CpuQuota {
  mkdirSync(path);
  for (const [file, limit] of Object.entries(limits)) writeFileSync(join(path, file), String(limit));
  return {
    add: (pid) => writeFileSync(join(path, 'cgroup.procs'), String(pid)),
    close: () => rmdirSync(path),
  };
}
