import NoormmeText

extension SchemaBuilder {
    /// What columns call the row they point to. Of several columns the last speaks: the others are shared,
    /// as a tenant's key is.
    func stem(_ columns: [Int32], of model: Int, targetColumns: [Int32], target: Int) -> Text {
        guard let last = columns.last, let targetLast = targetColumns.last else { return Text() }
        let name = models[model].columns[Int(last)].name
        return name.withoutKeyEnding(target: models[target].columns[Int(targetLast)].column) ?? name
    }

    /// Names the discovered relations of a model; configured ones have theirs.
    mutating func nameForwards(_ model: Int) {
        let names = derivedForwardNames(model)
        for index in names.indices where !models[model].forwards[index].isConfigured {
            models[model].forwards[index].name = names[index]
            models[model].names.insert(names[index])
        }
    }

    /// A name for each forward relation, in order; configured ones keep theirs.
    func derivedForwardNames(_ model: Int) -> [Text] {
        let drafts = models[model].forwards
        var names = [Text](repeating: Text(), count: drafts.count)
        var taken = NameIndex()
        for index in drafts.indices where drafts[index].isConfigured { names[index] = drafts[index].name }
        // Relations over one column take their names first: those of the others are made up.
        for pass in 1...2 {
            for index in drafts.indices where !drafts[index].isConfigured {
                let isComposite = drafts[index].columns.count > 1
                guard isComposite == (pass == 2) else { continue }
                let candidates = isComposite ? compositeNames(index, drafts) : simpleNames(drafts[index].stem)
                var name = candidates.first
                if !isFree(name, model, taken) { name = candidates.second }
                let base = name
                var number: Int64 = 2
                while !isFree(name, model, taken) {
                    name = SchemaBuilder.numbered(base, number)
                    number += 1
                }
                taken.insert(name)
                names[index] = name
            }
        }
        return names
    }

    private func isFree(_ name: Text, _ model: Int, _ taken: NameIndex) -> Bool {
        if taken.contains(name) || models[model].names.contains(name) { return false }
        let table = models[model].table
        return !tables[table].accessors.contains(name) && !tables[table].queryNames.contains(name)
    }

    /// `author`, `author_ref`. Where nothing was cut off, the first is the column itself and never free.
    private func simpleNames(_ stem: Text) -> (first: Text, second: Text) {
        let name = stem.spelled
        return (name, name + "_ref")
    }

    /// `region`; where several keys lead there, or the name is taken, `region_by_home_region`.
    private func compositeNames(_ index: Int, _ drafts: [ForwardDraft]) -> (first: Text, second: Text) {
        let target = rowsName(drafts[index].target).singular
        let second = (target + "_by_" + drafts[index].stem).spelled
        for other in drafts.indices
        where other != index && drafts[other].target == drafts[index].target && drafts[other].columns.count > 1 {
            return (second, second)
        }
        return (target.spelled, second)
    }

    /// `posts` -> `posts_2`
    static func numbered(_ name: Text, _ number: Int64) -> Text {
        name + "_" + Text(number)
    }
}

extension Text {
    /// A column's name without the part that says it is a key; nil when it has none, or is nothing else.
    ///
    /// Cut off are `_id` in any case, with a space or a hyphen as with `_`; `Id` and `ID` after a small letter or a digit; and `_` with the name
    /// of the column referred to: `country_code` referring to `code` is `country`.
    func withoutKeyEnding(target: Text) -> Text? {
        let lower = asciiLowercased
        let ending = Text("_") + target.asciiLowercased
        if !target.isEmpty, count > ending.count, lower.dropFirst(count - ending.count) == ending {
            return dropLast(ending.count)
        }
        if count > 3, lower.hasSuffix("id") {
            let separator = bytes[count - 3]
            let isSeparator = separator == 0x5F || separator == 0x20 || separator == 0x2D
            if isSeparator, bytes[count - 4] != separator { return dropLast(3) }
        }
        guard count > 2, hasSuffix("Id") || hasSuffix("ID") else { return nil }
        let before = bytes[count - 3]
        return before &- 0x61 < 26 || before &- 0x30 < 10 || before >= 0x80 ? dropLast(2) : nil
    }
}
