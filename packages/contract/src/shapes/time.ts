import { z } from 'zod';

/** RFC 3339. */
export const time = z.string();
