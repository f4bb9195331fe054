process.env.AGENTPORT_TEST_DATABASE = 'postgres';
await import('./agents.test.ts');
