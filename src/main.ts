import 'reflect-metadata';
import { runServer } from './composition/run-server';

void runServer();
