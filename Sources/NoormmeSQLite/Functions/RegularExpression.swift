import NoormmeText

#if NOORMME_PCRE2
    import CPCRE2
#endif

/// One compiled pattern. Matching is a search anywhere in the text, as Python's `re.search`.
///
/// The matcher backtracks, so it runs under limits: `(a*)*b` would otherwise keep a thread for hours, and no
/// progress handler of SQLite could stop it.
final class RegularExpression {
    /// What a pattern means besides its text.
    struct Flags: OptionSet {
        let rawValue: UInt8
        static let ignoreCase = Flags(rawValue: 1)
        static let multiline = Flags(rawValue: 2)
        static let dotAll = Flags(rawValue: 4)
        static let verbose = Flags(rawValue: 8)
        static let ascii = Flags(rawValue: 16)

        /// Python's letters; `u` is the default and changes nothing. Nil for any other letter.
        init?(letter: UInt8) {
            switch letter {
            case UInt8(ascii: "i"): self = .ignoreCase
            case UInt8(ascii: "m"): self = .multiline
            case UInt8(ascii: "s"): self = .dotAll
            case UInt8(ascii: "x"): self = .verbose
            case UInt8(ascii: "a"): self = .ascii
            case UInt8(ascii: "u"): self = []
            default: return nil
            }
        }

        init(rawValue: UInt8) { self.rawValue = rawValue }

        /// Letters such as `im`.
        init(_ letters: UnsafeBufferPointer<UInt8>) throws(FunctionFailure) {
            self = []
            for letter in letters {
                guard let flag = Flags(letter: letter) else {
                    throw FunctionFailure("unknown regular expression flag")
                }
                formUnion(flag)
            }
        }
    }

    static let limitExceeded = FunctionFailure("regular expression limit exceeded")
    static let unsupported = FunctionFailure("regular expressions are not supported by this build")

    /// `invalid regular expression: <reason>`; the pattern itself is a value and is not quoted.
    static func invalid(_ reason: Text) -> FunctionFailure {
        FunctionFailure(text: Text("invalid regular expression: ") + reason)
    }

    #if NOORMME_PCRE2
        static let isSupported = true

        private let code: OpaquePointer
        private let matchData: OpaquePointer
        let pattern: [UInt8]
        let flags: Flags

        init(_ pattern: UnsafeBufferPointer<UInt8>, _ flags: Flags, in matcher: Matcher) throws(FunctionFailure) {
            var translator = PatternTranslator(pattern, flags)
            let translated = try translator.translate()
            var error: Int32 = 0
            var offset = 0
            let compiled = translated.withUnsafeBufferPointer { bytes in
                // PCRE2 wants an address even for an empty pattern.
                pcre2_compile_8(
                    bytes.baseAddress ?? Self.someByte, bytes.count, Self.options(translator.flags), &error, &offset,
                    matcher.compileContext)
            }
            guard let compiled else { throw Self.invalid(Self.message(error)) }
            guard let data = pcre2_match_data_create_8(1, nil) else {
                pcre2_code_free_8(compiled)
                throw .outOfMemory
            }
            // Where the system forbids executable memory the interpreter does the work.
            _ = pcre2_jit_compile_8(compiled, PCRE2_JIT_COMPLETE)
            code = compiled
            matchData = data
            self.pattern = Array(pattern)
            self.flags = flags
        }

        deinit {
            pcre2_match_data_free_8(matchData)
            pcre2_code_free_8(code)
        }

        /// Whether the pattern matches somewhere in the text.
        func matches(_ text: UnsafeBufferPointer<UInt8>, in matcher: Matcher) throws(FunctionFailure) -> Bool {
            var result = match(text, 0, in: matcher)
            if result == PCRE2_ERROR_JIT_STACKLIMIT {
                result = match(text, PCRE2_NO_JIT, in: matcher)
            }
            switch result {
            case PCRE2_ERROR_NOMATCH:
                return false
            case 0...:
                return true
            case PCRE2_ERROR_MATCHLIMIT, PCRE2_ERROR_DEPTHLIMIT, PCRE2_ERROR_HEAPLIMIT, PCRE2_ERROR_JIT_STACKLIMIT:
                throw Self.limitExceeded
            case PCRE2_ERROR_NOMEMORY:
                throw .outOfMemory
            case PCRE2_ERROR_UTF8_ERR21...PCRE2_ERROR_UTF8_ERR1:
                // Stored text that is not UTF-8 reads as if each bad byte were U+FFFD, as it does in results.
                let repaired = CodePoints.repaired(text)
                return try repaired.withUnsafeBufferPointer { (bytes) throws(FunctionFailure) in
                    try matches(bytes, in: matcher)
                }
            default:
                throw FunctionFailure(text: Text("regular expression failed: ") + Self.message(result))
            }
        }

        private func match(_ text: UnsafeBufferPointer<UInt8>, _ options: UInt32, in matcher: Matcher) -> Int32 {
            pcre2_match_8(
                code, text.baseAddress ?? Self.someByte, text.count, 0, options, matchData, matcher.matchContext)
        }

        private static func options(_ flags: Flags) -> UInt32 {
            var options = PCRE2_UTF | PCRE2_NEVER_BACKSLASH_C | PCRE2_ALT_CIRCUMFLEX
            if !flags.contains(.ascii) { options |= PCRE2_UCP }
            if flags.contains(.ignoreCase) { options |= PCRE2_CASELESS }
            if flags.contains(.multiline) { options |= PCRE2_MULTILINE }
            if flags.contains(.dotAll) { options |= PCRE2_DOTALL }
            if flags.contains(.verbose) { options |= PCRE2_EXTENDED }
            return options
        }

        private static func message(_ error: Int32) -> Text {
            withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 256) { buffer in
                let length = pcre2_get_error_message_8(error, buffer.baseAddress, buffer.count)
                return Text(buffer.prefix(max(0, Int(length))))
            }
        }

        private static var someByte: UnsafePointer<UInt8> { ("" as StaticString).utf8Start }
    #else
        static let isSupported = false
    #endif
}
