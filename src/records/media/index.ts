export { ItemCopies } from './copies/item-copies';
export { type ItemDescription, ItemFacts } from './copies/item-facts';
export { type CopyNames, type SealedCopy, SealedCopies } from './copies/sealed-copies';
export { MediaModule } from './media.module';
