import { IsInt, IsOptional, IsString, IsUrl, Matches, Max, Min, ValidateIf } from 'class-validator';
import { KeySettings } from './key-settings';
import { Setting } from './setting';

/** How long the log is kept, and what outside the database remembers it: a write-once bucket, witnesses, time stamps. */
export class AnchorSettings extends KeySettings {
  @Setting('LOG_RETENTION_DAYS', 'number', 'Days that the access log is kept at least; anchors are locked for so long.')
  @IsInt()
  @Min(1)
  @Max(36_500)
  logRetentionDays = 730;

  @Setting(
    'ANCHOR_S3_URL',
    'text',
    'Address of the store that keeps the log’s anchors: another one than the objects’, best with other administrators.',
  )
  @IsOptional()
  @IsUrl({ require_tld: false, protocols: ['http', 'https'] })
  anchorS3Url?: string;

  @Setting('ANCHOR_S3_REGION', 'text', 'Region of the anchor bucket.')
  @IsString()
  anchorS3Region = 'us-east-1';

  @Setting('ANCHOR_S3_BUCKET', 'text', 'Bucket for the anchors; it must exist, made with object lock.')
  @ValidateIf((s: AnchorSettings) => s.anchorS3Url !== undefined)
  @Matches(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/)
  anchorS3Bucket?: string;

  @Setting('ANCHOR_S3_ACCESS_KEY', 'secret', 'Access key of the anchor bucket, of a user of its own.')
  @ValidateIf((s: AnchorSettings) => s.anchorS3Url !== undefined)
  @IsString()
  anchorS3AccessKey?: string;

  @Setting('ANCHOR_S3_SECRET_KEY', 'secret', 'Secret key of the anchor bucket.')
  @ValidateIf((s: AnchorSettings) => s.anchorS3Url !== undefined)
  @IsString()
  anchorS3SecretKey?: string;

  @Setting(
    'ANCHOR_DIRECTORY',
    'text',
    'Folder in the place of an anchor bucket. It is not write-once and protects against nobody who can write to it.',
  )
  @IsOptional()
  @IsString()
  anchorDirectory?: string;

  @Setting('WITNESS_POLICY_FILE', 'text', 'C2SP tlog-policy file that names the witnesses and their quorum.')
  @IsOptional()
  @IsString()
  witnessPolicyFile?: string;

  @Setting('TSA_URL', 'text', 'Address of an RFC 3161 time-stamping authority that stamps a checkpoint every day.')
  @IsOptional()
  @IsUrl({ require_tld: false, protocols: ['http', 'https'] })
  tsaUrl?: string;

  @Setting('TSA_CA_FILE', 'text', 'PEM certificates that are trusted to certify that authority.')
  @ValidateIf((s: AnchorSettings) => s.tsaUrl !== undefined)
  @IsString()
  tsaCaFile?: string;

  @Setting('ANCHOR_SECONDS', 'number', 'Seconds between two steps to each anchor; 1,000 entries are a step, too.')
  @IsInt()
  @Min(1)
  @Max(3600)
  anchorSeconds = 60;

  @Setting(
    'ANCHOR_GRACE_MINUTES',
    'number',
    'Minutes that media still open while no anchor can be reached; 0 stops at once.',
  )
  @IsInt()
  @Min(0)
  @Max(1440)
  anchorGraceMinutes = 15;
}
