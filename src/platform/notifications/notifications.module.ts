import { Global, Module } from '@nestjs/common';
import { Notifications } from './notifications';
import { NotificationsController } from './notifications.controller';

@Global()
@Module({ controllers: [NotificationsController], providers: [Notifications], exports: [Notifications] })
export class NotificationsModule {}
