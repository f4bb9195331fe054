export {
  type AskedPairing,
  type Collected,
  createPairing,
  LOOK_EVERY_S,
  type Pairing,
  type WaitingPairing,
} from './pairing.ts';
