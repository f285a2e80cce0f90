import { request } from 'node:http';
import { keyDraftSchema, ingestOptionsSchema, type IngestState, type KeyDraft } from '#shared/ingest.ts';
import { atDesk, type TestDesk } from '#backend/test-calls.ts';

/** An answer of the service. */
export interface Sent {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** The body where it is JSON. */
  readonly body: unknown;
}

export interface Sending {
  readonly path?: string;
  readonly method?: string;
  readonly key?: string | null;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A REST service on a schema of a test's own, and a key that may do everything. */
export class TestService {
  readonly desk: TestDesk;
  url = '';
  secret = '';

  constructor(desk: TestDesk) {
    this.desk = desk;
  }

  async start(more: Partial<IngestState['running']> = {}): Promise<void> {
    const { call, connectionId } = this.desk;
    const { running } = await call.ingest.start(ingestOptionsSchema.parse({ connectionId, ...more }));
    this.url = running?.url ?? '';
  }

  async addKey(draft: Partial<KeyDraft> & { readonly name: string }): Promise<{ id: string; secret: string }> {
    const { key, secret } = await this.desk.call.ingest.addKey(keyDraftSchema.parse(draft));
    return { id: key.id, secret };
  }

  /** Sends a body; what is no text goes as JSON. */
  send(table: string, body: unknown, sending: Sending = {}): Promise<Sent> {
    const { path = `/v1/${encodeURIComponent(table)}`, method = 'POST', key = this.secret } = sending;
    const { type = 'application/json', headers = {} } = sending;
    const bytes =
      body === undefined ? null : Buffer.isBuffer(body) || typeof body === 'string' ? body : JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const asked = request(
        `${this.url}${path}`,
        {
          method,
          headers: {
            ...(bytes === null ? {} : { 'content-type': type, 'content-length': Buffer.byteLength(bytes) }),
            ...(key === null ? {} : { 'x-api-key': key }),
            ...headers,
          },
        },
        (answer) => {
          const chunks: Buffer[] = [];
          answer.on('data', (chunk: Buffer) => chunks.push(chunk));
          answer.on('error', reject);
          answer.on('end', () => {
            const text = Buffer.concat(chunks).toString('utf8');
            resolve({
              status: answer.statusCode ?? 0,
              headers: Object.fromEntries(Object.entries(answer.headers).map(([name, value]) => [name, String(value)])),
              text,
              body: /json/.test(answer.headers['content-type'] ?? '') ? (JSON.parse(text) as unknown) : null,
            });
          });
        },
      );
      asked.on('error', reject);
      asked.end(bytes ?? undefined);
    });
  }

  get(path: string, sending: Sending = {}): Promise<Sent> {
    return this.send('', undefined, { path, method: 'GET', key: null, ...sending });
  }

  /** Rows of a query on the schema, each as one text. */
  async rows(sql: string): Promise<string[]> {
    const { rows } = await this.desk.test.client.query<{ row: string }>(`select t::text as row from (${sql}) t`);
    return rows.map(({ row }) => row);
  }
}

/** Runs a test with a service that listens. */
export const withService = (sql: string, run: (service: TestService) => Promise<void>): Promise<void> =>
  atDesk(sql, async (desk) => {
    const service = new TestService(desk);
    await service.start();
    ({ secret: service.secret } = await service.addKey({ name: 'tests' }));
    await run(service);
  });

/** `index: code column, …` for each row that an answer refuses. */
export function refusals({ body }: Sent): string[] {
  const { rows = [] } = body as {
    readonly rows?: readonly {
      readonly index: number;
      readonly errors: readonly { readonly code: string; readonly column: string | null }[];
    }[];
  };
  return rows.map(
    ({ index, errors }) => `${index}: ${errors.map(({ code, column }) => `${code} ${column ?? 'row'}`).join(', ')}`,
  );
}
