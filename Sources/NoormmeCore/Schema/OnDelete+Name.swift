import NoormmeText

extension OnDelete {
    /// The name configuration uses, `CASCADE`; empty for `databaseAction`, which is the absence of one.
    public var name: StaticString {
        switch self {
        case .databaseAction: ""
        case .cascade: "CASCADE"
        case .protect: "PROTECT"
        case .restrict: "RESTRICT"
        case .setNull: "SET_NULL"
        case .setDefault: "SET_DEFAULT"
        case .doNothing: "DO_NOTHING"
        }
    }

    static var configurable: [OnDelete] { [.cascade, .protect, .restrict, .setNull, .setDefault, .doNothing] }

    public static func parse(_ name: Text) -> OnDelete? {
        for action in configurable where name == action.name { return action }
        return nil
    }
}
