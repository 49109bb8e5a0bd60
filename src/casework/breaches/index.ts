export { BreachesModule } from './breaches.module';
