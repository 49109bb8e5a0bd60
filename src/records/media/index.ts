export { ItemCopies } from './copies/item-copies';
export { type ItemDescription, ItemFacts } from './copies/item-facts';
export { type CopyNames, isDamage, type SealedCopy, SealedCopies } from './copies/sealed-copies';
export { MediaModule } from './media.module';
export { type ObjectsResult, renderObjects } from './stored/object-findings';
export { type SealingProof, SealingProofs } from './stored/sealing-proofs';
export { ObjectVerification } from './stored/verify-objects';
export { Media } from './media.service';
