export { type ConsoleDeps, registerConsole } from './register.ts';
