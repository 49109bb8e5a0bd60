import fc from 'fast-check';
import { extensionOf, neutralFileName } from './file-name';

describe('a neutral file name', () => {
  const cases: [string, string, string | null][] = [
    ['keeps a plain name', 'passport.jpg', 'passport.jpg'],
    ['keeps letters of any script', 'Führerschein – आधार.jpg', 'Führerschein – आधार.jpg'],
    ['drops a path', '../../etc/passwd', 'passwd'],
    ['drops a Windows path', 'C:\\temp\\..\\x.png', 'x.png'],
    ['drops line breaks', 'a.jpg\r\nSet-Cookie: x=1', 'a.jpgSet-Cookie_ x=1'],
    ['shows the end behind a NUL', 'x.jpg\0.html', 'x.jpg.html'],
    ['drops direction overrides', 'gpj\u202eexe.jpg', 'gpjexe.jpg'],
    ['drops leading dots and dashes', '--.-rf.png', 'rf.png'],
    ['marks a device name', 'CON.jpg', '_CON.jpg'],
    ['replaces quotes', 'a"b.jpg', 'a_b.jpg'],
    ['is nothing for dots alone', '..', null],
    ['is nothing for an empty name', '', null],
    ['drops a lone surrogate', 'a\ud800b.png', 'ab.png'],
  ];
  it.each(cases)('%s', (_title, given, expected) => expect(neutralFileName(given)).toBe(expected));

  it('has at most 255 bytes and its extension', () => {
    const name = neutralFileName(`${'ü'.repeat(4096)}.jpeg`) ?? '';
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
    expect(extensionOf(name)).toBe('jpeg');
  });

  it('never holds separators or controls', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (given) => {
        const name = neutralFileName(given) ?? 'x';
        expect(name).not.toMatch(/[/\\"\p{Cc}\p{Cf}]|^[.\-]/u);
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
        expect(() => encodeURIComponent(name)).not.toThrow();
      }),
    );
  });

  it('is the same when neutralised again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (given) => {
        const once = neutralFileName(given);
        if (once !== null) expect(neutralFileName(once)).toBe(once);
      }),
    );
  });
});

describe('an extension', () => {
  it('is the last one, in lower case', () => expect(extensionOf('a.tar.JPG')).toBe('jpg'));
  it('is absent without a dot', () => expect(extensionOf('passport')).toBeNull());
});
