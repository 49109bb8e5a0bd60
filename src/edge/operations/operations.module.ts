import { Module } from '@nestjs/common';
import { OperationsController } from './operations.controller';
import { OwnOperations } from './own-operations';

@Module({ controllers: [OperationsController], providers: [OwnOperations] })
export class OperationsModule {}
