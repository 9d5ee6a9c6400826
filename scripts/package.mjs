// npm run package: makes the Debian packages and the bill of materials in packages/.
import { main } from './package/main.mjs';

process.exitCode = await main(process.argv.slice(2));
