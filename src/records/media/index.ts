export { MediaModule } from './media.module';
export { Media } from './media.service';
export { type MediaState, mediaStates } from './media';
export { type MediaNews } from './media.events';
