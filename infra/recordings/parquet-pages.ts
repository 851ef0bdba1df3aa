/**
 * Are the pages of a Parquet file as many and as long as its end says?
 *
 * The library that decodes them follows the lengths it finds: a damaged one leads it round in circles, or to fill the memory.
 */
import type { FileMetaData } from 'hyparquet';

/** @throws Error where lengths contradict each other. */
export async function checkPages(buffer: ArrayBuffer, metadata: FileMetaData): Promise<void> {
  const { parquetHeader } = await import('hyparquet/src/column.js');
  for (const group of metadata.row_groups) {
    for (const { meta_data: column } of group.columns) {
      if (column === undefined) throw new Error('a column without its description');
      const { data_page_offset: dataAt, dictionary_page_offset: dictionaryAt, num_values: values } = column;
      const from = Number(
        dictionaryAt !== undefined && dictionaryAt > 0n && dictionaryAt < dataAt ? dictionaryAt : dataAt,
      );
      const bytes = Number(column.total_compressed_size);
      if (!(from >= 0 && bytes > 0 && from + bytes <= buffer.byteLength))
        throw new Error('a column beyond the file');
      const reader = { view: new DataView(buffer, from, bytes), offset: 0 };
      let found = 0;
      while (reader.offset < bytes) {
        const header = parquetHeader(reader);
        const { compressed_page_size: size, uncompressed_page_size: unpacked } = header;
        const page = header.data_page_header ?? header.data_page_header_v2;
        const count = (page ?? header.dictionary_page_header)?.num_values ?? 0;
        const isPage =
          isLength(size) && isLength(unpacked) && isLength(count) && count <= Number(group.num_rows);
        if (!isPage || reader.offset + size > bytes) throw new Error('a page of a wrong length');
        if (page !== undefined) found += count;
        reader.offset += size;
      }
      if (found !== Number(values) || found !== Number(group.num_rows))
        throw new Error('a column of another length');
    }
  }
}

function isLength(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) > 0;
}
