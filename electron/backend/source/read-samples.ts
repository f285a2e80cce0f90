import type { FileHandle } from 'node:fs/promises';
import { HEAD_BYTES } from './detect-encoding.ts';

/** Bytes of one sample, and how many there are. */
const SAMPLE_BYTES = 8 * 1024;
const SAMPLES = 16;

/** Samples of whole lines from all over a file that is longer than its head. */
export async function readSamples(file: FileHandle, fileBytes: number): Promise<Buffer[]> {
  const samples: Buffer[] = [];
  const step = Math.floor((fileBytes - HEAD_BYTES) / SAMPLES);
  for (let sample = 0; sample < SAMPLES && step > 0; sample += 1) {
    const buffer = Buffer.allocUnsafe(SAMPLE_BYTES);
    const { bytesRead } = await file.read(buffer, 0, SAMPLE_BYTES, HEAD_BYTES + sample * step);
    const lines = buffer.subarray(0, bytesRead);
    // What stands before the first line end and behind the last may be a part of a character.
    samples.push(lines.subarray(lines.indexOf(LF) + 1, Math.max(lines.lastIndexOf(LF), 0) + 1));
  }
  return samples;
}

const LF = 0x0a;
