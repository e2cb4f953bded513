enum RegularExpression { static let isSupported = false }
