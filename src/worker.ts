import 'reflect-metadata';
import { runServer } from './composition/run-server';

/** The same program as a worker: jobs and the sequencer; it serves its probes alone. */
void runServer({ STRONGROOM_ROLE: 'worker' });
