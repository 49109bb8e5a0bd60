export declare function buildVerifiers(): { 'verify.mjs': string; 'verify.html': string };
