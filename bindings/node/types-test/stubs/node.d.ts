// The few names of Node that programs in the guides use; with npm, @types/node has them.

declare const process: { readonly env: Record<string, string | undefined>; exit(code?: number): never; on(event: string, fn: () => unknown): void };
declare module "node:http" {
  export function createServer(
    handle: (
      request: { readonly url?: string; readonly method?: string },
      response: {
        writeHead(status: number, headers?: Record<string, string>): { end(text?: string): void };
        end(text?: string): void;
      },
    ) => unknown,
  ): { listen(port: number): void };
}
declare module "node:fs" {
  export function readFileSync(path: string, encoding: "utf8"): string;
}
declare module "node:fs/promises" {
  export function appendFile(path: string, text: string): Promise<void>;
}
