import { once } from 'node:events';
import { chownSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Login, ServerAddress } from '#shared/connection.ts';
import { connect, disconnect } from './connect.ts';
import { type EmbeddedServer, startEmbedded } from './embedded-server.ts';
import type { TestCertificate } from './test-certificate.ts';
import { faultOf } from './test-fault.ts';

/** Of every role that may log in over TCP. No fault may ever hold it. */
const password = 'correct horse: "battery" staple';

/** Who may come in over TCP: with a password, and some not at all. */
const hba = `
local all all trust
host all locked_out all reject
hostssl all only_tls all scram-sha-256
hostnossl all only_tls all reject
host all all 127.0.0.1/32 scram-sha-256
`;

/** A port of the loopback at which nothing answers. */
export async function freePort(): Promise<number> {
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address() as AddressInfo;
  listener.close();
  await once(listener, 'close');
  return port;
}

/** A server of one test file that listens on the loopback, with passwords and, when given a certificate, TLS. */
export class TcpServer {
  readonly folder: string;
  readonly port: number;
  #server: EmbeddedServer | null = null;

  private constructor(folder: string, port: number) {
    this.folder = folder;
    this.port = port;
  }

  static async start(certificate: TestCertificate | null): Promise<TcpServer> {
    const it = new TcpServer(mkdtempSync(join(tmpdir(), 'sluice-tcp-')), await freePort());
    writeFileSync(join(it.folder, 'pg_hba.conf'), hba);
    await (await startEmbedded({ folder: join(it.folder, 'server') })).close({ wait: true });
    await it.serve(certificate);
    const roles = ['clerk', 'locked_out', 'only_tls', 'antique', 'homeless', 'full_house'];
    await it.tell(roles.map((role) => `create role ${role} login password '${password}'`).join('; '));
    return it;
  }

  /** Starts the server, or starts it anew with another certificate; null: without TLS. */
  async serve(certificate: TestCertificate | null): Promise<void> {
    await this.#server?.close({ wait: true });
    const settings: Record<string, string> = {
      listen_addresses: '127.0.0.1',
      port: String(this.port),
      hba_file: join(this.folder, 'pg_hba.conf'),
      password_encryption: 'scram-sha-256',
      fsync: 'off',
    };
    if (certificate) {
      const [certificateFile, keyFile] = [join(this.folder, 'server.pem'), join(this.folder, 'server.key')];
      writeFileSync(certificateFile, certificate.certificate);
      writeFileSync(keyFile, certificate.key, { mode: 0o600 });
      const { uid, gid } = statSync(join(this.folder, 'server/data'));
      chownSync(keyFile, uid, gid);
      Object.assign(settings, { ssl: 'on', ssl_cert_file: certificateFile, ssl_key_file: keyFile });
    }
    this.#server = await startEmbedded({ folder: join(this.folder, 'server'), settings });
  }

  /** The superuser's way in, over the socket. */
  get socketAddress(): ServerAddress {
    if (!this.#server) throw new Error('The server does not run.');
    return this.#server.address;
  }

  login(change: Partial<ServerAddress> = {}, secret: string | null = password): Login {
    const address = { ...this.socketAddress, host: 'localhost', port: this.port, user: 'clerk', ...change };
    return { address, password: secret };
  }

  /** Runs statements as superuser. */
  async tell(sql: string): Promise<void> {
    const client = await connect({ address: this.socketAddress, password: null });
    await client.query(sql);
    await disconnect(client);
  }

  async close(): Promise<void> {
    await this.#server?.close({ wait: true });
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The code of the fault that an attempt to connect ends in, which neither holds a secret nor lacks a value. */
export async function refusalOf(attempt: Login): Promise<string> {
  const { code, sentence, detail } = await faultOf(connect(attempt));
  if (`${sentence} ${detail}`.includes('battery')) throw new Error('The fault holds the password.');
  if (/[{}]/.test(sentence)) throw new Error(`The sentence lacks a value: ${sentence}`);
  return code;
}
