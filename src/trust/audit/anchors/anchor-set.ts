import { type KeyObject, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Clock } from '../../../kernel';
import { DirectoryWorm, S3Worm, type WormBucket } from '../../../platform/objects';
import type { Settings } from '../../../platform/settings';
import type { LogKey } from '../format/note';
import type { Anchor } from './anchor';
import { BucketAnchor } from './bucket-anchor';
import { TimeStampAuthority } from './time-stamps/time-stamp-authority';
import { parsePolicy, type WitnessPolicy } from './witness/policy';
import { WitnessAnchor } from './witness/witness-anchor';

/** The anchors of an installation. */
export interface AnchorSet {
  readonly bucket: BucketAnchor | null;
  readonly witnesses: readonly WitnessAnchor[];
  readonly policy: WitnessPolicy | null;
  readonly timeStamps: TimeStampAuthority | null;
  /** How long reads go on while no anchor can be reached. */
  readonly graceMillis: number;
  /** Time between two steps, if the log does not grow faster. */
  readonly everyMillis: number;
}

export const noAnchors: AnchorSet = {
  bucket: null,
  witnesses: [],
  policy: null,
  timeStamps: null,
  graceMillis: 900_000,
  everyMillis: 60_000,
};

/** The settings of the anchors do not go together. */
export class AnchorSettingsInvalid extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'AnchorSettingsInvalid';
  }
}

type LogIdentity = LogKey & { readonly privateKey: KeyObject | null };

/** Puts the anchors together as the settings say. Nothing is asked of them yet. */
export async function createAnchors(settings: Settings, log: LogIdentity, clock: Clock): Promise<AnchorSet> {
  const bucket = createBucket(settings, clock);
  const policy = settings.witnessPolicyFile === undefined ? null : await readPolicyFile(settings.witnessPolicyFile);
  return {
    bucket: bucket === null ? null : new BucketAnchor(bucket, log),
    witnesses: policy === null ? [] : witnessesOf(policy, log),
    policy,
    timeStamps: settings.tsaUrl === undefined ? null : await createAuthority(settings.tsaUrl, settings.tsaCaFile ?? ''),
    graceMillis: settings.anchorGraceMinutes * 60_000,
    everyMillis: settings.anchorSeconds * 1_000,
  };
}

export function hasAnchors({ bucket, policy, timeStamps }: AnchorSet): boolean {
  return bucket !== null || policy !== null || timeStamps !== null;
}

export function rememberingAnchors({ bucket, witnesses }: AnchorSet): Anchor[] {
  return [...(bucket === null ? [] : [bucket]), ...witnesses];
}

function createBucket(settings: Settings, clock: Clock): WormBucket | null {
  const { anchorDirectory, anchorS3Url: url, anchorS3Bucket: bucket } = settings;
  if (anchorDirectory !== undefined) return new DirectoryWorm(anchorDirectory);
  if (url === undefined) return null;
  const { anchorS3AccessKey: accessKey, anchorS3SecretKey: secretKey } = settings;
  if (bucket === undefined || accessKey === undefined || secretKey === undefined)
    throw new TypeError('A setting of the anchor bucket is missing.');
  if (accessKey === settings.s3AccessKey && url === settings.s3Url)
    throw new AnchorSettingsInvalid(
      'The anchor bucket has the credentials of the object store. Give it a user of its own, best in a store of its own.',
    );
  const retentionDays = settings.logRetentionDays;
  return new S3Worm({ url, region: settings.anchorS3Region, bucket, accessKey, secretKey, retentionDays }, clock);
}

async function createAuthority(url: string, caFile: string): Promise<TimeStampAuthority> {
  const text = await readFile(caFile, 'utf8').catch(() => '');
  const certificates = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  if (certificates.length === 0) throw new AnchorSettingsInvalid('STRONGROOM_TSA_CA_FILE holds no PEM certificate.');
  return new TimeStampAuthority(
    url,
    certificates.map((pem) => new X509Certificate(pem)),
  );
}

async function readPolicyFile(path: string): Promise<WitnessPolicy> {
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text === null) throw new AnchorSettingsInvalid('STRONGROOM_WITNESS_POLICY_FILE cannot be read.');
  return parsePolicy(text);
}

function witnessesOf(policy: WitnessPolicy, log: LogIdentity): WitnessAnchor[] {
  const ours = policy.logs.some(({ name, publicKey }) => name === log.origin && publicKey.equals(log.publicKey));
  if (policy.logs.length > 0 && !ours)
    throw new AnchorSettingsInvalid('The witness policy names other logs than this one (`strongroom audit key`).');
  return policy.witnesses.flatMap(({ url, ...witness }) =>
    url === null ? [] : [new WitnessAnchor({ ...witness, url }, log, log.privateKey)],
  );
}
