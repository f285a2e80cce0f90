import type { FileHandle } from 'node:fs/promises';
import { HEAD_BYTES } from './detect-encoding.ts';

/** Bytes of one sample, and how many there are. */
const SAMPLE_BYTES = 8 * 1024;
const SAMPLES = 16;

/** Samples of whole lines from all over a file that is longer than its head; of one long line, of whole characters. */
export async function readSamples(file: FileHandle, fileBytes: number): Promise<Buffer[]> {
  const samples: Buffer[] = [];
  const step = Math.floor((fileBytes - HEAD_BYTES) / SAMPLES);
  for (let sample = 0; sample < SAMPLES && step > 0; sample += 1) {
    const buffer = Buffer.allocUnsafe(SAMPLE_BYTES);
    const { bytesRead } = await file.read(buffer, 0, SAMPLE_BYTES, HEAD_BYTES + sample * step);
    samples.push(wholePart(buffer.subarray(0, bytesRead)));
  }
  return samples;
}

const LF = 0x0a;

/** What stands before the first line end and behind the last may be a part of a character; so may what is no ASCII. */
function wholePart(sample: Buffer): Buffer {
  const last = sample.lastIndexOf(LF);
  if (last >= 0) return sample.subarray(sample.indexOf(LF) + 1, last + 1);
  const isAscii = (byte: number): boolean => byte < 0x80;
  return sample.subarray(Math.max(0, sample.findIndex(isAscii)), sample.findLastIndex(isAscii) + 1);
}
