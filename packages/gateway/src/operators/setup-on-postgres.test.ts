process.env.AGENTPORT_TEST_DATABASE = 'postgres';
await import('./setup.test.ts');
