import { AsyncLocalStorage } from 'node:async_hooks';
import type { NextFunction, Request, Response } from 'express';
import type { Id } from '../../kernel';

interface Made {
  /** Committed by themselves: there whatever the answer says. */
  readonly alone: Id[];
  /** Part of the change that was asked for: there if it happened. */
  readonly withChange: Id[];
}

const current = new AsyncLocalStorage<Made>();

/** Writes down that the request that is being answered made an entry of the log; outside requests it does nothing. */
export function noteEntry(id: Id, committed: 'alone' | 'with-change'): void {
  const made = current.getStore();
  (committed === 'alone' ? made?.alone : made?.withChange)?.push(id);
}

/** Gives each answer its receipt: `Vault-Entry` names the entries that the request made, oldest first. */
export function receipts() {
  return (_request: Request, response: Response, next: NextFunction): void => {
    const made: Made = { alone: [], withChange: [] };
    const writeHead = response.writeHead.bind(response) as (...args: unknown[]) => Response;
    response.writeHead = ((...args: unknown[]) => {
      const status = typeof args[0] === 'number' ? args[0] : response.statusCode;
      const ids = [...made.alone, ...(status < 400 ? made.withChange : [])].sort();
      if (ids.length > 0 && !response.headersSent) response.setHeader('Vault-Entry', ids.slice(0, mostIds).join(', '));
      return writeHead(...args);
    }) as Response['writeHead'];
    current.run(made, next);
  };
}

/** A header has an end; a request with more entries is found by its time. */
const mostIds = 20;
