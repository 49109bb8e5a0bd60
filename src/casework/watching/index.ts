export { WatchingModule } from './watching.module';
