process.env.AGENTPORT_TEST_DATABASE = 'postgres';
await import('./sign-in.test.ts');
