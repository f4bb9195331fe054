export { diagnose } from './doctor.ts';
export { greet } from './greeting.ts';
export { type Running, startControl, startGateway, VERSION } from './start.ts';
export { verifyInstallation } from './verify.ts';
