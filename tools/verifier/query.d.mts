export type Columns = Readonly<Record<string, string | number | null>>;
export declare function columnsOf(leaf: object, known?: Readonly<Record<string, string>>): Columns;
export declare function textQuery(written: string): ((columns: Columns) => boolean) | null;
