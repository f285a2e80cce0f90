import { fault, FaultError, faultSchema } from '#shared/fault.ts';
import type { SourceRef } from '#shared/load.ts';
import { windowBridge } from './window-bridge.ts';

export interface TakeOptions {
  /** Aborting ends the upload with an AbortError and leaves nothing behind. */
  readonly signal?: AbortSignal;
  /** Bytes that the host has taken in; not called in Electron, where nothing is copied. */
  readonly onProgress?: (bytesSent: number, bytesTotal: number) => void;
}

/**
 * Makes a file of the page known to the backend: its path in Electron; in a browser it is uploaded first.
 * Faults: source.unreadable, host.uploadTooLarge, host.uploadFailed, host.unreachable.
 */
export async function sourceOf(file: File, options: TakeOptions = {}): Promise<SourceRef> {
  const bridge = windowBridge();
  if (bridge === null) return upload(file, options);
  const path = bridge.pathOf(file);
  if (path === '') throw fault('source.unreadable', { name: file.name, reason: 'it is not on this disk' });
  return { kind: 'path', path };
}

function answeredFault(text: string, name: string): FaultError {
  try {
    const answer = faultSchema.safeParse((JSON.parse(text) as { fault?: unknown }).fault);
    if (answer.success) return new FaultError(answer.data);
  } catch {
    // Not JSON: something between us and the host answered.
  }
  return fault('host.uploadFailed', { name, reason: 'the host did not take it' });
}

/** The page can read no folder, and no file that was moved since it was chosen: then it was not the host. */
async function whyNotSent(file: File): Promise<FaultError> {
  try {
    await file.slice(0, 1).arrayBuffer();
    return fault('host.unreachable');
  } catch {
    return fault('source.unreadable', { name: file.name, reason: 'it is a folder, was moved, or may not be read' });
  }
}

// XMLHttpRequest: fetch does not tell how much of a body was sent.
function upload(file: File, { signal, onProgress }: TakeOptions): Promise<SourceRef> {
  const id = crypto.randomUUID();
  const { name } = file;
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const abort = (): void => request.abort();
    const settle = (): void => signal?.removeEventListener('abort', abort);
    request.upload.addEventListener('progress', (event) => onProgress?.(event.loaded, event.total));
    request.addEventListener('load', () => {
      settle();
      if (request.status === 201) resolve({ kind: 'upload', id, name });
      else reject(answeredFault(request.responseText, name));
    });
    request.addEventListener('error', () => {
      settle();
      void whyNotSent(file).then(reject);
    });
    request.addEventListener('abort', () => {
      settle();
      reject(new DOMException('The upload was aborted.', 'AbortError'));
    });
    if (signal?.aborted === true) {
      reject(new DOMException('The upload was aborted.', 'AbortError'));
      return;
    }
    signal?.addEventListener('abort', abort, { once: true });
    request.open('PUT', `/uploads/${id}?name=${encodeURIComponent(name)}`);
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.send(file);
  });
}
