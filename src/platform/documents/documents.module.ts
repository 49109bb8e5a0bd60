import { Module } from '@nestjs/common';
import { Typesetter } from './typesetter';

@Module({ providers: [Typesetter], exports: [Typesetter] })
export class DocumentsModule {}
