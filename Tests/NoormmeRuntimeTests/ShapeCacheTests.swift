import NoormmeCore
import NoormmeText
import Testing

@testable import NoormmeRuntime

@Test func aShapeIsTranslatedOnce() {
    let cache = ShapeCache()
    let shape = ResultShape.object(["a", "b"])
    let program = cache.program(shape, [], isPositional: false)
    #expect(cache.program(shape, [], isPositional: false) === program)
    var copy = shape
    #expect(cache.program(copy, [], isPositional: false) === program)
    // Anything else is another program.
    #expect(cache.program(shape, [], isPositional: true) !== program)
    copy.form = .array
    #expect(cache.program(copy, [], isPositional: false) !== program)
    copy = shape
    copy.children = [ChildShape(name: "c", presence: 0, shape: shape)]
    let nested = cache.program(copy, [], isPositional: false)
    #expect(nested.literals.count > program.literals.count)
    copy.children[0].name = "longer"
    #expect(cache.program(copy, [], isPositional: false).literals.count == nested.literals.count + 5)
    copy = shape
    copy.columns[0].name = "longer"
    #expect(cache.program(copy, [], isPositional: false).literals.count == program.literals.count + 5)
    #expect(cache.program(.object([]), [], isPositional: false).literals.count == 2)
}

@Test func manyShapesDoNotMixUp() {
    let cache = ShapeCache()
    let shapes = (0..<1000).map { ResultShape.object([String(repeating: "n", count: $0 + 1)]) }
    for _ in 0..<2 {
        for (index, shape) in shapes.enumerated() {
            #expect(cache.program(shape, [], isPositional: false).literals.count == index + 1 + "{\"\":}".count)
        }
    }
}
