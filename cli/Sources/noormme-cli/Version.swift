/// NOORMME_VERSION of include/noormme.h; scripts/test-cli compares them.
enum Version {
    static let text = "0.1.0"
}
