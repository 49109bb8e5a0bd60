import { ActionIcon } from '@mantine/core';
import { IconChevronLeft, IconChevronRight, IconFileOff } from '@tabler/icons-react';
import type { PDFDocumentProxy, PDFPageProxy } from 'pdfjs-dist';
import { useEffect, useRef, useState, type CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from '../parts/announce';
import { Notice } from '../parts/page-states';
import { useKeys } from '../shell/keys';
import { openPdf } from './pdf-document';
import { Posed } from './posed';
import type { Box } from './stage';
import type { ContentProps } from './viewer';
import styles from './viewer.module.css';

function usePdf(source: string, length: number): { document: PDFDocumentProxy | null; failed: boolean } {
  const [document, setDocument] = useState<PDFDocumentProxy | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    const opening = openPdf(source, length);
    opening.document.then(setDocument, () => setFailed(true));
    return opening.destroy;
  }, [source, length]);
  return { document, failed };
}

function usePage(document: PDFDocumentProxy | null, number: number): PDFPageProxy | null {
  const [page, setPage] = useState<PDFPageProxy | null>(null);
  useEffect(() => {
    let current = true;
    void document?.getPage(number).then(
      (next) => current && setPage(next),
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [document, number]);
  return page;
}

/** The pages of a PDF, drawn one at a time. */
export default function PdfViewer({ source, length, name, overlay, controls }: ContentProps) {
  const { t } = useTranslation();
  const { document, failed } = usePdf(source, length);
  const [number, setNumber] = useState(1);
  const page = usePage(document, number);
  const pages = document?.numPages ?? 1;
  const turn = (by: number) => {
    const next = Math.max(1, Math.min(pages, number + by));
    setNumber(next);
    announce(t('item.page', { page: next, pages }));
  };
  useKeys({ '[': () => turn(-1), ']': () => turn(1) });
  const viewport = page?.getViewport({ scale: 1 });
  const tools = (
    <span className={styles.pages}>
      <ActionIcon
        variant="default"
        size={30}
        disabled={number <= 1}
        onClick={() => turn(-1)}
        aria-label={t('keys.previousPage')}
        title={t('keys.previousPage')}
      >
        <IconChevronLeft size={16} stroke={1.8} />
      </ActionIcon>
      {t('item.page', { page: number, pages })}
      <ActionIcon
        variant="default"
        size={30}
        disabled={number >= pages}
        onClick={() => turn(1)}
        aria-label={t('keys.nextPage')}
        title={t('keys.nextPage')}
      >
        <IconChevronRight size={16} stroke={1.8} />
      </ActionIcon>
    </span>
  );
  return (
    <Posed
      natural={viewport ? { width: viewport.width, height: viewport.height } : null}
      name={name}
      overlay={overlay}
      tools={tools}
      controls={controls}
    >
      {(style, size) =>
        failed ? (
          <Notice icon={IconFileOff} tone="attention" title={t('item.unshowable')}>
            <p>{t('item.unshowableText')}</p>
          </Notice>
        ) : (
          page && (
            <Page page={page} style={style} size={size} label={`${name}, ${t('item.page', { page: number, pages })}`} />
          )
        )
      }
    </Posed>
  );
}

function Page({ page, style, size, label }: { page: PDFPageProxy; style: CSSProperties; size: Box; label: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (!canvas.current) return undefined;
    const scale = (size.width / page.getViewport({ scale: 1 }).width) * Math.min(window.devicePixelRatio, 2);
    const viewport = page.getViewport({ scale });
    canvas.current.width = Math.floor(viewport.width);
    canvas.current.height = Math.floor(viewport.height);
    const drawing = page.render({ canvas: canvas.current, viewport, annotationMode: 0 });
    drawing.promise.catch(() => undefined);
    return () => drawing.cancel();
  }, [page, size.width]);
  return <canvas ref={canvas} className={styles.content} style={style} role="img" aria-label={label} />;
}
