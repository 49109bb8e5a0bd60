import 'reflect-metadata';
import { runCommandLine } from './composition/command-line';

void runCommandLine(process.argv.slice(2));
