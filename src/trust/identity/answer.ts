/** What a class of answers is made from. */
export type Facts<T> = { readonly [Name in keyof T]: T[Name] };

/** Makes an answer of the class that the API description shows. */
export function answer<T extends object>(kind: new () => T, facts: Facts<T>): T {
  return Object.assign(new kind(), facts);
}
