import { hex } from './bytes.mjs';
import { isValidAt, leadsTo } from './certificate.mjs';
import { checkSignedData, readSignedData } from './cms.mjs';
import { contentOf, derTags, membersOf, NotDer, oidOf, readDer, timeOf, valueIn } from './der.mjs';
import { digest, hashOids } from './web-crypto.mjs';

const tstInfo = '1.2.840.113549.1.9.16.1.4';

/** The token in an RFC 3161 response, with what it says; null where there is none. */
export function readTimeStamp(bytes) {
  return readDer(() => {
    const [statusInfo, token] = membersOf(valueIn(bytes), derTags.sequence);
    const status = contentOf(membersOf(statusInfo, derTags.sequence)[0], derTags.integer);
    if (status.length !== 1 || status[0] > 1 || token === undefined) throw new NotDer();
    const signed = readSignedData(token.whole);
    if (signed === null || signed.type !== tstInfo || signed.content === null) throw new NotDer();
    const [, , imprint, , time] = membersOf(valueIn(signed.content), derTags.sequence);
    const [algorithm, hashed] = membersOf(imprint, derTags.sequence);
    return {
      signed,
      at: timeOf(time),
      hash: hashOids.get(oidOf(membersOf(algorithm, derTags.sequence)[0])) ?? null,
      hashed: contentOf(hashed, derTags.octets),
    };
  });
}

/** What became of a time stamp over these bytes. `trusted` is null where no root of an authority was given. */
export async function checkTimeStamp(stamp, stamped, roots) {
  const { signed, at, hash, hashed } = stamp;
  const over = hash !== null && hex(await digest(hash, stamped)) === hex(hashed);
  const { holds, certificate } = await checkSignedData(signed, signed.content);
  const proper = certificate !== null && certificate.stampsTime && isValidAt(certificate, at);
  const chain = { signer: certificate, between: signed.certificates, at };
  return {
    holds: over && proper ? holds : false,
    trusted: roots.length === 0 || !proper ? null : await leadsTo(roots, chain),
    at,
    certificate,
  };
}
