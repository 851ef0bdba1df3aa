/**
 * Unpacks a candle file: plain, gzip or zip.
 *
 * - The first bytes decide the packing, never the name.
 * - Checksums are checked. A file that is cut short or damaged is an error, even if its first part could be read.
 * - No more than a few chunks are in memory at a time.
 */

import { createReadStream, openAsBlob } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { FileEntry } from '@zip.js/zip.js';
import { CandleFileError, reasonOf } from './candle-file-error.ts';

/** Takes the next bytes of the unpacked text; must not throw. */
export type ChunkSink = (chunk: Uint8Array) => void;

type Packing = 'plain' | 'gzip' | 'zip';

const UNPACKED_CHUNK_BYTES = 65_536;
const GET_IT_AGAIN = 'copy or download it again';
/** Where archives made on macOS keep attributes, under the names of the files they belong to. */
const ATTRIBUTES_FOLDER = '__MACOSX/';

async function packingOf(file: string): Promise<Packing> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    const magic = buffer.toString('hex', 0, bytesRead);
    return magic === '1f8b' ? 'gzip' : magic === '504b' ? 'zip' : 'plain';
  } finally {
    await handle.close();
  }
}

async function readPlain(file: string, sink: ChunkSink): Promise<void> {
  await pipeline(createReadStream(file), async (chunks: AsyncIterable<Buffer>) => {
    for await (const chunk of chunks) sink(chunk);
  });
}

async function readGzip(file: string, sink: ChunkSink): Promise<void> {
  const gunzip = createGunzip({ chunkSize: UNPACKED_CHUNK_BYTES });
  try {
    await pipeline(createReadStream(file), gunzip, async (chunks: AsyncIterable<Buffer>) => {
      for await (const chunk of chunks) sink(chunk);
    });
  } catch (failure) {
    const problem = `is not a whole gzip file (${reasonOf(failure)}): ${GET_IT_AGAIN}`;
    throw new CandleFileError({ file }, problem, { cause: failure });
  }
}

/** @throws CandleFileError when not exactly one member is a CSV file. */
function onlyCsvMember(file: string, members: readonly FileEntry[]): FileEntry {
  const [member, another] = members;
  if (member === undefined) {
    throw new CandleFileError({ file }, 'holds no .csv file, and must hold exactly one');
  }
  if (another !== undefined) {
    const names = members.map(({ filename }) => filename).join(', ');
    throw new CandleFileError(
      { file },
      `holds ${members.length} .csv files (${names}), and must hold exactly one`,
    );
  }
  return member;
}

async function readZip(file: string, sink: ChunkSink): Promise<void> {
  // Loaded only where there is a zip file: loading it costs as much time and memory as all the rest of reading.
  const zipjs = await import('@zip.js/zip.js');
  const { BlobReader, ZipReader } = zipjs;
  try {
    const zip = new ZipReader(new BlobReader(await openAsBlob(file)), { useWebWorkers: false });
    const entries = await zip.getEntries();
    const members = entries
      .filter((entry) => !entry.directory)
      .filter(({ filename }) => /\.csv$/i.test(filename) && !filename.startsWith(ATTRIBUTES_FOLDER));
    const member = onlyCsvMember(file, members);
    await member.getData(new WritableStream<Uint8Array>({ write: sink }), { checkCrc32: true });
  } catch (failure) {
    if (failure instanceof CandleFileError) throw failure;
    const reason = reasonOf(failure);
    // Whole as they may be: another copy would be the same.
    const unread: readonly string[] = [
      zipjs.ERR_ENCRYPTED,
      zipjs.ERR_ENCRYPTED_CENTRAL_DIRECTORY,
      zipjs.ERR_UNSUPPORTED_ENCRYPTION,
      zipjs.ERR_UNSUPPORTED_COMPRESSION,
      zipjs.ERR_SPLIT_ZIP_FILE,
      zipjs.ERR_UNSAFE_FILENAME,
    ];
    const problem = unread.includes(reason)
      ? `is a zip file of a kind that is not read (${reason}): unpack it, and name the CSV file`
      : `is not a whole zip file (${reason}): ${GET_IT_AGAIN}`;
    throw new CandleFileError({ file }, problem, { cause: failure });
  }
}

/**
 * Gives the unpacked text of a plain, gzip or zip file to `sink`, chunk by chunk. A zip file must hold one CSV file.
 * A fault of the packing may be known only at the end, after chunks were given.
 *
 * @throws CandleFileError when the file cannot be read or unpacked.
 */
export async function readUnpacked(file: string, sink: ChunkSink): Promise<void> {
  try {
    const packing = await packingOf(file);
    if (packing === 'gzip') await readGzip(file, sink);
    else if (packing === 'zip') await readZip(file, sink);
    else await readPlain(file, sink);
  } catch (failure) {
    if (failure instanceof CandleFileError) throw failure;
    throw new CandleFileError({ file }, `cannot be read: ${reasonOf(failure)}`, { cause: failure });
  }
}
