export { bag, type BagFile } from './bag';
