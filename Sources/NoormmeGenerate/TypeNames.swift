import NoormmeText

/// Gives out names of types, each once.
///
/// Type names are compared with regard to case; a name that is taken is numbered, `User2`, in the order asked.
struct TypeNames {
    private var taken: Set<Text>

    init(reserved: [Text]) {
        taken = Set(reserved)
    }

    /// The first of `name`, `name2`, `name3` … that is free with each of the endings.
    mutating func take(_ name: Text, endings: [Text] = [""]) -> Text {
        var number: Int64 = 1
        while true {
            let candidate = number == 1 ? name : name + Text(number)
            if endings.allSatisfy({ !taken.contains(candidate + $0) }) {
                for ending in endings { taken.insert(candidate + ending) }
                return candidate
            }
            number += 1
        }
    }
}
