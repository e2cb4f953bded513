import NoormmeJSON
import NoormmeSQL
import NoormmeText

// The compile path, from a request to a plan:
//
//   JSON spec -> QueryReader applies its steps to a Query (joins, conditions, annotations, grouping)
//             -> SelectBuilder makes a SELECT of it, SQLCompiler writes the text
//             -> Planner wraps it with what the terminal expects
//
// Nothing here knows a connection. The same sources make the WebAssembly module of the edge.

/// Turns requests into plans.
public enum QueryCompiler {
    /// Compiles one request.
    ///
    /// - Throws: `NoormmeError` with a code of the 200s and the JSON path of what is wrong.
    public static func compile(
        _ spec: JSONValue, schema: Schema, options: CompileOptions
    ) throws(NoormmeError) -> QueryPlan {
        let context = CompileContext(schema: schema, options: options, document: spec.document)
        defer { context.untie() }
        var planner = Planner(context: context)
        var plan = try planner.plan(spec)
        plan.models = context.models
        plan.nativeFunctions = planner.nativeFunctions
        return plan
    }
}
