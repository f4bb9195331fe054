export interface VaultKeyTables {
  keys: KeyTable;
  signing_keys: SigningKeyTable;
}

/** Key encryption keys, wrapped by the root key. */
export interface KeyTable {
  id: string;
  org: string;
  purpose: 'credential' | 'payload' | 'state';
  version: number;
  wrapped: Uint8Array;
  created_at: number;
}

/** What signs, one for each org, wrapped by the root key. */
export interface SigningKeyTable {
  org: string;
  wrapped: Uint8Array;
  created_at: number;
}
