export { type MadeBackup, makeBackup } from './make-backup';
export { OpenedBackup } from './opened-backup';
export { assertNoneUnfinished, finishRestoration, isLoaded, logSizeOf } from './restorations';
