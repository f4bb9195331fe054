import { startTestServer } from '../../packages/gateway/src/storage/postgres/server.fixture.ts';
import { serve } from '../harness/serve.ts';

/** A PostgreSQL whose commits wait for the disk. It ends with this process. */
const { url } = await startTestServer({ durable: true });
serve({ databaseUrl: url });
