export declare function readTimeStamp(bytes: Uint8Array): object | null;
