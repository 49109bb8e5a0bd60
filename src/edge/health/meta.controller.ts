import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { NotAudited, Public } from '../../platform/http';
import { Installation, POLICY_DATA, type PolicyData, Settings } from '../../platform/settings';
import { AUDIT_OPTIONS, type AuditOptions } from '../../trust/audit';
import { version } from '../../../package.json';
import { MetaDto } from './meta.dto';

@ApiTags('meta')
@Controller('v1/meta')
export class MetaController {
  constructor(
    private readonly settings: Settings,
    private readonly installation: Installation,
    @Inject(POLICY_DATA) private readonly policy: PolicyData,
    @Inject(AUDIT_OPTIONS) private readonly audit: AuditOptions,
  ) {}

  /** What this installation is, and the closed lists that its policy is made of. */
  @Get()
  @Public('sign-in and clients need the words before they have an account')
  @NotAudited('names no person and no item')
  @ApiOkResponse({ type: MetaDto })
  meta(): MetaDto {
    const { origin } = this.audit;
    return { ...describe(this.settings, this.policy), vaultId: this.installation.vaultId, origin };
  }
}

function describe(settings: Settings, policy: PolicyData): Omit<MetaDto, 'vaultId' | 'origin'> {
  return {
    version,
    policy: policy.hash,
    maxMediaBytes: settings.maxMediaMib * 1024 * 1024,
    documentClasses: policy.documentClasses.map(({ code, name, kyc, types }) => ({ code, name, kyc, types })),
    purposes: policy.purposes.map(({ code, name, roles, programs }) => ({ code, name, roles, programs })),
    jurisdictions: policy.jurisdictions.map(({ code, name }) => ({ code, name })),
    legalBases: policy.legalBases.map(({ code, name }) => ({ code, name })),
    mediaTypes: policy.mediaTypes.map(({ type, name, extensions, maxMib }) => ({ type, name, extensions, maxMib })),
    roles: policy.roles.map(({ code, name, excludes }) => ({ code, name, excludes })),
  };
}
