// npm run test:nodes: unit tests, a demo and the hot loop of the bench on each supported release of Node.
import { main } from './nodes/main.mjs';

process.exitCode = await main(process.argv.slice(2));
