import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { Controller, Get, Header, StreamableFile } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { NotAudited, Public } from '../../platform/http';

/** The committed description lies beside `dist`; a test compares it with the code. */
const file = join(__dirname, '..', '..', '..', '..', 'openapi.json');

@ApiExcludeController()
@Controller('openapi.json')
export class OpenapiController {
  /** The API's description, for client generators and for people. */
  @Get()
  @Public('describes the API, not what is in it')
  @NotAudited('names no person and no item')
  @Header('Content-Type', 'application/json')
  describe(): StreamableFile {
    return new StreamableFile(createReadStream(file));
  }
}
