/** What differs between databases in the statements of a migration. */
export interface DialectWords {
  /** 64-bit integers: counts, flags, ms UTC */
  readonly integer: string;
  /** a growing number that the database gives by itself */
  readonly counter: string;
  /** text that is compared byte by byte */
  readonly text: string;
  readonly bytes: string;
  /** after the closing bracket of a table */
  readonly tableEnd: string;
  /** refuses a change of a row while `condition`, over `old` and `new`, is true */
  refuse(change: RefusedChange): string;
  /** makes the function `db_now()`, once and before every step */
  readonly time: readonly string[];
}

export interface RefusedChange {
  /** name of the rule */
  readonly name: string;
  readonly table: string;
  readonly on: 'update' | 'delete';
  readonly condition: string;
}

/** One step of the schema. Once released it never changes; the next step corrects it. */
export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly statements: (words: DialectWords) => readonly string[];
}
