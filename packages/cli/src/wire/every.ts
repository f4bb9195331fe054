import { type Client, type ItemOf, type PagedId, readPages } from '@agentport/contract';
import { Failure } from '../failure.ts';

/** Pages of 200: more than anybody reads on a terminal, and an end for a gateway that never comes to one. */
const PAGES_MAX = 500;

/** Everything a list holds, however many pages it takes. */
export async function every<I extends PagedId>(client: Client, id: I): Promise<ItemOf<I>[]> {
  const { items, next } = await readPages(client, id, PAGES_MAX);
  if (next === null) return items;
  throw new Failure('internal', `There are more than ${items.length}. Ask the operator API page by page.`);
}
