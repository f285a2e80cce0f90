// What we use of seek-bzip, which comes without types; tsconfig/base.json leads here.

interface Output {
  writeByte(byte: number): void;
}

declare const bunzip: {
  /** @throws where the input is not what bzip2 writes, its checksums included, and what `output` throws */
  decode(input: Uint8Array, output: Output): void;
};

// oxlint-disable-next-line import/no-default-export -- the package has no other
export default bunzip;
