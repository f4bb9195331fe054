export { type CheckedArguments, checkArguments } from './arguments.ts';
export { type BaseUrl, splitBaseUrl } from './base-url.ts';
export { type Bound, bind, type Target, UncheckedArguments } from './bind.ts';
export type {
  Approval,
  ArgumentFormat,
  ArgumentProblem,
  Auth,
  Check,
  CredentialHint,
  Definition,
  Fact,
  GraphqlBinding,
  HttpBinding,
  Idempotency,
  Lookup,
  McpBinding,
  MimeBinding,
  Operation,
  Purposes,
} from './definition.ts';
export { type Annotations, describeOperation, type OperationDescription } from './describe.ts';
export { didYouMean } from './did-you-mean.ts';
export { type Catalog, CatalogInvalid, createCatalog, loadCatalog, problemLine } from './load.ts';
export { currencyOf, fillArguments, formatFact } from './lookups.ts';
export { messageOf, type Stamp } from './mail-message.ts';
export { definitionFromTools, readTools, type ToolsRead } from './mcp-definition.ts';
export { isToolList, TOOL_LIST } from './mcp-tool-list.ts';
export { type ManifestProblem, type ParsedManifest, parseManifest } from './parse-manifest.ts';
export { recipientsOf } from './recipients.ts';
export { TOKEN_REFRESH_NAME, type TokenRefresh, tokenRefreshOf } from './token-refresh.ts';
