import NoormmeCore
import NoormmeText

/// Draws the schema: a box for each model, a line from each foreign key to what it refers to.
///
/// The line's foot says how many rows stand at that end: a crow's foot for any number, a bar for one, a circle
/// where there may be none. A fixed-width font makes the boxes' sizes known without measuring.
struct SVGWriter {
    let subject: Subject
    let out = SourceWriter()

    private static let rowHeight = 18
    private static let headHeight = 26
    private static let margin = 40
    /// Of one character at 12 pixels.
    private static let advance = 7

    static func text(_ schema: Schema, _ options: GenerateOptions) -> [UInt8] {
        let writer = SVGWriter(subject: Subject(schema, options, reserved: [], endings: [""]))
        writer.write()
        return writer.out.bytes
    }

    private func write() {
        let layout = layout()
        let width = Text(Int64(layout.width + 2 * Self.margin))
        let height = Text(Int64(layout.height + 2 * Self.margin))
        out.line(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"", width, "\" height=\"", height,
            "\" viewBox=\"0 0 ", width, " ", height, "\" font-family=\"ui-monospace, Menlo, Consolas, ",
            "DejaVu Sans Mono, monospace\" font-size=\"12\">")
        out.depth = 1
        out.line("<title>Schema</title>")
        out.line("<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>")
        let margin = Text(Int64(Self.margin))
        out.block("<g transform=\"translate(" + margin + " " + margin + ")\">", "</g>") {
            out.block("<g fill=\"none\" stroke=\"#64748b\" stroke-width=\"1.3\">", "</g>") {
                for (arrow, relation) in zip(layout.arrows, relations) { draw(arrow, relation, layout) }
            }
            for (entry, box) in zip(subject.models, layout.boxes) { draw(entry, box) }
        }
        out.depth = 0
        out.line("</svg>")
    }

    /// Forward relations to models that are drawn, in order; `layout.arrows` has the same.
    private var relations: [SubjectRelation] {
        subject.models.flatMap { $0.ownForwards }
    }

    private func layout() -> Layout {
        var boxes: [Layout.Box] = []
        var positions: [Int32: Int] = [:]
        for (index, entry) in subject.models.enumerated() {
            positions[entry.model.index] = index
            var name = entry.model.name.columnsWide + 4
            let columns = entry.ownColumns
            for position in columns {
                let column = entry.columns[position]
                name = max(name, 3 + column.name.columnsWide + 2 + type(column).columnsWide)
            }
            boxes.append(
                Layout.Box(
                    width: name * Self.advance + 24, height: Self.headHeight + columns.count * Self.rowHeight + 6)
            )
        }
        var arrows: [Layout.Arrow] = []
        for (index, entry) in subject.models.enumerated() {
            for relation in entry.ownForwards {
                let to = positions[relation.relation.target] ?? index
                let target = subject.models[to]
                arrows.append(
                    Layout.Arrow(
                        from: index, to: to,
                        fromOffset: Self.middle(of: entry.row(of: relation.relation.sourceColumns[0])),
                        toOffset: Self.middle(of: target.row(of: relation.relation.targetColumns[0]))))
            }
        }
        return Layout(boxes: boxes, arrows: arrows)
    }

    private static func middle(of row: Int) -> Int { headHeight + row * rowHeight + rowHeight / 2 + 3 }

    private func type(_ column: SubjectColumn) -> Text {
        column.column.isNullable ? column.column.type.name + "?" : column.column.type.name
    }

    // MARK: Boxes

    private func draw(_ entry: SubjectModel, _ box: Layout.Box) {
        let model = entry.model
        out.block("<g transform=\"translate(" + Text(Int64(box.x)) + " " + Text(Int64(box.y)) + ")\">", "</g>") {
            let size = "width=\"" + Text(Int64(box.width)) + "\""
            let dash: Text = model.isView ? " stroke-dasharray=\"5 3\"" : ""
            out.line(
                "<rect ", size, " height=\"", Text(Int64(box.height)),
                "\" rx=\"5\" fill=\"#f8fafc\" stroke=\"#94a3b8\"", dash, "/>")
            out.line(
                "<path d=\"M0 ", Text(Int64(Self.headHeight)), "V5a5 5 0 0 1 5-5H", Text(Int64(box.width - 5)),
                "a5 5 0 0 1 5 5V", Text(Int64(Self.headHeight)), "z\" fill=\"", model.isView ? "#64748b" : "#1e3a5f",
                "\"/>")
            out.line(
                "<text x=\"12\" y=\"17\" font-weight=\"bold\" fill=\"#ffffff\">", model.name.escapedMarkup, "</text>")
            for (row, position) in entry.ownColumns.enumerated() {
                let column = entry.columns[position]
                let y = Text(Int64(Self.middle(of: row) + 4))
                let isKey = model.columnsInKey(Int32(position))
                if isKey || model.isForeignKey(Int32(position)) {
                    // A filled dot for the primary key, a ring for a foreign one.
                    out.line(
                        "<circle cx=\"16\" cy=\"", Text(Int64(Self.middle(of: row))), "\" r=\"3.5\" fill=\"",
                        isKey ? "#d97706" : "none", "\" stroke=\"", isKey ? "#d97706" : "#64748b", "\"/>")
                }
                out.line(
                    "<text x=\"28\" y=\"", y, "\" fill=\"#0f172a\"", isKey ? " font-weight=\"bold\"" : "", ">",
                    column.name.escapedMarkup, "</text>")
                out.line(
                    "<text x=\"", Text(Int64(box.width - 12)), "\" y=\"", y, "\" fill=\"#64748b\" text-anchor=\"end\">",
                    type(column).escapedMarkup, "</text>")
            }
        }
    }

    // MARK: Lines

    private func draw(_ arrow: Layout.Arrow, _ relation: SubjectRelation, _ layout: Layout) {
        let from = layout.boxes[arrow.from]
        let to = layout.boxes[arrow.to]
        let start = from.y + arrow.fromOffset
        let end = to.y + arrow.toOffset
        var path = Path()
        let isLoop = arrow.from == arrow.to
        // The sides the line leaves and arrives at: 1 right, -1 left.
        let leaves = isLoop || from.x < to.x ? 1 : -1
        let arrives = isLoop ? 1 : -leaves
        let startX = leaves > 0 ? from.x + from.width : from.x
        let endX = arrives > 0 ? to.x + to.width : to.x
        path.move(startX, start)
        // Straight beside the boxes, where the feet are drawn.
        path.line(startX + leaves * 14, start)
        var last = (x: startX + leaves * 14, y: start)
        let bends = leaves < 0 ? Array(arrow.bends.reversed()) : arrow.bends
        for (index, bend) in bends.enumerated() {
            if index % 2 == 0 { path.curve(last, bend, leaves) } else { path.line(bend.x, bend.y) }
            last = bend
        }
        let arrival = (x: endX + arrives * 14, y: end)
        if isLoop { path.loop(last, arrival) } else { path.curve(last, arrival, leaves) }
        path.line(endX, end)
        out.line("<path d=\"", Text(path.bytes), "\"><title>", relation.name.escapedMarkup, "</title></path>")
        foot(startX, start, leaves, isMany: !relation.relation.isOneToOne)
        mark(endX, end, arrives, isOptional: relation.relation.isNullable)
    }

    /// How many rows point: a crow's foot, or a bar.
    private func foot(_ x: Int, _ y: Int, _ side: Int, isMany: Bool) {
        var path = Path()
        if isMany {
            path.move(x, y - 5)
            path.line(x + side * 10, y)
            path.line(x, y + 5)
        } else {
            path.move(x + side * 7, y - 5)
            path.line(x + side * 7, y + 5)
        }
        out.line("<path d=\"", Text(path.bytes), "\"/>")
    }

    /// Whether there is a row it points to: a bar, or a circle where there may be none.
    private func mark(_ x: Int, _ y: Int, _ side: Int, isOptional: Bool) {
        let middle = Text(Int64(x + side * 7))
        if isOptional {
            out.line("<circle cx=\"", middle, "\" cy=\"", Text(Int64(y)), "\" r=\"4\" fill=\"#ffffff\"/>")
        } else {
            var path = Path()
            path.move(x + side * 7, y - 5)
            path.line(x + side * 7, y + 5)
            out.line("<path d=\"", Text(path.bytes), "\"/>")
        }
    }
}

/// The text of an SVG path.
private struct Path {
    var bytes: [UInt8] = []

    mutating func move(_ x: Int, _ y: Int) { command(0x4D, [x, y]) }
    mutating func line(_ x: Int, _ y: Int) { command(0x4C, [x, y]) }

    /// Level at both ends.
    mutating func curve(_ from: (x: Int, y: Int), _ to: (x: Int, y: Int), _ side: Int) {
        let reach = max(18, abs(to.x - from.x) / 2) * side
        command(0x43, [from.x + reach, from.y, to.x - reach, to.y, to.x, to.y])
    }

    /// Out at the right and back.
    mutating func loop(_ from: (x: Int, y: Int), _ to: (x: Int, y: Int)) {
        command(0x43, [from.x + 24, from.y, to.x + 24, to.y, to.x, to.y])
    }

    private mutating func command(_ letter: UInt8, _ numbers: [Int]) {
        bytes.append(letter)
        for (index, number) in numbers.enumerated() {
            if index > 0 { bytes.append(0x20) }
            bytes.appendDecimal(Int64(number))
        }
    }
}

extension Text {
    /// How many columns of a fixed-width font it takes: letters of East Asia take two.
    var columnsWide: Int {
        var columns = 0
        for byte in bytes where byte & 0xC0 != 0x80 { columns += byte >= 0xE3 ? 2 : 1 }
        return columns
    }
}
