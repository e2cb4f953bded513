import Noormme
import Testing

/// What query sets send: docs/wire-format.md. No database is touched.
@Suite struct SpecTests {
    let users: QuerySet<Row>
    init() throws { users = try Database(path: ":memory:").model("users").objects }

    private func steps(_ query: QuerySet<some Sendable>) -> String {
        let prefix = #"{"v":1,"model":"users","steps":["#
        guard query.spec.hasPrefix(prefix) else { return query.spec }
        return String(query.spec.dropFirst(prefix.count).dropLast(2))
    }

    @Test func writesSteps() {
        #expect(users.spec == #"{"v":1,"model":"users"}"#)
        #expect(
            steps(users.filter(["a": 1, "b__in": ["x", "y"]]).exclude(["c": nil]))
                == #"["filter",{"a":1,"b__in":["x","y"]}],["exclude",{"c":null}]"#)
        #expect(
            steps(users.orderBy("-a", "b").reverse().distinct()) == #"["order_by",["-a","b"]],["reverse"],["distinct"]"#
        )
        #expect(steps(users.orderBy()) == #"["order_by",[]]"#)
        #expect(steps(users.limit(5).offset(2).filter(["a": 1])) == #"["slice",2,7],["filter",{"a":1}]"#)
        #expect(steps(users[1..<3].slice(nil, 1)) == #"["slice",1,3],["slice",null,1]"#)
        #expect(
            steps(users.values("a", computed: ["b": .count("*")]))
                == ##"["values",["a",{"b":{"$func":"Count","args":["*"]}}]]"##)
        #expect(steps(users.valuesList("a", as: Int.self)) == #"["values_list",["a"],{"flat":true}]"#)
        #expect(steps(users.union(users, all: true)) == #"["union",[{"v":1,"model":"users"}],{"all":true}]"#)
    }

    @Test func writesConditions() {
        let a: Q = ["a": 1]
        let b: Q = ["b": 2]
        let c: Q = ["c": 3]
        #expect(steps(users.filter(a && b && c)) == #"["filter",{"a":1,"b":2,"c":3}]"#)
        #expect(steps(users.filter(a || b || c)) == #"["filter",{"$q":"or","c":[["a",1],["b",2],["c",3]]}]"#)
        #expect(
            steps(users.filter((a || b) && c))
                == #"["filter",{"$q":"and","c":[{"$q":"or","c":[["a",1],["b",2]]},["c",3]]}]"#)
        #expect(steps(users.filter(!a)) == #"["filter",{"$q":"and","not":true,"c":[["a",1]]}]"#)
        #expect(steps(users.filter(!(!a))) == #"["filter",{"a":1}]"#)
        #expect(
            steps(users.filter(!a || b))
                == #"["filter",{"$q":"or","c":[{"$q":"and","not":true,"c":[["a",1]]},["b",2]]}]"#)
        #expect(steps(users.filter(["$f": 1])) == #"["filter",{"$q":"and","c":[["$f",1]]}]"#)
        #expect(
            steps(users.filter(Q(["a": 1, "b": 2]) || c)) == #"["filter",{"$q":"or","c":[{"a":1,"b":2},["c",3]]}]"#)
        #expect(steps(users.filter(Q(F("ok")))) == #"["filter",{"$f":"ok"}]"#)
    }

    @Test func writesValues() {
        func value(_ value: any Operand) -> String {
            String(steps(users.filter(["x": value])).dropFirst(#"["filter",{"x":"#.count).dropLast(2))
        }
        #expect(value(Int64.min) == "-9223372036854775808")
        #expect(value(UInt64.max) == #"{"$int":"18446744073709551615"}"#)
        #expect(value(0.1) == "0.1")
        #expect(value(1e-300) == "1e-300")
        #expect(value(Double.infinity) == #"{"$float":"inf"}"#)
        #expect(value(Double.nan) == #"{"$float":"nan"}"#)
        #expect(value(Float(0.5)) == "0.5")
        #expect(value("a\"\u{0}\u{1F600}") == #""a\"\u0000"# + "\u{1F600}\"")
        #expect(value([UInt8]([1, 2, 255])) == #"{"$blob":"AQL/"}"#)
        #expect(value([[UInt8]([1])]) == #"[{"$blob":"AQ=="}]"#)
        #expect(value([F("a"), F("b")]) == #"[{"$f":"a"},{"$f":"b"}]"#)
        #expect(value(Value.object([.init("k", [1, nil])])) == #"{"$value":{"k":[1,null]}}"#)
        #expect(value(Value.object([.init("k", .blob([1]))])) == #"{"$float":"nan"}"#)
        #expect(value([Int]()) == "[]")
        #expect(value(F("a") + "b") == #"{"$op":"+","args":[{"$f":"a"},{"$value":"b"}]}"#)
        #expect(value(F("a")[1..<2]) == #"{"$f":"a","slice":[1,2]}"#)
        #expect(value(Expression.date("2020-01-31")) == #"{"$date":"2020-01-31"}"#)
        #expect(value(Expression.duration(.milliseconds(1500))) == #"{"$duration":1500000}"#)
        #expect(value(Expression.jsonNull) == #"{"$json_null":true}"#)
        #expect(value(Expression.value("x", type: "text")) == #"{"$wrap":{"$value":"x"},"type":"text"}"#)
        #expect(value(Level.high) == "2")
        #expect(value(Substring("ab")) == #""ab""#)
        #expect(value(users.values("id")) == #"{"$query":{"v":1,"model":"users","steps":[["values",["id"]]]}}"#)
    }

    private enum Level: Int, Operand {
        case low = 1
        case high = 2
    }
}
