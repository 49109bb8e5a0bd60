export declare const operations: Readonly<Record<string, string>>;
