import type { NextConfig } from "next";
import { withNoormme } from "noormme/next";

// STANDALONE=1 npm run build makes a folder that runs without node_modules, for a container.
const output = process.env["STANDALONE"] ? { output: "standalone" as const } : {};
const config: NextConfig = { cacheComponents: true, ...output };

export default withNoormme(config);
