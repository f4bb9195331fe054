process.env.AGENTPORT_TEST_DATABASE = 'postgres';
await import('./teams.test.ts');
