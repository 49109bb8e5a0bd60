import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { signDetached } from '../../../src/trust/keys/cms';
import { readCertificate } from '../../../tools/verifier/certificate.mjs';
import { readSignedData } from '../../../tools/verifier/cms.mjs';
import { readTimeStamp } from '../../../tools/verifier/time-stamp.mjs';
import { check } from './made-log';
import { madeBundle, signer } from './made-bundle';

const honest = signDetached(createHash('sha256').update('x').digest(), signer, new Date());
const readers = [readSignedData, readCertificate, readTimeStamp];

/** An honest signature with some bytes changed, taken out or put in. */
const bent = fc
  .array(fc.tuple(fc.nat(honest.length - 1), fc.nat(2), fc.nat(255)), { minLength: 1, maxLength: 6 })
  .map((changes) => {
    const bytes = [...honest];
    for (const [at, how, value] of changes) bytes.splice(at, how === 1 ? 0 : 1, ...(how === 2 ? [] : [value]));
    return Uint8Array.from(bytes);
  });

describe('the reader of DER', () => {
  it('reads what node-forge writes', () => expect(readSignedData(honest)).not.toBeNull());

  it('answers any bytes without an error', () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 600 }), bent), (bytes) => {
        for (const read of readers) expect(() => read(bytes)).not.toThrow();
      }),
      { numRuns: 2_000 },
    );
  });

  it('takes no bent signature for a missing one', async () => {
    const bundle = await madeBundle('all');
    await fc.assert(
      fc.asyncProperty(bent, async (bytes) => {
        const changed = new Map([...bundle, ['strongroom-bundle-x/tagmanifest-sha256.txt.p7s', Buffer.from(bytes)]]);
        expect((await check(changed)).verdict).toMatch(/^(broken|open)$/);
      }),
      { numRuns: 100 },
    );
  });
});
