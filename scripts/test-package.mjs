// npm run test:package: makes the packages and tries them: lintian, installation and removal in a Debian 13, and arm64 under emulation.
import { main } from './test-package/main.mjs';

process.exitCode = await main(process.argv.slice(2));
