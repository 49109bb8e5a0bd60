import fc from 'fast-check';
import { contentDisposition, fileNameFrom, safeFileName } from './content-disposition';

describe('file names', () => {
  it.each([
    ['../../etc/passwd', 'passwd'],
    ['C:\\temp\\id.jpg', 'id.jpg'],
    ['x.jpg\u0000.html', 'x.jpg.html'],
    ['invoice\u202Efdp.exe', 'invoicefdp.exe'],
    ['a\r\nSet-Cookie: b', 'aSet-Cookie: b'],
    ['..', null],
    ['', null],
  ])('%j is kept as %j', (name, safe) => {
    expect(safeFileName(name)).toBe(safe);
  });

  it('cuts long names between characters', () => {
    const cut = safeFileName('ä'.repeat(4_000));
    expect(Buffer.byteLength(cut ?? '')).toBe(254);
    expect(cut).not.toContain('\uFFFD');
  });

  it('survives the way through a header', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (name) => {
        const safe = safeFileName(name);
        const header = contentDisposition('attachment', safe);
        expect(header).toMatch(/^[\x20-\x7e]+$/);
        expect(fileNameFrom(header)).toBe(safe);
      }),
    );
  });

  it('reads quoted names with escapes', () => {
    expect(fileNameFrom('attachment; filename="a \\"b\\".png"')).toBe('a "b".png');
  });

  it('reads UTF-8 bytes in a plain name', () => {
    expect(fileNameFrom(`form-data; filename="${Buffer.from('für.png').toString('latin1')}"`)).toBe('für.png');
  });

  it('refuses a broken extended name', () => {
    expect(fileNameFrom("attachment; filename*=UTF-8''%E0%A4%A")).toBeNull();
  });
});
