export type ServiceName =
  'minio' | 'versitygw' | 'redis' | 'chromium' | 'ffmpeg' | 'openssl' | 'curl' | 'softhsm' | 'moto' | 'tessera-fsck';
export declare const servicesDirectory: string;
export declare const services: Record<ServiceName, { programs: string[]; version: string[] }>;
export declare function findService(name: ServiceName, options?: { directory?: string; path?: string }): string | null;
