import { IsBoolean, IsIn, IsInt, IsOptional, IsString, IsUrl, Matches, Max, Min, ValidateIf } from 'class-validator';
import { AnchorSettings } from './anchor-settings';
import { Setting } from './setting';

const siemFormats = ['ocsf', 'ecs', 'cef'] as const;
type SiemFormat = (typeof siemFormats)[number];

/** Where the log is handed on to: syslog over TLS, HTTP, files; everything is off unless a receiver is named. */
export class SiemSettings extends AnchorSettings {
  @Setting('SIEM_SYSLOG_URL', 'text', 'Syslog receiver of the log, `tls://host:6514` (RFC 5425).')
  @IsOptional()
  @Matches(/^tls:\/\/[^/?#@]+$/, { message: 'is tls://host:port' })
  siemSyslogUrl?: string;

  @Setting('SIEM_SYSLOG_FORMAT', 'text', 'What is sent there: `ocsf`, `ecs` or `cef`.')
  @IsIn(siemFormats)
  siemSyslogFormat: SiemFormat = 'cef';

  @Setting('SIEM_HTTP_URL', 'text', 'Receiver of the log over HTTP: newline-delimited lines, one POST for each batch.')
  @IsOptional()
  @IsUrl({ require_tld: false, protocols: ['http', 'https'], disallow_auth: true })
  siemHttpUrl?: string;

  @Setting('SIEM_HTTP_FORMAT', 'text', 'What is sent there.')
  @IsIn(siemFormats)
  siemHttpFormat: SiemFormat = 'ocsf';

  @Setting('SIEM_HTTP_TOKEN', 'secret', 'Bearer token for that receiver.')
  @IsOptional()
  @IsString()
  siemHttpToken?: string;

  @Setting('SIEM_FILES_DIR', 'text', 'Folder that the log is written into for a collector.')
  @IsOptional()
  @IsString()
  siemFilesDir?: string;

  @Setting('SIEM_FILES_FORMAT', 'text', 'What is written there.')
  @IsIn(siemFormats)
  siemFilesFormat: SiemFormat = 'ecs';

  @Setting('SIEM_FILE_MIB', 'number', 'Size at which a file is full, in MiB.')
  @IsInt()
  @Min(1)
  @Max(10_240)
  siemFileMib = 100;

  @Setting('SIEM_FILES_KEEP', 'number', 'How many full files stay.')
  @IsInt()
  @Min(1)
  @Max(10_000)
  siemFilesKeep = 10;

  @Setting('SIEM_CA_FILE', 'text', 'PEM certificates that vouch for the receivers, instead of the system’s.')
  @IsOptional()
  @IsString()
  siemCaFile?: string;

  @Setting('SIEM_CERTIFICATE_FILE', 'text', 'PEM certificate that we show to the syslog receiver.')
  @IsOptional()
  @IsString()
  siemCertificateFile?: string;

  @Setting('SIEM_KEY_FILE', 'text', 'PEM private key of that certificate.')
  @ValidateIf((s: SiemSettings) => s.siemCertificateFile !== undefined || s.siemKeyFile !== undefined)
  @IsString()
  siemKeyFile?: string;

  @Setting(
    'SIEM_PRIVATE_ADDRESSES',
    'boolean',
    'Whether receivers may be on private addresses, as most in-house ones are.',
  )
  @IsBoolean()
  siemPrivateAddresses = false;

  @Setting('SIEM_PERSONAL', 'boolean', 'Whether addresses and devices of those who acted are handed on, too.')
  @IsBoolean()
  siemPersonal = false;
}
