import { NoormmeError } from "../errors.js";

/** What went wrong, as a client may see it: no values, no SQL, no paths. */
export interface ActionError {
  /** Stable: `"UNIQUE"`, `"DOES_NOT_EXIST"`, `"BUSY"` … (docs/errors.md). */
  readonly code: string;
  readonly message: string;
  readonly model?: string;
  readonly field?: string;
  /** Whether the same call may succeed a little later. */
  readonly isTemporary: boolean;
}

/** Plain data, so that it can be the result of a Server Action and the state of `useActionState`. */
export type ActionResult<T> =
  | { readonly ok: true; readonly data: T }
  | { readonly ok: false; readonly error: ActionError };

/**
 * The result of a Server Action in place of an exception, whose message Next.js hides in production. Errors that a
 * user can do something about become data: rows that are missing or refused, a database that is busy. All others are
 * thrown on, `redirect()` and `notFound()` among them.
 *
 *     export async function rename(id: number, name: string) {
 *       "use server"
 *       return toActionResult(() => users.filter({ id }).update({ name }))
 *     }
 */
export async function toActionResult<T>(action: (() => Promise<T> | T) | Promise<T>): Promise<ActionResult<T>> {
  try {
    return { ok: true, data: await (typeof action === "function" ? action() : action) };
  } catch (error) {
    if (!isForUsers(error)) throw error;
    const { code, message, model, field } = error;
    return {
      ok: false,
      error: {
        code,
        message,
        ...(model === "" ? {} : { model }),
        ...(field === "" ? {} : { field }),
        isTemporary: code === "BUSY",
      },
    };
  }
}

/** The rows are not there, the data refuses, or another holds the lock. The rest are mistakes of the program. */
function isForUsers(error: unknown): error is NoormmeError {
  if (!(error instanceof NoormmeError)) return false;
  return (error.errno >= 300 && error.errno < 500) || error.code === "BUSY";
}
