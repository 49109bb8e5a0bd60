import {
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUrl,
  Length,
  Matches,
  Max,
  Min,
  ValidateIf,
} from 'class-validator';
import { Setting } from './setting';
import { SiemSettings } from './siem-settings';

const postgresUrl = /^postgres(ql)?:\/\//;
const postgresUrlMessage = { message: 'is a PostgreSQL URL' };

/**
 * The vault's settings, read once from the environment and never changed. Everything has a default that gives the embedded
 * vault; giving `STRONGROOM_DATABASE_URL` turns the embedded database off, `STRONGROOM_OBJECTS` chooses the store.
 */
export class Settings extends SiemSettings {
  @Setting('DATA_DIR', 'text', 'Folder of the keys and, where embedded, of the database and the objects.')
  @IsString()
  dataDir = './data';

  @Setting('ROLE', 'text', 'What this process does: `all`, `api` (serves) or `worker` (jobs and sequencer).')
  @IsIn(['all', 'api', 'worker'])
  role: 'all' | 'api' | 'worker' = 'all';

  @Setting('ADDRESS', 'text', 'Address to listen on. Any other than loopback is served over HTTPS.')
  @IsString()
  address = '127.0.0.1';

  @Setting('PORT', 'number', 'Port to listen on; 0 takes a free one.')
  @IsInt()
  @Min(0)
  @Max(65535)
  port = 8080;

  @Setting('PORT_FALLBACK', 'boolean', 'Whether a taken port moves to the next free one (the demo does).')
  @IsBoolean()
  portFallback = false;

  @Setting(
    'PUBLIC_URL',
    'text',
    'The address people use, where it differs from where the vault listens (behind a proxy).',
  )
  @IsOptional()
  @IsUrl({ require_tld: false, protocols: ['http', 'https'] })
  publicUrl?: string;

  @Setting(
    'TRUSTED_PROXIES',
    'text',
    'Comma-separated networks whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed.',
  )
  @IsString()
  trustedProxies = '';

  @Setting(
    'TLS_CERTIFICATE_FILE',
    'text',
    'PEM certificate chain for HTTPS; without it the installation serves its own.',
  )
  @IsOptional()
  @IsString()
  tlsCertificateFile?: string;

  @Setting('TLS_KEY_FILE', 'text', 'PEM private key of that certificate.')
  @ValidateIf((s: Settings) => s.tlsCertificateFile !== undefined || s.tlsKeyFile !== undefined)
  @IsString()
  tlsKeyFile?: string;

  @Setting(
    'WATCHING_SUSPENDS',
    'text',
    'Rules over the log, separated by commas, whose alerts suspend the openings of whom they are about.',
  )
  @Matches(/^([a-z_]+(,[a-z_]+)*)?$/)
  watchingSuspends = '';

  @Setting(
    'CONTROLLER',
    'text',
    'For whom this installation processes data, where it is a processor: requests of people are forwarded to them.',
  )
  @IsOptional()
  @Length(1, 200)
  controller?: string;

  @Setting('METRICS_TOKEN', 'secret', 'Bearer token for `/metrics`; without it metrics answer on loopback only.')
  @IsOptional()
  @IsString()
  metricsToken?: string;

  @Setting('LOG_LEVEL', 'text', 'Lowest level of the program log.')
  @IsIn(['debug', 'info', 'warn', 'error', 'silent'])
  logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent' = 'info';

  @Setting(
    'DATABASE_URL',
    'secret',
    'Database `vault` as role `strongroom_app`. Without it an embedded PostgreSQL runs below the data folder.',
  )
  @IsOptional()
  @Matches(postgresUrl, postgresUrlMessage)
  databaseUrl?: string;

  @Setting('DATABASE_OWNER_URL', 'secret', 'Database `vault` as its owner, for migrations only.')
  @IsOptional()
  @Matches(postgresUrl, postgresUrlMessage)
  databaseOwnerUrl?: string;

  @Setting('AUDIT_DATABASE_URL', 'secret', 'Database `vault` as role `strongroom_audit`, for the sequencer.')
  @ValidateIf((s: Settings) => s.databaseUrl !== undefined)
  @Matches(postgresUrl, postgresUrlMessage)
  auditDatabaseUrl?: string;

  @Setting('KEYSTORE_URL', 'secret', 'Database `keystore` as role `strongroom_keystore`.')
  @ValidateIf((s: Settings) => s.databaseUrl !== undefined)
  @Matches(postgresUrl, postgresUrlMessage)
  keystoreUrl?: string;

  @Setting('KEYSTORE_OWNER_URL', 'secret', 'Database `keystore` as its owner, for migrations only.')
  @IsOptional()
  @Matches(postgresUrl, postgresUrlMessage)
  keystoreOwnerUrl?: string;

  @Setting('DATABASE_POOL', 'number', 'Connections that each of the three pools may hold.')
  @IsInt()
  @Min(2)
  @Max(200)
  databasePool = 10;

  @Setting('REDIS_URL', 'secret', 'Redis for dispatching jobs; without it they are dispatched on PostgreSQL.')
  @IsOptional()
  @Matches(/^rediss?:\/\//, { message: 'is a Redis URL' })
  redisUrl?: string;

  @Setting('JOB_CONCURRENCY', 'number', 'Jobs that one process works on at once.')
  @IsInt()
  @Min(1)
  @Max(100)
  jobConcurrency = 4;

  @Setting('OBJECTS', 'text', 'Where sealed objects are kept: `directory` or `s3`.')
  @IsIn(['directory', 's3'])
  objects: 'directory' | 's3' = 'directory';

  @Setting('S3_URL', 'text', 'Address of the S3 store, e.g. `https://minio.example:9000`.')
  @ValidateIf((s: Settings) => s.objects === 's3')
  @IsUrl({ require_tld: false, protocols: ['http', 'https'] })
  s3Url?: string;

  @Setting('S3_REGION', 'text', 'Region of the bucket.')
  @IsString()
  s3Region = 'us-east-1';

  @Setting('S3_BUCKET', 'text', 'Bucket of the sealed objects; it must exist and keep versions.')
  @ValidateIf((s: Settings) => s.objects === 's3')
  @Matches(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/)
  s3Bucket?: string;

  @Setting('S3_ACCESS_KEY', 'secret', 'Access key of the store.')
  @ValidateIf((s: Settings) => s.objects === 's3')
  @IsString()
  s3AccessKey?: string;

  @Setting('S3_SECRET_KEY', 'secret', 'Secret key of the store.')
  @ValidateIf((s: Settings) => s.objects === 's3')
  @IsString()
  s3SecretKey?: string;

  @Setting(
    'STORE_AUDIT_TOKEN',
    'secret',
    'Bearer token with which MinIO’s audit webhook tells what was read; without it the store is not reconciled.',
  )
  @IsOptional()
  @Matches(/^[\w~+/.=-]{32,200}$/, { message: 'is 32 to 200 letters, digits and ~+/.=_-' })
  storeAuditToken?: string;

  @Setting('MAX_MEDIA_MIB', 'number', 'Largest media item that is taken in, in MiB.')
  @IsInt()
  @Min(1)
  @Max(1024 * 1024)
  maxMediaMib = 10 * 1024;

  @Setting(
    'STREAM_MEMORY_MIB',
    'number',
    'Memory that all uploads and downloads together may use for buffers, in MiB; more streams wait.',
  )
  @IsInt()
  @Min(32)
  @Max(65536)
  streamMemoryMib = 256;

  @Setting(
    'OPENER_THREADS',
    'number',
    'Worker threads that seal and open long contents; 0 leaves that to the main thread.',
  )
  @IsInt()
  @Min(0)
  @Max(64)
  openerThreads = 2;

  @Setting('BODY_IDLE_SECONDS', 'number', 'Seconds without a byte after which an upload or download is cut.')
  @IsInt()
  @Min(1)
  @Max(600)
  bodyIdleSeconds = 30;

  @Setting('SESSION_IDLE_MINUTES', 'number', 'Minutes of silence after which a session ends.')
  @IsInt()
  @Min(1)
  @Max(60)
  sessionIdleMinutes = 15;

  @Setting('SESSION_HOURS', 'number', 'Hours after which a session ends whatever happens.')
  @IsInt()
  @Min(1)
  @Max(24)
  sessionHours = 8;

  @Setting(
    'AUDIT_WAIT_MS',
    'number',
    'Milliseconds that a read waits for its log entry to be sealed before it is refused.',
  )
  @IsInt()
  @Min(100)
  @Max(30000)
  auditWaitMs = 2000;

  @Setting('SHUTDOWN_SECONDS', 'number', 'Seconds that running streams get to finish when the vault is stopped.')
  @IsInt()
  @Min(0)
  @Max(300)
  shutdownSeconds = 30;

  @Setting('SECURITY_CONTACT', 'text', 'Contact in `/.well-known/security.txt`, as a `mailto:` or `https:` address.')
  @IsOptional()
  @Matches(/^(mailto:|https:\/\/)/)
  securityContact?: string;

  /** Whether the database is the embedded one. */
  get embedded(): boolean {
    return this.databaseUrl === undefined;
  }
}
