/** The double of a KurrentDB server as a process of its own, for several control processes at once: says its address. */
import { KurrentDouble } from './kurrent-double.ts';

const server = new KurrentDouble();
await server.start();
process.stdout.write(`${server.url}\n`);
