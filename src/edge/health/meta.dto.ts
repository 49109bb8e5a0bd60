/** A code with its name. */
export class NamedDto {
  code: string;
  name: string;
}

export class DocumentClassDto extends NamedDto {
  /** Whether it belongs to know-your-customer work. */
  kyc: boolean;
  types: string[];
}

export class PurposeDto extends NamedDto {
  /** Roles that may name it. */
  roles: string[];
  /** Whether client programs may name it. */
  programs: boolean;
}

export class RoleDto extends NamedDto {
  /** Roles that the same person must not hold. */
  excludes: string[];
}

export class MediaTypeDto {
  type: string;
  name: string;
  extensions: string[];
  maxMib: number;
}

/** What this installation is and which words it knows. */
export class MetaDto {
  version: string;
  vaultId: string;
  /** Name of the log in checkpoints and leaves from now on. */
  origin: string;
  /** `sha256:…` of the policy data in force. */
  policy: string;
  /** Largest media item, in bytes. */
  maxMediaBytes: number;
  documentClasses: DocumentClassDto[];
  purposes: PurposeDto[];
  jurisdictions: NamedDto[];
  legalBases: NamedDto[];
  mediaTypes: MediaTypeDto[];
  roles: RoleDto[];
}
