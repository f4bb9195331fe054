process.env.AGENTPORT_TEST_DATABASE = 'postgres';
await import('./invitations.test.ts');
