/** The keys of a Next.js configuration that are ours to add to. */
interface ConfigKeys {
  serverExternalPackages?: string[];
  outputFileTracingIncludes?: Record<string, string[]>;
}

/** A configuration, or the function that makes one. */
type Configuration<C> = C | ((phase: string, context: never) => C | Promise<C>);

const packageName = "noormme";
const addon = "./node_modules/@noormme/*/noormme.node";

/**
 * Wraps the configuration of Next.js 15 and later: the package is loaded by Node and not bundled (a bundler cannot
 * carry a native addon), and the addon goes along with `output: "standalone"` and serverless functions.
 *
 *     // next.config.ts
 *     export default withNoormme({ cacheComponents: true })
 */
export function withNoormme<C extends object>(
  configuration: (phase: string, context: never) => C | Promise<C>,
): (phase: string, context: never) => Promise<C>;
export function withNoormme<C extends object = Record<never, never>>(configuration?: C): C;
export function withNoormme<C extends object>(configuration: Configuration<C> = {} as C): unknown {
  if (typeof configuration === "function") {
    const make = configuration as (phase: string, context: never) => C | Promise<C>;
    return async (phase: string, context: never) => extended(await make(phase, context));
  }
  return extended(configuration);
}

function extended<C extends object>(configuration: C): C {
  const { serverExternalPackages = [], outputFileTracingIncludes = {} } = configuration as ConfigKeys;
  const traced = outputFileTracingIncludes["/**"] ?? [];
  return {
    ...configuration,
    serverExternalPackages: including(serverExternalPackages, packageName),
    // Tracing follows the addon's literal path by itself; this is for layouts where it does not.
    outputFileTracingIncludes: { ...outputFileTracingIncludes, "/**": including(traced, addon) },
  };
}

function including(list: readonly string[], name: string): string[] {
  return list.includes(name) ? [...list] : [...list, name];
}
