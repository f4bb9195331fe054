export { registerSlack } from './register.ts';
