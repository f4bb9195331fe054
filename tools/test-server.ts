import { startTestServer } from '../packages/gateway/src/storage/postgres/server.fixture.ts';

/**
 * Runs `body` with one PostgreSQL for all the tests it starts: they find it in TEST_DATABASE_URL. A server named there
 * already is used as it is.
 */
export async function withTestServer<T>(body: () => Promise<T>): Promise<T> {
  if (process.env.TEST_DATABASE_URL) return body();
  const server = await startTestServer();
  process.env.TEST_DATABASE_URL = server.url;
  try {
    return await body();
  } finally {
    delete process.env.TEST_DATABASE_URL;
    await server.stop();
  }
}
