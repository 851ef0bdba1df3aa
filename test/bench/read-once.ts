/** Reads the candles of the given files and nothing else, for the benchmark of reading. Prints how many rows there are. */
import { readCandleFiles } from '../../infra/candles/candle-files.ts';

const { files } = await readCandleFiles(process.argv.slice(2));
console.log(files.reduce((rows, note) => rows + note.rows, 0));
