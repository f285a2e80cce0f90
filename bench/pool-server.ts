/**
 * What one would write instead of the REST service: an INSERT for each request, over a pool of connections. Checks nothing; told the
 * server and the schema by its environment, it prints its port.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Pool } from 'pg';

const { BENCH_HOST, BENCH_PORT, BENCH_USER, BENCH_DATABASE } = process.env;
const pool = new Pool({
  host: BENCH_HOST ?? '',
  port: Number(BENCH_PORT),
  user: BENCH_USER ?? '',
  database: BENCH_DATABASE ?? '',
  max: 20,
});
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const { id, job } = JSON.parse(Buffer.concat(chunks).toString()) as { readonly id: number; readonly job: string };
    pool.query({ name: 'put', text: 'insert into jobs values ($1, $2)', values: [id, job] }).then(
      () => response.setHeader('content-type', 'application/json').end('{"accepted":1}'),
      (error: unknown) => {
        response.statusCode = 500;
        response.end(String(error));
      },
    );
  });
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`));
