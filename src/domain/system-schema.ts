/** What a system says about itself: the answer of `Connector.describe()`. */
export type FieldType =
  | 'text'
  | 'integer'
  | 'decimal'
  | 'boolean'
  | 'date'
  | 'local'
  | 'instant'
  | 'uuid'
  | 'json'
  | 'bytes'
  | 'list';

export interface FieldSchema {
  readonly name: string;
  readonly type: FieldType;
  /** A record without a value is refused. False where the system fills in a default. */
  readonly required: boolean;
  /** Longest text, in characters (code points). */
  readonly maxLength?: number | undefined;
  /** The only values accepted (enum type, check constraint). */
  readonly picklist?: readonly string[] | undefined;
  readonly unique?: boolean | undefined;
  /** Computed by the system; it cannot be written. */
  readonly generated?: boolean | undefined;
  /** Digits in all, and digits after the point. */
  readonly precision?: number | undefined;
  readonly scale?: number | undefined;
}

/** Child field(s) that hold the key of a parent record. */
export interface Relationship {
  readonly fields: readonly string[];
  readonly toClass: string;
  readonly toFields: readonly string[];
}

export interface ClassSchema {
  readonly name: string;
  /** Fields that together identify a record. Empty: the class has no key, so it cannot be moved safely. */
  readonly key: readonly string[];
  readonly fields: readonly FieldSchema[];
  readonly relationships: readonly Relationship[];
}

/** A trigger, function or workflow that acts on its own when records are written. */
export interface Automation {
  readonly recordClass: string;
  readonly kind: 'trigger' | 'function' | 'rule' | 'workflow';
  readonly name: string;
  /** When it acts, in the system's own words: 'BEFORE INSERT'. */
  readonly when: string;
}

export interface Unnamed {
  /** As a person would look for it: 'calls.csv', 'attachments/', 'leads.xlsx, sheet "Calls"'. */
  readonly name: string;
}

export interface SystemSchema {
  /** 'bundle', 'postgres', … */
  readonly kind: string;
  readonly classes: readonly ClassSchema[];
  readonly automation: readonly Automation[];
  /** What lies there and belongs to no class: files and sheets of an export that the plan does not name. */
  readonly unnamed?: readonly Unnamed[] | undefined;
}

export const findClass = (schema: SystemSchema, name: string): ClassSchema | undefined =>
  schema.classes.find((candidate) => candidate.name === name);
