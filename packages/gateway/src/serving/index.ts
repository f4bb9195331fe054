export { type Running, startControl, startGateway, VERSION } from './start.ts';
