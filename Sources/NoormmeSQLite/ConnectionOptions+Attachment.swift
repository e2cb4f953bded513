import NoormmeText

extension ConnectionOptions {
    /// Another file, whose tables SQL reaches as `name.table`.
    public struct Attachment: Sendable, Equatable {
        /// Not `main` or `temp`, in any case.
        public var name: Text
        public var path: Text
        /// `readOnly` and `immutable` where the connection itself is. A file that is made needs a connection that
        /// may make its own.
        public var mode: OpenMode

        public init(name: Text, path: Text, mode: OpenMode) {
            self.name = name
            self.path = path
            self.mode = mode
        }
    }
}
