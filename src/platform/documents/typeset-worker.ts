import { parentPort, workerData } from 'node:worker_threads';
import { type DocumentOrder, typeset } from './typeset';

void typeset(workerData as DocumentOrder).then((pdf) => parentPort?.postMessage(pdf));
