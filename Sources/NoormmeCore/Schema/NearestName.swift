import NoormmeText

/// Finds the name somebody meant.
enum NearestName {
    /// The candidate with the fewest typing errors from `name`, the first of equals; nil when none is near:
    /// at most one letter inserted, dropped or replaced per three letters. Two letters exchanged, the
    /// commonest error, count half. When none is near, the first that goes on where `name` ends: `posts_by_author`
    /// for `posts`.
    static func find(_ name: Text, among candidates: [Text]) -> Text? {
        var best: Text?
        var bestDistance = min(name.count / 3, 3) * 2 + 1
        // Long names and long lists are not typing errors; the search is not to cost more than the request.
        guard name.count <= 100, candidates.count <= 2000 else { return nil }
        let typed = name.asciiLowercased.bytes
        for candidate in candidates where candidate.count <= 100 && !candidate.isEmpty {
            // What does not fit although it was spelt like this is no suggestion.
            if candidate == name { continue }
            if candidate.count > name.count + 3 || name.count > candidate.count + 3 { continue }
            let distance = distance(typed, candidate.asciiLowercased.bytes)
            if distance < bestDistance {
                best = candidate
                bestDistance = distance
            }
        }
        if best == nil, name.count >= 3 {
            let start = name + "_"
            return candidates.first { $0.count <= 100 && $0.bytes.starts(with: start.bytes) }
        }
        return best
    }

    /// Optimal string alignment distance in half errors, by three rows of its table.
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var before = [Int](repeating: 0, count: right.count + 1)
        var previous = before
        for column in previous.indices { previous[column] = column * 2 }
        var current = before
        for row in left.indices {
            current[0] = row * 2 + 2
            for column in right.indices {
                let isEqual = left[row] == right[column]
                var cost = previous[column] + (isEqual ? 0 : 2)
                cost = min(cost, previous[column + 1] + 2, current[column] + 2)
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    cost = min(cost, before[column - 1] + 1)
                }
                current[column + 1] = cost
            }
            (before, previous, current) = (previous, current, before)
        }
        return previous[right.count]
    }
}
