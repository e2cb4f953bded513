import NoormmeText
import Testing

@testable import NoormmeJSON

@Suite struct PathTests {
    @Test(arguments: [
        ("email__endswith", "$.email__endswith"), ("_x9", "$._x9"), ("9x", #"$["9x"]"#), ("", #"$[""]"#),
        ("a b", #"$["a b"]"#), ("a-b", #"$["a-b"]"#), (#"a"b\"#, #"$["a\"b\\"]"#), ("é", #"$["é"]"#),
        ("a.b", #"$["a.b"]"#), ("a\n", #"$["a\n"]"#), ("$f", #"$["$f"]"#), ("[", #"$["["]"#), ("Z", "$.Z"),
        ("@", #"$["@"]"#),
    ])
    func quotesWhatIsNoIdentifier(_ key: String, _ path: String) {
        #expect(string(JSONPath().appending(key: Text(utf8(key))).text) == path)
    }

    @Test func isBuiltStepByStep() {
        let base = JSONPath().appending(key: "steps").appending(index: 0)
        let path = base.appending(index: 1).appending(key: "email__endswith")
        #expect(string(path.text) == "$.steps[0][1].email__endswith")
        #expect(string(base.text) == "$.steps[0]")
        #expect(string(JSONPath().text) == "$")
    }

    /// Every value of a document, found again from its place alone.
    @Test func isFoundFromAValue() throws {
        let root = try parse(#"{"v":1,"steps":[["filter",{"a":1,"b c":[[],{}, {"x":null}]}],[]],"v":{"\u0041":2}}"#)
        var seen: [String] = []
        collect(root, &seen)
        #expect(
            seen == [
                "$", "$.v", "$.steps", "$.steps[0]", "$.steps[0][0]", "$.steps[0][1]", "$.steps[0][1].a",
                #"$.steps[0][1]["b c"]"#, #"$.steps[0][1]["b c"][0]"#, #"$.steps[0][1]["b c"][1]"#,
                #"$.steps[0][1]["b c"][2]"#, #"$.steps[0][1]["b c"][2].x"#, "$.steps[1]", "$.v", "$.v.A",
            ])
        #expect(string(try parse("1").path.text) == "$")
    }

    private func collect(_ value: JSONValue, _ seen: inout [String]) {
        seen.append(string(value.path.text))
        for element in value.elements { collect(element, &seen) }
        for (key, member) in value.members {
            #expect(key.path == member.path)
            collect(member, &seen)
        }
    }
}
