import { IsIn, IsInt, IsOptional, IsString, IsUrl, Matches, Max, Min, MinLength, ValidateIf } from 'class-validator';
import { Setting } from './setting';

const keyProviders = ['keyfile', 'passphrase', 'transit', 'kms', 'pkcs11'] as const;

/** Who keeps the root keys. A vault keeps the choice that it was made with. */
export class KeySettings {
  @Setting(
    'KEY_PROVIDER',
    'text',
    'What keeps the root keys: `keyfile`, `passphrase` (a sealed file), `transit` (OpenBao, Vault), `kms` (AWS) or `pkcs11` (an HSM).',
  )
  @IsIn(keyProviders)
  keyProvider: (typeof keyProviders)[number] = 'keyfile';

  @Setting(
    'KEY_PASSPHRASE',
    'secret',
    'Passphrase that opens the sealed roots; best as a file, such as a systemd credential.',
  )
  @ValidateIf((s: KeySettings) => s.keyProvider === 'passphrase')
  @IsString()
  @MinLength(12)
  keyPassphrase?: string;

  @Setting('TRANSIT_URL', 'text', 'Address of OpenBao or Vault.')
  @ValidateIf((s: KeySettings) => s.keyProvider === 'transit')
  @IsUrl({ require_tld: false, protocols: ['http', 'https'], disallow_auth: true })
  transitUrl?: string;

  @Setting('TRANSIT_MOUNT', 'text', 'Where its transit engine is mounted.')
  @Matches(/^[a-zA-Z0-9_-]+$/)
  transitMount = 'transit';

  @Setting('TRANSIT_TOKEN', 'secret', 'Token that may make, use, configure and delete keys there.')
  @ValidateIf((s: KeySettings) => s.keyProvider === 'transit')
  @IsString()
  transitToken?: string;

  @Setting('KMS_REGION', 'text', 'Region of AWS KMS. Credentials come from where the AWS SDK looks for them.')
  @ValidateIf((s: KeySettings) => s.keyProvider === 'kms')
  @IsString()
  kmsRegion?: string;

  @Setting('KMS_URL', 'text', 'Another address of KMS, as of an interface endpoint.')
  @IsOptional()
  @IsUrl({ require_tld: false, protocols: ['http', 'https'] })
  kmsUrl?: string;

  @Setting('KMS_DELETION_DAYS', 'number', 'Days that KMS waits before it deletes a root: 7 to 30.')
  @IsInt()
  @Min(7)
  @Max(30)
  kmsDeletionDays = 7;

  @Setting('PKCS11_MODULE', 'text', 'Path of the HSM vendor’s PKCS#11 library.')
  @ValidateIf((s: KeySettings) => s.keyProvider === 'pkcs11')
  @IsString()
  pkcs11Module?: string;

  @Setting('PKCS11_TOKEN', 'text', 'Label of the HSM’s token.')
  @ValidateIf((s: KeySettings) => s.keyProvider === 'pkcs11')
  @IsString()
  pkcs11Token?: string;

  @Setting('PKCS11_PIN', 'secret', 'The token’s user PIN.')
  @ValidateIf((s: KeySettings) => s.keyProvider === 'pkcs11')
  @IsString()
  pkcs11Pin?: string;
}
