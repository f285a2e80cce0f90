// A process of its own that holds a lease on the embedded server of a folder until its standard input ends.
// Says on its standard output, in one line of JSON, where the server is.
import { startEmbedded } from './embedded-server.ts';

const [folder = ''] = process.argv.slice(2);
const server = await startEmbedded({ folder });
process.stdout.write(`${JSON.stringify(server.address)}\n`);
process.stdin.on('end', () => process.exit(0)).resume();
