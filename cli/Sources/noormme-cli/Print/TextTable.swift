/// Cells in columns, for a terminal.
struct TextTable {
    let indent: Int
    private var rows: [[String]] = []
    /// A line under the first row.
    var hasHeader = false
    var alignsRight: Set<Int> = []

    init(indent: Int = 0) { self.indent = indent }

    mutating func add(_ row: [String]) { rows.append(row) }

    var lines: [String] {
        var widths: [Int] = []
        for row in rows {
            for (index, cell) in row.enumerated() {
                if index == widths.count { widths.append(0) }
                widths[index] = max(widths[index], Self.width(cell))
            }
        }
        var lines: [String] = []
        for (number, row) in rows.enumerated() {
            lines.append(line(row, widths))
            if number == 0, hasHeader {
                lines.append(line(widths.map { String(repeating: "-", count: $0) }, widths))
            }
        }
        return lines
    }

    private func line(_ row: [String], _ widths: [Int]) -> String {
        var line = String(repeating: " ", count: indent)
        for (index, cell) in row.enumerated() {
            let space = String(repeating: " ", count: widths[index] - Self.width(cell))
            line += alignsRight.contains(index) ? space + cell : cell + space
            if index + 1 < row.count { line += "  " }
        }
        while line.last == " " { line.removeLast() }
        return line
    }

    /// How many columns of a terminal it takes: letters of East Asia take two.
    private static func width(_ text: String) -> Int {
        text.unicodeScalars.reduce(0) { width, scalar in
            switch scalar.value {
            case 0x300...0x36F, 0x200B...0x200F, 0xFE00...0xFE0F: width
            case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFF00...0xFF60, 0x1F300...0x1FAFF:
                width + 2
            default: width + 1
            }
        }
    }
}
