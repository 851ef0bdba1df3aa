// Loaded before a program: when that ends, it writes what was loaded to the file LOADED_FILE, an address a line.
import { writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';

const addresses = [];
registerHooks({
  load(address, context, nextLoad) {
    addresses.push(address);
    return nextLoad(address, context);
  },
});
process.on('exit', () => writeFileSync(process.env.LOADED_FILE, addresses.join('\n')));
