export * from './actor';
export * from './clock';
export * from './errors';
export * from './events';
export * from './ids';
export * from './random';
