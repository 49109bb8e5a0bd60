import { type AddressInfo } from 'node:net';
import type { Clock } from '../../../../kernel';
import { parseVerifierKey, renderVerifierKey } from '../../format/verifier-key';
import { Witness, witnessServer } from './witness';
import { witnessKey } from './witness-key';
import { WitnessState } from './witness-state';

export interface WitnessStart {
  readonly folder: string;
  readonly name: string;
  readonly address: string;
  readonly port: number;
  /** Verifier keys of the logs that it cosigns. */
  readonly logs: readonly string[];
  readonly clock: Clock;
}

export interface RunningWitness {
  readonly url: string;
  /** Its own key, as policies name it. */
  readonly key: string;
  stop(): Promise<void>;
}

/** A key file does not hold the key of a log. */
export class BadLogKey extends Error {
  constructor() {
    super('A key file holds one line, name+id+key, as `strongroom audit key` prints it.');
    this.name = 'BadLogKey';
  }
}

/** Starts a witness on a folder of its own. It knows nothing of vaults: only logs, their keys and their checkpoints. */
export async function startWitness({
  folder,
  name,
  address,
  port,
  logs,
  clock,
}: WitnessStart): Promise<RunningWitness> {
  const keys = logs.map((text) => parseVerifierKey(text.trim()));
  const logKeys = keys.filter((key) => key?.type === 1).filter((key) => key !== null);
  if (logKeys.length !== logs.length) throw new BadLogKey();
  const state = new WitnessState(folder);
  await state.open();
  const { key, privateKey } = await witnessKey(folder, name);
  const server = witnessServer(new Witness({ key, privateKey, logs: logKeys, state, clock }));
  await new Promise<void>((ready, failed) => {
    server.once('error', failed);
    server.listen(port, address, ready);
  });
  const bound = (server.address() as AddressInfo).port;
  return {
    url: `http://${address.includes(':') ? `[${address}]` : address}:${bound}`,
    key: renderVerifierKey(key),
    stop: async () => {
      const closed = new Promise<void>((done) => server.close(() => done()));
      server.closeAllConnections();
      await closed;
    },
  };
}
