import type { Certificate } from './destruction-api';

/** What the console shows of a certificate's signed text; the whole is downloaded and verified elsewhere. */
export interface CertificateText {
  issuedAt: string;
  authority: { ground: string; reference: { kind: string; id: string } };
  plan: { id: string; itemsSha256: string };
  items: { count: number; sha256: string };
  kept: number;
  logicalAt: string | null;
  bytesGoneAt: string | null;
  keys: { nodes: number | null };
  log: { origin: string; entry: number | null };
}

export function textOf({ certificate }: Pick<Certificate, 'certificate'>): CertificateText {
  return JSON.parse(certificate) as CertificateText;
}

/** From when on no copy of the keystore opens anything of it; null while the addendum is not there. */
export function irreversibleAtOf({ addendum }: Pick<Certificate, 'addendum'>): string | null {
  return addendum === null ? null : (JSON.parse(addendum) as { irreversibleAt: string }).irreversibleAt;
}

/** The signed texts with their signatures, byte for byte, as one file: what `strongroom verify` is given. */
export function signedFile({ id, certificate, signature, addendum, addendumSignature }: Certificate): string {
  return JSON.stringify({ id, certificate, signature, addendum, addendumSignature }, null, 2);
}
