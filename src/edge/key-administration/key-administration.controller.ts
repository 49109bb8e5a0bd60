import { Body, Controller, Get, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { RequestContext } from '../../kernel';
import { Audited, Can, Context, RepeatSafe } from '../../platform/http';
import { ApprovalDto, ApprovalQueue } from '../../trust/access';
import { KeyInventory } from '../../trust/keys';
import { DestroyEpoch } from './destroy-epoch';
import { EndEscrow } from './end-escrow';
import { DestroyEpochDto, EndEscrowDto, KeyInventoryDto } from './key-administration.dto';
import { RollEpoch } from './roll-epoch';

/** What key administrators see and ask for. They hold no key here and open nothing. */
@ApiTags('keys')
@Controller('v1/keys')
export class KeyAdministrationController {
  constructor(
    private readonly inventory: KeyInventory,
    private readonly queue: ApprovalQueue,
    private readonly rollEpoch: RollEpoch,
    private readonly destroyEpoch: DestroyEpoch,
    private readonly endEscrow: EndEscrow,
  ) {}

  @Get()
  @Can('read', 'Keys')
  @Audited('keys.inventory.read')
  @ApiOperation({ summary: 'The inventory of keys: epochs, counts and ages, no key.' })
  async list(@Context() context: RequestContext): Promise<KeyInventoryDto> {
    return KeyInventoryDto.of(await this.inventory.show(context));
  }

  @Post('rotations')
  @Can('manage', 'Keys')
  @Audited('approval.requested')
  @RepeatSafe()
  @ApiOperation({ summary: 'Asks for a new epoch now, before the week is over.' })
  async rotate(@Context() context: RequestContext): Promise<ApprovalDto> {
    return ApprovalDto.of(await this.queue.show(context, this.rollEpoch.request(context)));
  }

  @Post('destructions')
  @Can('manage', 'Keys')
  @Audited('approval.requested')
  @RepeatSafe()
  @ApiOperation({ summary: 'Asks for the root of an old epoch to be destroyed before its time.' })
  async destroy(@Context() context: RequestContext, @Body() { epoch }: DestroyEpochDto): Promise<ApprovalDto> {
    return ApprovalDto.of(await this.queue.show(context, this.destroyEpoch.request(context, epoch)));
  }

  @Post('escrow-destructions')
  @Can('manage', 'Keys')
  @Audited('approval.requested')
  @RepeatSafe()
  @ApiOperation({ summary: 'Says that no copy of an escrow is left with its holders.' })
  async endCopy(@Context() context: RequestContext, @Body() { escrow }: EndEscrowDto): Promise<ApprovalDto> {
    return ApprovalDto.of(await this.queue.show(context, this.endEscrow.request(context, escrow)));
  }
}
