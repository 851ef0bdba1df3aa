/**
 * Unpacks a recorded file: plain, gzip or zip.
 *
 * - The first bytes decide the packing, never the name.
 * - Checksums are checked. A file that is cut short or damaged is an error, even if its first part could be read.
 * - Unpacking stops where the reader refuses the text, and where it becomes larger than a recording can be.
 * - No more than a few chunks are in memory at a time.
 */

import { createReadStream, openAsBlob } from 'node:fs';
import { open } from 'node:fs/promises';
import { PassThrough, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32, createGunzip, createInflateRaw } from 'node:zlib';
import type { Entry, FileEntry } from '@zip.js/zip.js';
import { OFFICE_FORM } from '../files/document-form.ts';
import { CandleFileError, documentProblem, shown } from './candle-file-error.ts';
import { wordsOf } from '../caught-words.ts';
import { fileFailureWords } from '../files/system-error.ts';

/** Takes the next bytes of the unpacked text. What it throws ends the reading. */
export type ChunkSink = (chunk: Uint8Array) => void;
/** Takes the name of the file in an archive before its bytes. */
export type MeetMember = (filename: string) => void;

type Packing = 'plain' | 'gzip' | 'zip';

const UNPACKED_CHUNK_BYTES = 16_384;
const GET_IT_AGAIN = 'copy or download it again';
const NOT_UNPACKED = 'do not unpack it, and ask whoever made it';
/** Where archives made on macOS keep attributes, under the names of the files they belong to. */
const ATTRIBUTES_FOLDER = '__MACOSX/';

/** Recordings of markets unpack to four to thirty times their size; what unpacks to more is made to fill a memory. */
const UNPACKED_RATIO_MAX = 100;
/** Any file may unpack to as much, so that a short one is not refused for what compresses well. */
const UNPACKED_BYTES = 16 * 1024 * 1024;
/** Nobody packs so many files with the one that is read. */
const ZIP_MEMBERS_MAX = 1000;
/** In every zip file that is a document of Office. */
const OFFICE_PART = '[Content_Types].xml';
const MEMBERS_SHOWN = 5;
const MEMBER_OF_ROWS = /\.(?:csv|tsv|json|parquet)$/i;

async function packingOf(file: string): Promise<{ readonly packing: Packing; readonly bytes: number }> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    const magic = buffer.toString('hex', 0, bytesRead);
    const packing = magic === '1f8b' ? 'gzip' : magic === '504b' ? 'zip' : 'plain';
    return { packing, bytes: (await handle.stat()).size };
  } finally {
    await handle.close();
  }
}

/** The same sink, up to what a packed file of so many bytes may unpack to. */
function bounded(file: string, packedBytes: number, sink: ChunkSink): ChunkSink {
  const mostBytes = Math.max(UNPACKED_BYTES, packedBytes * UNPACKED_RATIO_MAX);
  let bytes = 0;
  return (chunk) => {
    bytes += chunk.length;
    if (bytes > mostBytes) {
      const words = `${Math.round(mostBytes / 1024 ** 2)} MiB`;
      const problem = `unpacks to more than ${words} from ${packedBytes} bytes, which is no recording of a market`;
      throw new CandleFileError({ file }, problem);
    }
    sink(chunk);
  };
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
    if (failure instanceof CandleFileError) throw failure;
    const problem = `is not a whole gzip file (${wordsOf(failure)}): ${GET_IT_AGAIN}`;
    throw new CandleFileError({ file }, problem, { cause: failure });
  }
}

/** @throws CandleFileError when not exactly one member holds rows. */
function onlyMember(file: string, members: readonly FileEntry[]): FileEntry {
  const [member, another] = members;
  if (member === undefined) {
    throw new CandleFileError(
      { file },
      'holds no .csv, .tsv, .json or .parquet file, and must hold exactly one',
    );
  }
  if (another !== undefined) {
    const names = [
      ...members.slice(0, MEMBERS_SHOWN).map(({ filename }) => shown(filename)),
      ...(members.length > MEMBERS_SHOWN ? ['…'] : []),
    ].join(', ');
    throw new CandleFileError(
      { file },
      `holds ${members.length} files of rows (${names}), and must hold exactly one`,
    );
  }
  return member;
}

async function membersOfRows(file: string, entries: AsyncIterable<Entry>): Promise<readonly FileEntry[]> {
  const members: FileEntry[] = [];
  let count = 0;
  for await (const entry of entries) {
    count += 1;
    if (count > ZIP_MEMBERS_MAX) {
      const problem = `holds more than ${ZIP_MEMBERS_MAX} files and folders, and must hold one file of rows`;
      throw new CandleFileError({ file }, problem);
    }
    if (entry.directory) continue;
    const { filename } = entry;
    if (filename === OFFICE_PART) throw new CandleFileError({ file }, documentProblem(OFFICE_FORM));
    if (MEMBER_OF_ROWS.test(filename) && !filename.startsWith(ATTRIBUTES_FOLDER)) members.push(entry);
  }
  return members;
}

/** How the content of a member may be packed. */
const [STORED, DEFLATED] = [0, 8];

/**
 * Node unpacks the content, as that of gzip, and the library of zip files only finds it: unpacking by streams of the web
 * takes tens of megabytes more.
 */
async function readMember(member: FileEntry, sink: ChunkSink): Promise<void> {
  const content =
    member.compressionMethod === STORED
      ? new PassThrough()
      : createInflateRaw({ chunkSize: UNPACKED_CHUNK_BYTES });
  let [bytes, checksum] = [0, 0];
  const take = async (chunks: AsyncIterable<Buffer>) => {
    for await (const chunk of chunks) {
      bytes += chunk.length;
      checksum = crc32(chunk, checksum);
      sink(chunk);
    }
  };
  const refused = new AbortController();
  const options = { passThrough: true, signal: refused.signal };
  member.getData(Writable.toWeb(content), options).catch((failure: unknown) => {
    content.destroy(failure instanceof Error ? failure : new Error(wordsOf(failure)));
  });
  // Ends with what is wrong in the archive as well. After that, nothing more is searched for.
  await pipeline(content, take).finally(() => refused.abort());
  if (bytes !== member.uncompressedSize || checksum !== member.crc32)
    throw new Error('its content has another checksum');
}

async function readZip(file: string, sink: ChunkSink, meet: MeetMember): Promise<void> {
  // Loaded only where there is a zip file, and the smaller of its builds: it still costs as much memory as a year of candles.
  const zipjs = await import('@zip.js/zip.js/index-native.min.js');
  const { BlobReader, ZipReader } = zipjs;
  try {
    const zip = new ZipReader(new BlobReader(await openAsBlob(file)), { useWebWorkers: false });
    const member = onlyMember(file, await membersOfRows(file, zip.getEntriesGenerator()));
    if (member.encrypted) throw new Error(zipjs.ERR_ENCRYPTED);
    if (member.compressionMethod !== STORED && member.compressionMethod !== DEFLATED)
      throw new Error(zipjs.ERR_UNSUPPORTED_COMPRESSION);
    meet(member.filename);
    await readMember(member, sink);
  } catch (failure) {
    if (failure instanceof CandleFileError) throw failure;
    const reason = wordsOf(failure);
    // Whole as they may be: another copy would be the same.
    const unread: readonly string[] = [
      zipjs.ERR_ENCRYPTED,
      zipjs.ERR_UNSUPPORTED_COMPRESSION,
      zipjs.ERR_ENCRYPTED_CENTRAL_DIRECTORY,
      zipjs.ERR_SPLIT_ZIP_FILE,
    ];
    // Not every program that unpacks keeps to its folder.
    if (reason === zipjs.ERR_UNSAFE_FILENAME)
      throw new CandleFileError({ file }, `would write outside of its folder (${reason}): ${NOT_UNPACKED}`);
    const problem = unread.includes(reason)
      ? `is a zip file of a kind that is not read (${reason}): unpack it, and name the file in it`
      : `is not a whole zip file (${reason}): ${GET_IT_AGAIN}`;
    throw new CandleFileError({ file }, problem, { cause: failure });
  }
}

/**
 * Gives the unpacked text of a plain, gzip or zip file to `sink`, chunk by chunk. A zip file must hold one
 * file of rows. A fault of the packing may be known only at the end, after chunks were given.
 *
 * @throws CandleFileError when the file cannot be read or unpacked, or is refused by `sink`.
 */
export async function readUnpacked(
  file: string,
  sink: ChunkSink,
  meet: MeetMember = () => undefined,
): Promise<void> {
  try {
    const { packing, bytes } = await packingOf(file);
    if (packing === 'gzip') await readGzip(file, bounded(file, bytes, sink));
    else if (packing === 'zip') await readZip(file, bounded(file, bytes, sink), meet);
    else await readPlain(file, sink);
  } catch (failure) {
    if (failure instanceof CandleFileError) throw failure;
    throw new CandleFileError({ file }, `cannot be read: ${fileFailureWords(failure)}`, { cause: failure });
  }
}
