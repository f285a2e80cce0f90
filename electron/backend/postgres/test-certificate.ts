import { createHash, createPrivateKey, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { isIPv4 } from 'node:net';

/** A certificate with its private key, both PEM. */
export interface TestCertificate {
  readonly commonName: string;
  readonly certificate: string;
  readonly key: string;
}

interface TestCertificateOptions {
  readonly commonName: string;
  /** Host names and IPv4 addresses it is made out to. */
  readonly hosts?: readonly string[];
  /** Who signs; itself where there is none. */
  readonly issuer?: TestCertificate;
  readonly authority?: boolean;
  readonly notBefore?: Date;
  readonly notAfter?: Date;
}

const dayMs = 86_400_000;

/** Makes an X.509 v3 certificate (RFC 5280) with an ECDSA key on P-256: no program like openssl is needed. */
export function makeCertificate(options: TestCertificateOptions): TestCertificate {
  const { commonName, hosts = [], issuer, authority = false } = options;
  const { notBefore = new Date(Date.now() - dayMs), notAfter = new Date(Date.now() + dayMs) } = options;
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const publicBytes = publicKey.export({ type: 'spki', format: 'der' });
  const extensions = [
    // basicConstraints, critical
    sequence(
      oid('551d13'),
      der(0x01, bytes('ff')),
      der(0x04, sequence(...(authority ? [der(0x01, bytes('ff'))] : []))),
    ),
    // subjectKeyIdentifier
    sequence(oid('551d0e'), der(0x04, der(0x04, createHash('sha1').update(publicBytes).digest()))),
  ];
  // subjectAltName
  if (hosts.length > 0) extensions.push(sequence(oid('551d11'), der(0x04, sequence(...hosts.map(generalName)))));
  const body = sequence(
    der(0xa0, der(0x02, bytes('02'))),
    der(0x02, Buffer.concat([bytes('01'), randomBytes(8)])),
    ecdsaWithSha256(),
    distinguishedName(issuer?.commonName ?? commonName),
    sequence(time(notBefore), time(notAfter)),
    distinguishedName(commonName),
    publicBytes,
    der(0xa3, sequence(...extensions)),
  );
  const signature = sign('sha256', body, issuer ? createPrivateKey(issuer.key) : privateKey);
  const certificate = sequence(body, ecdsaWithSha256(), der(0x03, Buffer.concat([bytes('00'), signature])));
  return {
    commonName,
    certificate: pem('CERTIFICATE', certificate),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex');

/** Tag, length, value (ITU-T X.690). */
function der(tag: number, value: Buffer): Buffer {
  const { length } = value;
  const head =
    length < 128 ? [tag, length] : length < 256 ? [tag, 0x81, length] : [tag, 0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from(head), value]);
}

const sequence = (...items: readonly Buffer[]): Buffer => der(0x30, Buffer.concat(items));
const oid = (hex: string): Buffer => der(0x06, bytes(hex));
const ecdsaWithSha256 = (): Buffer => sequence(oid('2a8648ce3d040302'));
const distinguishedName = (commonName: string): Buffer =>
  sequence(der(0x31, sequence(oid('550403'), der(0x0c, Buffer.from(commonName)))));
const generalName = (host: string): Buffer =>
  isIPv4(host) ? der(0x87, Buffer.from(host.split('.').map(Number))) : der(0x82, Buffer.from(host));
/** UTCTime: YYMMDDhhmmssZ, for years before 2050. */
const time = (at: Date): Buffer => der(0x17, Buffer.from(`${at.toISOString().replace(/\D/g, '').slice(2, 14)}Z`));
const pem = (label: string, value: Buffer): string => {
  const lines = value.toString('base64').match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
};
