import { withNoormme } from "noormme/next";

export default withNoormme({ cacheComponents: true });
