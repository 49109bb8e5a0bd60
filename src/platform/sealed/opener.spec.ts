import { newId } from '../../kernel';
import { knownIds, knownKey, knownPlaintext, refusalOf, sealWith } from '../../../test/unit/sealed/samples';
import { openHeader } from './opener';

const object = sealWith(knownPlaintext(20000));
const header = object.subarray(0, 136);
const expected = { ids: knownIds, length: 20000 };

describe('opening a header', () => {
  it('its own ids open it', () => {
    expect(openHeader(knownKey, expected, { header, size: object.length }).length).toBe(20000);
  });

  it.each(['vaultId', 'mediaId', 'objectId', 'dataKeyId'] as const)('another %s does not', (name) => {
    const ids = { ...knownIds, [name]: newId() };
    expect(refusalOf(() => openHeader(knownKey, { ...expected, ids }, { header, size: object.length }))).toMatchObject({
      reason: 'HEADER_MISMATCH',
    });
  });

  it('ids rewritten in the object do not', () => {
    const ids = { ...knownIds, objectId: newId() };
    const rewritten = Buffer.concat([sealWith(Buffer.alloc(0), { ids }).subarray(0, 80), header.subarray(80)]);
    expect(
      refusalOf(() => openHeader(knownKey, { ...expected, ids }, { header: rewritten, size: object.length })),
    ).toMatchObject({ reason: 'COMMITMENT_MISMATCH' });
  });

  it('another key does not', () => {
    expect(refusalOf(() => openHeader(Buffer.alloc(32), expected, { header, size: object.length }))).toMatchObject({
      reason: 'COMMITMENT_MISMATCH',
    });
  });

  it('another size does not', () => {
    for (const size of [object.length - 1, object.length + 1, 0]) {
      expect(refusalOf(() => openHeader(knownKey, expected, { header, size }))).toMatchObject({
        reason: 'SIZE_MISMATCH',
      });
    }
  });

  it('a header cut short does not', () => {
    expect(
      refusalOf(() => openHeader(knownKey, expected, { header: header.subarray(0, 135), size: object.length })),
    ).toMatchObject({ reason: 'TRUNCATED' });
  });

  it('every refusal says one sentence', () => {
    const attempts = [
      () => openHeader(Buffer.alloc(31), expected, { header, size: object.length }),
      () => openHeader(Buffer.alloc(32), expected, { header, size: object.length }),
      () => openHeader(knownKey, expected, { header, size: 1 }),
      () => openHeader(knownKey, expected, { header: Buffer.alloc(136), size: object.length }),
    ];
    for (const attempt of attempts) expect(attempt).toThrow('The sealed object could not be opened.');
  });
});
