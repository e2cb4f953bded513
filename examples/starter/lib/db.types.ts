// Made by noormme from the database's schema. Make it again instead of changing it.

/** A row of the table `notes`. */
export interface Note {
  id: number;
  text: string;
  is_done: boolean;
  created_at: Date;
}

/** What `create` takes. */
export interface NoteInsert {
  id?: number;
  text: string;
  is_done?: boolean;
  created_at?: Date | string;
}

/** What `update` takes. */
export interface NoteUpdate {
  id?: number;
  text?: string;
  is_done?: boolean;
  created_at?: Date | string;
}

/** The models of the database: `new NOORMME<DB>(…)`. */
export interface DB {
  notes: {
    row: Note;
    insert: NoteInsert;
    update: NoteUpdate;
    pk: "id";
    kinds: {
      id: "integer";
      text: "text";
      is_done: "boolean";
      created_at: "datetime";
    };
    relations: {};
  };
}

/** The tables for Kysely: `new Kysely<Database>(…)`; values as SQLite stores them. */
export interface Database {
  notes: NoteTable;
}

export interface NoteTable {
  id: Generated<number>;
  text: string;
  is_done: Generated<number>;
  created_at: Generated<string>;
}

/** A column whose value SQLite fills in when an insert leaves it out. */
export type Generated<T> = ColumnType<T, T | undefined, T>;

/** What a column gives, and takes in an insert and in an update. */
export type ColumnType<Select, Insert = Select, Update = Select> = {
  readonly __select__: Select;
  readonly __insert__: Insert;
  readonly __update__: Update;
};
