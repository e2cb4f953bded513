import type { NextConfig } from "next";
import { withNoormme } from "noormme/next";

const config: NextConfig = { cacheComponents: true, output: "standalone" };

export default withNoormme(config);
