process.env.AGENTPORT_TEST_DATABASE = 'postgres';
await import('./pairing.test.ts');
