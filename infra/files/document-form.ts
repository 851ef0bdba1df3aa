/**
 * Which document, database or picture is a file that was taken for a text or a table?
 *
 * People rename what they have: the first bytes say what it is.
 */

export const OFFICE_FORM = 'an Office document such as a workbook of Excel';

interface Form {
  readonly form: string;
  /** One of these texts is in it, byte by byte. */
  readonly texts: readonly string[];
  /** Where; from the beginning, if absent. */
  readonly at?: number;
}

const FORMS: readonly Form[] = [
  { form: 'a PDF document', texts: ['%PDF-'] },
  { form: 'a database of SQLite', texts: ['SQLite format 3\0'] },
  { form: 'a database of DuckDB', at: 8, texts: ['DUCK'] },
  // The name of the first file in a zip file.
  { form: OFFICE_FORM, at: 30, texts: ['[Content_Types].xml', '_rels/', 'docProps/', 'xl/'] },
  {
    form: 'an old Office document such as a workbook of Excel',
    texts: ['\u00D0\u00CF\u0011\u00E0\u00A1\u00B1'],
  },
  { form: 'a picture', texts: ['\u0089PNG', '\u00FF\u00D8\u00FF', 'GIF8'] },
  { form: 'a file of NumPy', texts: ['\u0093NUMPY'] },
  { form: 'a pickle of Python', texts: ['\u0080\u0002', '\u0080\u0003', '\u0080\u0004', '\u0080\u0005'] },
  { form: 'a tar archive', at: 257, texts: ['ustar'] },
];
const ZIP = 'PK\u0003\u0004';

/** @param bytes the first 512, or all of them. */
export function documentForm(bytes: Uint8Array): string | undefined {
  const start = Buffer.from(bytes.subarray(0, 512)).toString('latin1');
  const isZip = start.startsWith(ZIP);
  return FORMS.find(
    ({ form, texts, at = 0 }) =>
      texts.some((text) => start.startsWith(text, at)) && (form !== OFFICE_FORM || isZip),
  )?.form;
}
