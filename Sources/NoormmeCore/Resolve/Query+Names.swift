import NoormmeText

/// Errors about names, with what could have been meant.
extension Query {
    func unknownName(_ name: Text, _ model: Model) -> NoormmeError {
        var choices: [Text] = []
        for column in model.columns { choices.append(column.name) }
        for relation in model.relations where !relation.queryName.isEmpty { choices.append(relation.queryName) }
        if model === self.model {
            for annotation in annotations { choices.append(annotation.name) }
            for relation in filteredRelations { choices.append(relation.name) }
        }
        choices.sort { $0 < $1 }
        var message: Text = "Cannot resolve keyword '"
        message += name
        message += "' into field."
        appendSuggestion(name, choices, &message)
        message += " Choices are: "
        for (index, choice) in choices.enumerated() {
            if index > 0 { message += ", " }
            message += choice
        }
        return NoormmeError(.fieldError, message, model: model.name, field: name)
    }

    func notARelation(_ names: [Text], _ model: Model) -> Text {
        var message: Text = "'"
        message += names.last ?? Text()
        message += "' is not a relation of '"
        message += model.label
        message += "'."
        return message
    }

    func unsupportedLookup(_ names: [Text], _ what: Text) -> NoormmeError {
        var message: Text = "Unsupported lookup '"
        for (index, name) in names.enumerated() {
            if index > 0 { message += "__" }
            message += name
        }
        message += "' for "
        message += what
        message += " or join on the field not permitted."
        var choices: [Text] = []
        for lookup in Lookup.all { choices.append(Text(lookup.name)) }
        if let last = names.last { appendSuggestion(last, choices, &message) }
        return NoormmeError(.unsupportedLookup, message, field: names.last ?? Text())
    }
}

func appendSuggestion(_ name: Text, _ choices: [Text], _ message: inout Text) {
    guard let best = NearestName.find(name, among: choices) else { return }
    message += " Did you mean '"
    message += best
    message += "'?"
}
