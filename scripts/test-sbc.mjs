// npm run test:sbc: starts the packaged service in a guest with a real kernel, plays its plant from outside, and judges what it does.
import { main } from './sbc/bench/main.mjs';

process.exitCode = await main(process.argv.slice(2));
