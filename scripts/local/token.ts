// ./scripts/token --as ROLE@NODE  prints an access token for local use, e.g. --as department@330000, --as central-admin@centre.
import { parseArgs } from 'node:util';
import { localFederation } from '@necips/testbed';

const { values } = parseArgs({ options: { as: { type: 'string' } } });
if (!values.as || !/^[a-z-]+@(centre|\d{6})$/.test(values.as)) {
  console.error(
    'usage: ./scripts/token --as ROLE@NODE   (department@330000, province-admin@330000, central-admin@centre)',
  );
  process.exit(2);
}
try {
  console.log(await localFederation().token(values.as));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
