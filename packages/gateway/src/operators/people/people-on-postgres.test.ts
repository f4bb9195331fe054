process.env.AGENTPORT_TEST_DATABASE = 'postgres';
await import('./people.test.ts');
