/** Prints the OpenAPI document: `node print.ts`. tools/generate/openapi.ts keeps it in libs/client and makes the client from it. */
import { openApiDocument } from './document.ts';

process.stdout.write(`${JSON.stringify(openApiDocument(), null, 2)}\n`);
