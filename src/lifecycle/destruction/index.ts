export { type CopyRemover, CopyRemovers } from './copy-removers';
export { DestructionModule } from './destruction.module';
