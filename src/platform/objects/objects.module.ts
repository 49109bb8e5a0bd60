import { join } from 'node:path';
import { Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { CLOCK, type Clock } from '../../kernel';
import { Settings } from '../settings';
import { DirectoryStore } from './directory/directory-store';
import { OBJECT_STORE, type ObjectStore } from './object-store';
import { S3Store } from './s3/s3-store';

/** The store that the settings choose. */
export function createObjectStore(settings: Settings, clock: Clock): ObjectStore {
  if (settings.objects === 'directory') return new DirectoryStore(join(settings.dataDir, 'objects'), clock);
  return new S3Store({
    url: required(settings.s3Url),
    region: settings.s3Region,
    bucket: required(settings.s3Bucket),
    accessKey: required(settings.s3AccessKey),
    secretKey: required(settings.s3SecretKey),
  });
}

/** The settings were validated together, so this is a fault of ours. */
function required(value: string | undefined): string {
  if (value === undefined) throw new TypeError('A setting of the S3 store is missing.');
  return value;
}

/** Gives every module the object store. */
@Global()
@Module({
  providers: [{ provide: OBJECT_STORE, useFactory: createObjectStore, inject: [Settings, CLOCK] }],
  exports: [OBJECT_STORE],
})
export class ObjectsModule implements OnApplicationShutdown {
  constructor(@Inject(OBJECT_STORE) private readonly store: ObjectStore) {}

  onApplicationShutdown(): void {
    this.store.close();
  }
}
