"""The benchmark suite: the same workloads for Noormme and its peers, interleaved in one run."""
