export { type News, Notifications } from './notifications';
export { NotificationsModule } from './notifications.module';
