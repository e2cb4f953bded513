// Where the boxes of a diagram stand. The method is the usual one for directed graphs (Sugiyama): boxes go into
// layers so that an arrow always points to the left; an arrow that passes a layer gets a place of its own there,
// so that it runs between boxes and not under them; within a layer, boxes are put in the order of what they are
// connected with, forth and back a few times. All numbers are whole, so every machine draws the same picture.

/// A directed graph of boxes, and where they stand.
struct Layout {
    struct Box {
        var width: Int
        var height: Int
        var x = 0
        var y = 0
        var layer = 0
    }

    /// An arrow, and the points between its ends: one for each layer it passes.
    struct Arrow {
        let from: Int
        let to: Int
        /// Heights of the ends within their boxes.
        let fromOffset: Int
        let toOffset: Int
        var bends: [(x: Int, y: Int)] = []
        /// Drawn against the direction of layers, because arrows go round in a circle.
        var isBackward = false
    }

    var boxes: [Box]
    var arrows: [Arrow]
    private(set) var width = 0
    private(set) var height = 0

    private static let layerGap = 90
    private static let boxGap = 26
    private static let laneHeight = 14
    /// A layer higher than this goes on in the next one.
    private static let mostHeight = 1600

    /// What stands in a layer: a box, or the lane of an arrow.
    private enum Slot: Hashable {
        case box(Int)
        case lane(arrow: Int, layer: Int)
    }

    private var layers: [[Slot]] = []

    init(boxes: [Box], arrows: [Arrow]) {
        self.boxes = boxes
        self.arrows = arrows
        assignLayers()
        makeSlots()
        for round in 0..<12 { order(forward: round % 2 == 0) }
        place()
    }

    // MARK: Layers

    /// Each box stands right of all it points to; arrows that would make that impossible are turned round.
    private mutating func assignLayers() {
        let sequence = sequence()
        var position = [Int](repeating: 0, count: boxes.count)
        for (index, box) in sequence.enumerated() { position[box] = index }
        for index in arrows.indices where position[arrows[index].to] > position[arrows[index].from] {
            arrows[index].isBackward = true
        }
        var used: [Int] = []
        for box in sequence where !isAlone(box) {
            var layer = 0
            for arrow in arrows where arrow.from != arrow.to {
                let (start, end) = arrow.isBackward ? (arrow.to, arrow.from) : (arrow.from, arrow.to)
                if start == box { layer = max(layer, boxes[end].layer + 1) }
            }
            while layer < used.count, used[layer] > 0, used[layer] + boxes[box].height > Self.mostHeight { layer += 1 }
            while used.count <= layer { used.append(0) }
            used[layer] += boxes[box].height + Self.boxGap
            boxes[box].layer = layer
        }
    }

    /// What is pointed to comes first; a circle is cut where the walk meets it.
    private func sequence() -> [Int] {
        var targets = [[Int]](repeating: [], count: boxes.count)
        for arrow in arrows where arrow.from != arrow.to { targets[arrow.from].append(arrow.to) }
        var state = [UInt8](repeating: 0, count: boxes.count)
        var sequence: [Int] = []
        for start in boxes.indices where state[start] == 0 {
            var stack = [(box: start, next: 0)]
            state[start] = 1
            while let (box, next) = stack.last {
                guard next < targets[box].count else {
                    sequence.append(box)
                    state[box] = 2
                    stack.removeLast()
                    continue
                }
                stack[stack.count - 1].next += 1
                let target = targets[box][next]
                if state[target] == 0 {
                    state[target] = 1
                    stack.append((target, 0))
                }
            }
        }
        return sequence
    }

    private func isAlone(_ box: Int) -> Bool {
        !arrows.contains { $0.from != $0.to && ($0.from == box || $0.to == box) }
    }

    private mutating func makeSlots() {
        let alone = Set(boxes.indices.filter(isAlone))
        let count = (boxes.indices.filter { !alone.contains($0) }.map { boxes[$0].layer }.max() ?? -1) + 1
        layers = [[Slot]](repeating: [], count: count)
        for box in boxes.indices where !alone.contains(box) { layers[boxes[box].layer].append(.box(box)) }
        for index in arrows.indices where arrows[index].from != arrows[index].to {
            let ends = [boxes[arrows[index].from].layer, boxes[arrows[index].to].layer].sorted()
            for layer in (ends[0] + 1)..<max(ends[1], ends[0] + 1) {
                layers[layer].append(.lane(arrow: index, layer: layer))
            }
        }
    }

    // MARK: Order

    /// Sorts each layer by the mean place of what its slots are connected with in the layer before.
    private mutating func order(forward: Bool) {
        let indices = forward ? Array(layers.indices.dropFirst()) : Array(layers.indices.dropLast().reversed())
        for layer in indices {
            let beside = forward ? layer - 1 : layer + 1
            var place: [Slot: Int] = [:]
            for (index, slot) in layers[beside].enumerated() { place[slot] = index }
            var keyed: [(key: Int, index: Int, slot: Slot)] = []
            for (index, slot) in layers[layer].enumerated() {
                let places = neighbours(of: slot, in: beside).compactMap { place[$0] }
                // In thousandths; a slot without neighbours stays where it is.
                let scale = max(1, layers[beside].count) * 1000 / max(1, layers[layer].count)
                let key = places.isEmpty ? index * scale : places.reduce(0, +) * 1000 / places.count
                keyed.append((key, index, slot))
            }
            keyed.sort { $0.key == $1.key ? $0.index < $1.index : $0.key < $1.key }
            layers[layer] = keyed.map(\.slot)
        }
    }

    private func neighbours(of slot: Slot, in layer: Int) -> [Slot] {
        switch slot {
        case .lane(let index, _): return [self.slot(of: index, in: layer)].compactMap { $0 }
        case .box(let box):
            var result: [Slot] = []
            for index in arrows.indices where arrows[index].from == box || arrows[index].to == box {
                if let other = self.slot(of: index, in: layer), other != slot { result.append(other) }
            }
            return result
        }
    }

    /// Where an arrow is in a layer: a box at one of its ends, its lane, or nowhere.
    private func slot(of arrow: Int, in layer: Int) -> Slot? {
        let ends = arrows[arrow]
        if ends.from == ends.to { return nil }
        if boxes[ends.from].layer == layer { return .box(ends.from) }
        if boxes[ends.to].layer == layer { return .box(ends.to) }
        let range = [boxes[ends.from].layer, boxes[ends.to].layer].sorted()
        return layer > range[0] && layer < range[1] ? .lane(arrow: arrow, layer: layer) : nil
    }

    // MARK: Places

    private mutating func place() {
        let heights = layers.map { layer in layer.reduce(0) { $0 + size($1) + Self.boxGap } - Self.boxGap }
        let highest = heights.max() ?? 0
        var x = 0
        for (index, layer) in layers.enumerated() {
            var widest = 0
            for case .box(let box) in layer { widest = max(widest, boxes[box].width) }
            var y = (highest - heights[index]) / 2
            for slot in layer {
                switch slot {
                case .box(let box):
                    boxes[box].x = x + (widest - boxes[box].width) / 2
                    boxes[box].y = y
                case .lane(let arrow, _):
                    // Both sides of the layer, so that the line is straight beside its boxes.
                    let middle = y + Self.laneHeight / 2
                    arrows[arrow].bends += [(x, middle), (x + widest, middle)]
                }
                y += size(slot) + Self.boxGap
            }
            x += widest + Self.layerGap
        }
        width = max(0, x - Self.layerGap)
        height = highest
        placeAlone()
    }

    /// Boxes without arrows stand in rows below the others.
    private mutating func placeAlone() {
        let alone = boxes.indices.filter(isAlone)
        guard !alone.isEmpty else { return }
        let most = max(width, 1200)
        var x = 0
        var y = height == 0 ? 0 : height + 2 * Self.boxGap
        var rowHeight = 0
        for box in alone {
            if x > 0, x + boxes[box].width > most {
                x = 0
                y += rowHeight + Self.boxGap
                rowHeight = 0
            }
            boxes[box].x = x
            boxes[box].y = y
            x += boxes[box].width + Self.boxGap
            width = max(width, x - Self.boxGap)
            rowHeight = max(rowHeight, boxes[box].height)
        }
        height = y + rowHeight
    }

    private func size(_ slot: Slot) -> Int {
        if case .box(let box) = slot { boxes[box].height } else { Self.laneHeight }
    }
}
