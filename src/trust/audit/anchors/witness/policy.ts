import { type VerifierKey, parseVerifierKey } from '../../format/verifier-key';

/*
 * Which witnesses there are and how many of them it takes (c2sp.org/tlog-policy):
 *   log <vkey> [<url>]
 *   witness <name> <vkey> [<url>]
 *   group <name> <k>|all|any <name>…
 *   quorum <name>|none
 */

export interface PolicyWitness {
  /** Name within the file. */
  readonly name: string;
  readonly key: VerifierKey;
  /** Where checkpoints are submitted; null for one that is only checked. */
  readonly url: string | null;
}

export interface WitnessPolicy {
  readonly logs: readonly VerifierKey[];
  readonly witnesses: readonly PolicyWitness[];
  /** Whether cosignatures of these witnesses (by their names in the file) are enough. */
  isQuorum(cosigned: ReadonlySet<string>): boolean;
}

/** The file is no policy; the message names the line. */
export class BadPolicy extends Error {
  constructor(line: number, why: string) {
    super(`The witness policy is not valid: line ${line}: ${why}.`);
    this.name = 'BadPolicy';
  }
}

type Rule = (cosigned: ReadonlySet<string>) => boolean;

export function parsePolicy(text: string): WitnessPolicy {
  const reader = new PolicyReader();
  text.split('\n').forEach((line, i) => reader.read(line, i + 1));
  return reader.finish();
}

class PolicyReader {
  readonly #logs: VerifierKey[] = [];
  readonly #witnesses: PolicyWitness[] = [];
  readonly #rules = new Map<string, Rule>();
  readonly #grouped = new Set<string>();
  #quorum: Rule | null = null;
  #line = 0;

  read(line: string, number: number): void {
    this.#line = number;
    const [word, ...rest] = line.split(/[ \t]+/).filter((item) => item !== '');
    if (word === undefined || word.startsWith('#')) return;
    if (word === 'log') this.addLog(rest);
    else if (word === 'witness') this.addWitness(rest);
    else if (word === 'group') this.addGroup(rest);
    else if (word === 'quorum') this.setQuorum(rest);
    else throw this.fault('it begins with no known word');
  }

  finish(): WitnessPolicy {
    if (this.#quorum === null) throw this.fault('there is no quorum');
    return { logs: this.#logs, witnesses: this.#witnesses, isQuorum: this.#quorum };
  }

  private addLog([text = '', , ...more]: string[]): void {
    const key = this.key(text, 1);
    if (more.length > 0 || this.#logs.some((log) => log.publicKey.equals(key.publicKey)))
      throw this.fault('the log stands there twice, or something follows it');
    this.#logs.push(key);
  }

  private addWitness([name = '', text = '', url, ...more]: string[]): void {
    const key = this.key(text, 4);
    if (this.#witnesses.some((witness) => witness.key.publicKey.equals(key.publicKey)))
      throw this.fault('this key is another witness already');
    if (more.length > 0 || (url !== undefined && !/^https?:\/\/[^\s]+$/.test(url)))
      throw this.fault('a witness has a name, a key and an http address');
    this.define(name, (cosigned) => cosigned.has(name));
    this.#witnesses.push({ name, key, url: url?.replace(/\/$/, '') ?? null });
  }

  private addGroup([name = '', wanted = '', ...members]: string[]): void {
    const rules = members.map((member) => this.member(member));
    const all = rules.length;
    const needed = wanted === 'all' ? all : wanted === 'any' ? 1 : /^[1-9]\d*$/.test(wanted) ? Number(wanted) : 0;
    if (needed < 1 || needed > all) throw this.fault('a group wants all, any, or a number up to its size');
    this.define(name, (cosigned) => rules.filter((rule) => rule(cosigned)).length >= needed);
  }

  private setQuorum([name = '', ...more]: string[]): void {
    const rule = name === 'none' ? () => true : this.#rules.get(name);
    if (this.#quorum !== null || more.length > 0 || rule === undefined)
      throw this.fault('there is one quorum, and its name stands above it');
    this.#quorum = rule;
  }

  private define(name: string, rule: Rule): void {
    if (name === '' || name === 'none' || this.#rules.has(name)) throw this.fault('the name is taken or missing');
    this.#rules.set(name, rule);
  }

  /** A name counts in one group only, so that no witness counts twice. */
  private member(name: string): Rule {
    const rule = this.#rules.get(name);
    if (rule === undefined || this.#grouped.has(name)) throw this.fault('a member is unknown, or in a group already');
    this.#grouped.add(name);
    return rule;
  }

  private key(text: string, type: VerifierKey['type']): VerifierKey {
    const key = parseVerifierKey(text);
    if (key?.type !== type) throw this.fault(type === 1 ? 'it has no key of a log' : 'it has no key of a witness');
    return key;
  }

  private fault(why: string): BadPolicy {
    return new BadPolicy(this.#line, why);
  }
}
