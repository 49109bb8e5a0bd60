import type { Certificate } from './verify.mjs';

export declare function readPem(pem: string): Certificate[] | null;
export declare function readCertificate(bytes: Uint8Array): Certificate | null;
