// Loaded before a program that is measured: when that ends, it writes what it has used to the file USAGE_FILE.
import { readFileSync, writeFileSync } from 'node:fs';
import module from 'node:module';
import { fileURLToPath } from 'node:url';

// As the launcher of the command line has it: what was compiled once is read back.
module.enableCompileCache(fileURLToPath(new URL('../../node_modules/.cache/scalper', import.meta.url)));

// The system counts the memory of the process that has started this one, too, where it is more; Linux says its own.
function mostMemoryMb(maxRSS) {
  if (process.platform !== 'linux') return maxRSS / 1024;
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))[1]) / 1024;
}

process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const cpuSeconds = (userCPUTime + systemCPUTime) / 1e6;
  const usage = { cpuSeconds, memoryMb: mostMemoryMb(maxRSS) };
  writeFileSync(process.env.USAGE_FILE, JSON.stringify(usage));
});
