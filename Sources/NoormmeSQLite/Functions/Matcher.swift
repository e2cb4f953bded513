#if NOORMME_PCRE2
    import CPCRE2

    /// What the patterns of one connection share: limits, the stack of compiled code, and the patterns
    /// used last, so that a statement that runs again need not compile again.
    ///
    /// Belongs to one connection, which one thread uses at a time.
    final class Matcher {
        let compileContext: OpaquePointer
        let matchContext: OpaquePointer
        private let stack: OpaquePointer?
        /// Most recently used first.
        private var recent: [RegularExpression] = []

        /// Nil when memory is short.
        init?(_ options: SQLFunctionOptions) {
            guard let compile = pcre2_compile_context_create_8(nil) else { return nil }
            guard let match = pcre2_match_context_create_8(nil) else {
                pcre2_compile_context_free_8(compile)
                return nil
            }
            compileContext = compile
            matchContext = match
            // Python ends lines at a line feed only, whatever this library was built for.
            pcre2_set_newline_8(compile, UInt32(PCRE2_NEWLINE_LF))
            pcre2_set_max_pattern_length_8(compile, 1 << 20)
            pcre2_set_match_limit_8(match, options.regularExpressionMatchLimit)
            pcre2_set_depth_limit_8(match, options.regularExpressionDepthLimit)
            pcre2_set_heap_limit_8(match, options.regularExpressionHeapLimit)
            stack = pcre2_jit_stack_create_8(32 * 1_024, 1_024 * 1_024, nil)
            pcre2_jit_stack_assign_8(match, nil, stack.map(UnsafeMutableRawPointer.init))
        }

        deinit {
            pcre2_match_context_free_8(matchContext)
            pcre2_compile_context_free_8(compileContext)
            pcre2_jit_stack_free_8(stack)
        }

        /// A pattern from the last eight, or compiled now.
        func expression(
            _ pattern: UnsafeBufferPointer<UInt8>, _ flags: RegularExpression.Flags
        ) throws(FunctionFailure) -> RegularExpression {
            for (index, known) in recent.enumerated() where known.flags == flags {
                guard known.pattern.elementsEqual(pattern) else { continue }
                if index > 0 { recent.insert(recent.remove(at: index), at: 0) }
                return known
            }
            let compiled = try RegularExpression(pattern, flags, in: self)
            if recent.count == 8 { recent.removeLast() }
            recent.insert(compiled, at: 0)
            return compiled
        }
    }
#endif
