export declare function readSignedData(bytes: Uint8Array): object | null;
