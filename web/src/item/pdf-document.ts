import { getDocument, GlobalWorkerOptions, type PDFDocumentProxy } from 'pdfjs-dist';
import worker from 'pdfjs-dist/build/pdf.worker.min.mjs?url';

interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL: (address: string) => string },
  ): { createScriptURL: (address: string) => string };
}

/** The page's policy wants a checked address for a worker: there is one, our own, and it is a constant of the build. */
function workerAddress(): string {
  const { trustedTypes } = window as Window & { trustedTypes?: TrustedTypes };
  const policy = trustedTypes?.createPolicy('strongroom-worker', {
    createScriptURL: (address) => {
      if (address !== worker) throw new TypeError('not our worker');
      return address;
    },
  });
  return policy?.createScriptURL(worker) ?? worker;
}

GlobalWorkerOptions.workerPort = new Worker(workerAddress(), { type: 'module' });

/**
 * Opens a PDF by ranges of the view. The document is hostile until inspected: no evaluation, no fonts of its own
 * in the page, no forms, no scripts; pages are drawn as pictures.
 */
export function openPdf(source: string, length: number): { document: Promise<PDFDocumentProxy>; destroy: () => void } {
  const task = getDocument({
    url: new URL(source, window.location.origin).href,
    length,
    withCredentials: true,
    rangeChunkSize: 262_144,
    disableAutoFetch: true,
    disableStream: true,
    isEvalSupported: false,
    useWasm: false,
    disableFontFace: true,
    enableXfa: false,
    stopAtErrors: false,
    maxImageSize: 64_000_000,
    cMapUrl: '/pdf/cmaps/',
    standardFontDataUrl: '/pdf/standard_fonts/',
    iccUrl: '/pdf/iccs/',
    wasmUrl: '/pdf/decoders/',
  });
  return { document: task.promise, destroy: () => void task.destroy() };
}
