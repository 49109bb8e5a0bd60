import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { acts } from '../api/acts';
import type { View } from '../api/types';
import { count } from '../i18n/formats';
import { announce } from '../parts/announce';
import { texts } from '../i18n/texts';
import type { WorkingUnder } from '../shell/working-under';

export interface OpenView {
  view: View | null;
  /** Why there is no view any more, or null while there has been none. */
  ended: 'closed' | 'expired' | null;
  opening: boolean;
  error: unknown;
  open: (under: WorkingUnder) => void;
  close: () => void;
}

function closeQuietly(id: string): void {
  // A view that cannot be closed now ends by itself at its time.
  void acts.closeView(id).catch(() => undefined);
}

/** One opening of an item: begun by a reveal, ended by its reader, by leaving the page, or by its time. */
export function useView(media: string): OpenView {
  const client = useQueryClient();
  const [view, setView] = useState<View | null>(null);
  const [ended, setEnded] = useState<OpenView['ended']>(null);
  const open = useMutation({
    mutationFn: (under: WorkingUnder) => acts.openView(media, { ...under, rendition: 'original' }),
    onSuccess: (opened) => {
      setView(opened);
      setEnded(null);
      announce(texts.t('item.opened', { n: count(opened.entry) }));
    },
    onSettled: () => void client.invalidateQueries({ queryKey: ['item', media, 'entries'] }),
  });
  useEffect(() => {
    if (!view) return undefined;
    const leave = () => closeQuietly(view.id);
    window.addEventListener('pagehide', leave);
    const end = setTimeout(
      () => {
        setView(null);
        setEnded('expired');
      },
      Math.max(0, new Date(view.expiresAt).getTime() - Date.now()),
    );
    return () => {
      clearTimeout(end);
      window.removeEventListener('pagehide', leave);
      leave();
    };
  }, [view]);
  return {
    view,
    ended,
    opening: open.isPending,
    error: open.error,
    open: open.mutate,
    close: () => {
      setView(null);
      setEnded('closed');
      announce(texts.t('item.closed'));
    },
  };
}
