import { newId } from '../../kernel';
import { type BackupHead, headText, parseHead } from './backup-format';

const head: BackupHead = {
  format: 'strongroom/backup',
  version: 1,
  vault: newId(),
  backup: newId(),
  epoch: { epoch: 3, id: newId(), wrapped: 'AAAA' },
  manifest: { file: 'manifest.sealed', id: newId(), keyId: newId(), wrapped: 'BBBB', length: 10 },
};
const { epoch, manifest } = head;

describe('the head of a backup', () => {
  it('is read as it was written', () => {
    expect(parseHead(headText(head))).toEqual(head);
  });

  it.each<[string, unknown]>([
    ['another file', { ...head, manifest: { ...manifest, file: '../../keys/root' } }],
    ['an id that is SQL', { ...head, backup: `'; DROP TABLE records.media; --` }],
    ['a key that is no text', { ...head, manifest: { ...manifest, wrapped: 5 } }],
    ['an epoch key that is no text', { ...head, epoch: { ...epoch, wrapped: { length: 1e9 } } }],
    ['an epoch that is a path', { ...head, epoch: { ...epoch, epoch: '../1' } }],
    ['a length below nothing', { ...head, manifest: { ...manifest, length: -1 } }],
    ['a member more', { ...head, note: 'x' }],
    ['a later version', { ...head, version: 2 }],
    ['no members', null],
  ])('is refused with %s', (_what, hostile) => {
    expect(() => parseHead(headText(hostile as BackupHead))).toThrow('There is no whole backup in this folder');
  });
});
