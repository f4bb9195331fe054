export { type FacadeDeps, registerFacade } from './register.ts';
