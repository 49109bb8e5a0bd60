import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { takeIn, type Facts, type Intake } from '../api/take-in';
import type { MediaItem } from '../api/types';
import { shortId } from '../i18n/formats';
import { texts } from '../i18n/texts';
import { announce } from '../parts/announce';

export interface Sending {
  /** Bytes on their way or there; null while nothing is sent. */
  sent: number | null;
  error: unknown;
  send: (facts: Facts, file: File) => Promise<void>;
  stop: () => void;
}

/** Sends one item and hands over its receipt; leaving stops it. */
export function useIntake(onReceipt: (item: MediaItem) => void): Sending {
  const client = useQueryClient();
  const [sent, setSent] = useState<number | null>(null);
  const [error, setError] = useState<unknown>(null);
  const intake = useRef<Intake | null>(null);
  useEffect(() => () => intake.current?.cancel(), []);
  const send = async (facts: Facts, file: File) => {
    setError(null);
    setSent(0);
    intake.current = takeIn(facts, file, setSent);
    try {
      const item = await intake.current.receipt;
      await client.invalidateQueries({ queryKey: ['media'] });
      announce(texts.t('takeIn.done', { id: shortId('m', item.id) }));
      onReceipt(item);
    } catch (failure) {
      setError(failure);
    } finally {
      intake.current = null;
      setSent(null);
    }
  };
  return { sent, error, send, stop: () => intake.current?.cancel() };
}
